// A request, key by key.
#include "mock_engine/rewrite/options.hpp"
#include "mock_engine/rewrite/proxy_flags.hpp"

namespace rtpe::mock {
namespace {

/// What only an offer (or publish, or subscribe request) may ask for.
void drop_what_answers_ignore(Options& options) {
  options.ptime = options.ptime_reverse = 0;
  for (auto* list : {&options.codec.transcode, &options.codec.mask, &options.codec.set, &options.codec.accept,
                     &options.codec.consume})
    list->clear();
}

}  // namespace

Options parse_options(bencode::View request, OperationMode mode, const Personality& personality) {
  Options options;
  options.mode = mode;
  options.later_flags = personality.later_flags;
  if (!request || request.kind() != bencode::Kind::dictionary) return options;
  for (auto entry = request.begin(); entry != request.end(); ++entry) read_key(options, entry.key(), *entry);
  if (mode == OperationMode::answer) drop_what_answers_ignore(options);
  if (mode == OperationMode::control) options.mode = OperationMode::other;
  return options;
}

}  // namespace rtpe::mock
