// The words of rules, in one table each: reading and writing them go by the same rows.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "mock_engine/program/rule.hpp"

namespace rtpe::mock {

/// What a verb takes: `shorthand` is the value of { verb = VALUE }, the others are keys of { verb = { ... } }.
struct VerbForm {
  enum class Value : std::uint8_t { none, delay, text, count, duration };

  Verb verb;
  std::string_view name;
  Value shorthand = Value::none;
  std::string_view key = {};           ///< of the shorthand value in the long form
  std::string_view interval_key = {};  ///< a duration beside it
  std::uint32_t count = 0;             ///< default
  std::string_view text = {};          ///< default
  Duration interval{};                 ///< default
  bool needs_value = false;            ///< the bare name is not enough
};

/// In the order of Verb.
[[nodiscard]] std::span<const VerbForm> verb_forms();
[[nodiscard]] const VerbForm& form_of(Verb verb);
[[nodiscard]] const VerbForm* find_form(std::string_view name);
/// The effect of the bare verb.
[[nodiscard]] Effect default_effect(const VerbForm& form);

/// The verbs' names as rules write them.
[[nodiscard]] std::string_view name_of(Verb verb);

[[nodiscard]] std::string_view name_of(Transport transport);
[[nodiscard]] std::optional<Transport> transport_of(std::string_view name);
[[nodiscard]] std::span<const std::string_view> transport_names();

/// "starts-with", ...; not for `any`, which is no matcher.
[[nodiscard]] std::string_view name_of(TextMatch::Kind kind);
[[nodiscard]] std::optional<TextMatch::Kind> matcher_of(std::string_view name);
[[nodiscard]] std::span<const std::string_view> matcher_names();

}  // namespace rtpe::mock
