// $hdr(X) and its relatives. Private to client/script.
#pragma once
#include <optional>
#include <string_view>

#include "client/script/call.hpp"
#include "client/sip/message.hpp"

namespace rtpe::script {

/// The n-th header of that name, in full or compact form, any case; blanks before the value are dropped, those behind
/// it stay, as in Kamailio. Negative: counted from the last one.
[[nodiscard]] std::optional<std::string_view> header_body(const sip::Message& message, std::string_view name,
                                                          int index);

/// "hdr(X)", "hdr(X)[2]", "hdr(X)[*]", "hdrc(X)".
[[nodiscard]] bool is_header_variable(std::string_view key);
[[nodiscard]] std::optional<Host::Variable> header_variable(std::string_view key, const sip::Message& message);

}  // namespace rtpe::script
