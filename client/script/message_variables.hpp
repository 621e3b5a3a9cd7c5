// The pseudo-variables of a SIP message: $ci, $ft, $ru, $si, $hdr(X), ... The one place that knows them.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "client/script/call.hpp"
#include "client/sip/message.hpp"

namespace rtpe::script {

/// What a message's text does not say.
struct MessageFacts {
  std::uint16_t source_port = 5060;
  std::string_view protocol = "udp";  ///< that it came over
  Route route = Route::request;
  bool has_transaction = true;
  int failure_status = 0;  ///< in a failure route: the status of the reply that won
};

/// A name without what makes no difference: "$(var(x))" and "$var(x)" are "var(x)".
[[nodiscard]] std::string_view variable_key(std::string_view name);

/// Whether a message has a variable of that name at all.
[[nodiscard]] bool is_message_variable(std::string_view name);
/// Its value as Kamailio 5.6.3 gives it (measured on INVITE, re-INVITE, 200, 487, BYE, ACK, with and without a
/// transaction); nullopt: null. "$(hdr(X)[1])", "$(hdr(X)[-1])" and "$(hdr(X)[*])" work, transformations do not.
[[nodiscard]] std::optional<Host::Variable> message_variable(std::string_view name, const sip::Message& message,
                                                             const MessageFacts& facts = {});

/// "$var(x)=1" given by a user: a whole number is an integer; text in double quotes, and everything else, a string.
[[nodiscard]] Host::Variable given_variable(std::string_view text);

}  // namespace rtpe::script
