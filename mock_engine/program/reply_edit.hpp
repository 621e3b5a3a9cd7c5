// Spoiling a reply's bytes, and making replies without the engine.
#pragma once
#include <string>
#include <string_view>

#include "mock_engine/program/request_view.hpp"
#include "mock_engine/program/rule.hpp"

namespace rtpe::mock {

/// cookie, blank, {result: "error", error-reason: reason} in the request's syntax.
[[nodiscard]] std::string error_reply(const RequestView& request, std::string_view reason);
/// What the daemon answers to an offer beyond a limit: result "load limit" with the message for clients that support
/// it, else the error "Parallel session limit reached" (protocol.md section 5).
[[nodiscard]] std::string limit_reply(const RequestView& request, std::string_view message);

/// True for verbs that edit_reply() does: truncate, corrupt, wrong_cookie, empty_datagram, wrong_type, missing_key.
[[nodiscard]] bool edits_reply(Verb verb);
/// Applies one of these verbs to a reply (cookie, blank, dictionary). What does not apply leaves the bytes alone.
void edit_reply(const Effect& effect, RuleRandom& random, std::string& reply);

}  // namespace rtpe::mock
