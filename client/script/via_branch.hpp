// Which branch goes into `via-branch` (behaviour.md 6.4). Private to client/script.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/sip/message.hpp"

namespace rtpe::script {

class Host;
class TextFormat;

enum class ViaSelector : std::uint8_t {
  none,
  first,           ///< "1...": branch of the top Via
  second,          ///< "2..."
  automatic,       ///< request: Via 1, reply: Via 2
  extra,           ///< extra_id_pv
  next,            ///< what tm would use
  next_or_first,   ///< auto-next, next-auto: request next, reply Via 1
  extra_or_first,  ///< auto-extra, extra-auto: request extra, reply Via 1
};
/// By the value of the flag; nullopt: outside the table.
[[nodiscard]] std::optional<ViaSelector> via_selector_of(std::string_view value);

/// The branch. nullopt: Via, parameter or value is missing, so the operation fails. The view points into the message
/// or into `scratch`. `extra`: extra_id_pv, null when not configured.
[[nodiscard]] std::optional<std::string_view> via_branch(ViaSelector selector, const sip::Message& message, Host& host,
                                                         const TextFormat* extra, std::string& scratch);

}  // namespace rtpe::script
