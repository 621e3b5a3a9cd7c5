// play media, stop media (protocol.md section 9).
#include <algorithm>

#include "mock_engine/commands/selector.hpp"
#include "mock_engine/commands/wave.hpp"

namespace rtpe::mock {
namespace {

std::expected<Selection, Refusal> party_of(Call& call, const Options& options) {
  auto selected = select_parties(call, options);
  if (selected && selected->kind == Selection::Kind::whole_call)
    return refuse({.text = "No participant party specified"});
  return selected;
}

/// Length of what is to be played.
std::expected<std::int64_t, Refusal> duration_ms(const CommandContext& context) {
  const MediaLibrary* library = context.engine.library;
  if (const auto path = context.request.find_string("file")) {
    const auto found = library == nullptr ? std::nullopt : library->file_duration_ms(*path);
    if (found) return *found;
    return refuse({.text = "Failed to start media playback from file"});
  }
  if (const auto blob = context.request.find_string("blob")) {
    if (const auto found = wave_duration_ms(*blob)) return *found;
    return refuse({.text = "Failed to start media playback from blob"});
  }
  if (const auto row = context.request.find_integer("db-id")) {
    const auto found = library == nullptr ? std::nullopt : library->database_duration_ms(*row);
    if (found) return *found;
    return refuse({.text = "Failed to start media playback from database"});
  }
  return refuse({.text = "No media file specified"});
}

}  // namespace

Outcome play_media_command(CommandContext& context) {
  const Options options = options_of(context, OperationMode::control);
  const auto live = call_of(context, options);
  if (!live) return refuse(live.error());
  const auto party = party_of((*live)->call, options);
  if (!party) return refuse(party.error());
  const auto duration = duration_ms(context);
  // 12.5 has a player of the party before it looks for something to play.
  if (duration || context.engine.config.personality->tells_where_media_stopped)
    for (const LegId leg : party->legs) (*live)->call.legs[leg].played = true;
  if (!duration) return refuse(duration.error());
  if (*duration > 0) context.reply.pair("duration", *duration);
  return {};
}

Outcome stop_media_command(CommandContext& context) {
  const Options options = options_of(context, OperationMode::control);
  const auto live = call_of(context, options);
  if (!live) return refuse(live.error());
  const auto party = party_of((*live)->call, options);
  if (!party) return refuse(party.error());
  for (const LegId leg : party->legs)
    if (!(*live)->call.legs[leg].played) return refuse({.text = "Not currently playing media"});
  if (context.engine.config.personality->tells_where_media_stopped) context.reply.pair("last-frame-pos", 0);
  return {};
}

}  // namespace rtpe::mock
