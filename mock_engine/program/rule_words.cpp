#include "mock_engine/program/rule_words.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace rtpe::mock {
namespace {

using VerbValue = VerbForm::Value;
using namespace std::chrono_literals;

constexpr std::array<VerbForm, 25> forms{{
    {.verb = Verb::drop_request, .name = "drop-request"},
    {.verb = Verb::drop_reply, .name = "drop-reply"},
    {.verb = Verb::delay, .name = "delay", .shorthand = VerbValue::delay, .needs_value = true},
    {.verb = Verb::delay_request, .name = "delay-request", .shorthand = VerbValue::delay, .needs_value = true},
    {.verb = Verb::duplicate,
     .name = "duplicate",
     .shorthand = VerbValue::count,
     .key = "copies",
     .interval_key = "gap",
     .count = 1},
    {.verb = Verb::reorder,
     .name = "reorder",
     .shorthand = VerbValue::count,
     .key = "behind",
     .interval_key = "within",
     .count = 1,
     .interval = 1s},
    {.verb = Verb::truncate, .name = "truncate", .shorthand = VerbValue::count, .key = "bytes", .needs_value = true},
    {.verb = Verb::corrupt, .name = "corrupt", .shorthand = VerbValue::count, .key = "bytes", .count = 1},
    {.verb = Verb::wrong_cookie, .name = "wrong-cookie", .shorthand = VerbValue::text, .key = "cookie"},
    {.verb = Verb::empty_datagram, .name = "empty-datagram"},
    {.verb = Verb::split,
     .name = "split",
     .shorthand = VerbValue::count,
     .key = "bytes",
     .interval_key = "gap",
     .needs_value = true},
    {.verb = Verb::merge,
     .name = "merge",
     .shorthand = VerbValue::count,
     .key = "replies",
     .interval_key = "within",
     .count = 2,
     .interval = 1s},
    {.verb = Verb::error, .name = "error", .shorthand = VerbValue::text, .key = "reason", .needs_value = true},
    {.verb = Verb::load_limit,
     .name = "load-limit",
     .shorthand = VerbValue::text,
     .key = "message",
     .text = "Load limit exceeded"},
    {.verb = Verb::session_limit, .name = "session-limit", .text = "Parallel session limit reached"},
    {.verb = Verb::out_of_ports, .name = "out-of-ports"},
    {.verb = Verb::wrong_type, .name = "wrong-type", .shorthand = VerbValue::text, .key = "key", .text = "result"},
    {.verb = Verb::missing_key, .name = "missing-key", .shorthand = VerbValue::text, .key = "key", .text = "result"},
    {.verb = Verb::slow_start,
     .name = "slow-start",
     .shorthand = VerbValue::delay,
     .interval_key = "for",
     .interval = 10s,
     .needs_value = true},
    {.verb = Verb::hang, .name = "hang", .shorthand = VerbValue::duration, .key = "for"},
    {.verb = Verb::slow, .name = "slow", .shorthand = VerbValue::delay, .interval_key = "for", .needs_value = true},
    {.verb = Verb::crash, .name = "crash", .shorthand = VerbValue::duration, .key = "for"},
    {.verb = Verb::restart, .name = "restart", .shorthand = VerbValue::duration, .key = "for"},
    {.verb = Verb::drain, .name = "drain"},
    {.verb = Verb::recover, .name = "recover"},
}};
static_assert(forms.size() == static_cast<std::size_t>(Verb::recover) + 1);

/// In the order of Transport.
constexpr std::array<std::string_view, 4> transports{"udp", "tcp", "http", "ws"};
/// In the order of TextMatch::Kind, whose first is no matcher.
constexpr std::array<std::string_view, 5> matchers{"equal-to", "starts-with", "contains", "matches", "does-not-match"};

}  // namespace

std::span<const VerbForm> verb_forms() { return forms; }
const VerbForm& form_of(Verb verb) { return forms.at(static_cast<std::size_t>(verb)); }
const VerbForm* find_form(std::string_view name) {
  const auto* const found = std::ranges::find(forms, name, &VerbForm::name);
  return found == forms.end() ? nullptr : found;
}

Effect default_effect(const VerbForm& form) {
  Effect effect{.verb = form.verb, .text = std::string(form.text), .count = form.count, .interval = form.interval};
  if (form.verb == Verb::restart) effect.duration = Duration::zero();
  return effect;
}

std::string_view name_of(Verb verb) { return form_of(verb).name; }

std::string_view name_of(Transport transport) { return transports.at(static_cast<std::size_t>(transport)); }
std::optional<Transport> transport_of(std::string_view name) {
  const auto* const found = std::ranges::find(transports, name);
  if (found == transports.end()) return std::nullopt;
  return static_cast<Transport>(found - transports.begin());
}
std::span<const std::string_view> transport_names() { return transports; }

std::string_view name_of(TextMatch::Kind kind) { return matchers.at(static_cast<std::size_t>(kind) - 1); }
std::optional<TextMatch::Kind> matcher_of(std::string_view name) {
  const auto* const found = std::ranges::find(matchers, name);
  if (found == matchers.end()) return std::nullopt;
  return static_cast<TextMatch::Kind>(found - matchers.begin() + 1);
}
std::span<const std::string_view> matcher_names() { return matchers; }

}  // namespace rtpe::mock
