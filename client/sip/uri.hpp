// The parts of a SIP URI and of a name-addr that variables give.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpe::sip {

/// Views into the text; empty: not there. Of "tel:" the number is the user, as Kamailio has it.
struct SipUri {
  std::string_view scheme, user, host;  ///< an IPv6 host keeps its brackets
  std::optional<std::uint16_t> port = {};
  std::string_view transport = {};
};
[[nodiscard]] SipUri parse_uri(std::string_view uri);

/// `"Al"` of `"Al" <sip:a@b>`, with its quotes, as $fn has it.
[[nodiscard]] std::string_view display_name_of(std::string_view name_addr);
/// `sip:a@b` of `"Al" <sip:a@b>;x=1` and of `sip:a@b;x=1`.
[[nodiscard]] std::string_view address_uri_of(std::string_view name_addr);

}  // namespace rtpe::sip
