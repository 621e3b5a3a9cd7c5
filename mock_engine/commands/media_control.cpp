// Commands that switch media of parties on and off. Nothing of it shows in signalling but who was found.
#include "mock_engine/commands/selector.hpp"

namespace rtpe::mock {

Outcome media_control_command(CommandContext& context) {
  const Options options = options_of(context, OperationMode::control);
  const auto live = call_of(context, options);
  if (!live) return refuse(live.error());
  const auto selected = select_parties((*live)->call, options);
  if (!selected) return refuse(selected.error());
  if (selected->kind == Selection::Kind::one_party && !options.set_label.empty())
    (*live)->call.legs[selected->legs.front()].label = options.set_label;
  return {};
}

}  // namespace rtpe::mock
