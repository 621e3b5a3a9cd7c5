// The bencoded dictionary of one command, keys in the module's order (behaviour.md 6.1, 6.2). Private to client/script.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "client/ng/command.hpp"
#include "client/personality.hpp"
#include "client/script/flags.hpp"
#include "client/sip/message.hpp"

namespace rtpe::script {

/// from-tag and to-tag of a command; an absent one is not sent.
struct Tags {
  std::optional<std::string_view> from, to;
};
/// Section 6.2. nullopt: the reply's rule needs a To tag and there is none.
[[nodiscard]] std::optional<Tags> tags_of(Command command, const sip::Message& message, const Flags& flags,
                                          const Personality& personality);

struct DictionaryInput {
  Command command = Command::offer;
  std::optional<std::string_view> sdp;  ///< offer, answer, info, subscribe answer
  bool media_lists = false;             ///< offer, answer, info: direction, replace, codec, ... are sent
  bool fragment = false;                ///< trickle ICE: `fragment` among the flags
  std::string_view call_id, via_branch;
  std::optional<std::string_view> raw_flags = {};  ///< [>=6.0] with a second argument: `rtpp-flags`, even if empty
  Tags tags = {};
};

/// Appends the dictionary to `out`.
void build_dictionary(const DictionaryInput& input, const Flags& flags, const sip::Message& message,
                      const Personality& personality, std::string& out);

}  // namespace rtpe::script
