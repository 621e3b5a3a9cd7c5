// The verbs of `do` and their values.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mock_engine/program/rule_reader.hpp"
#include "mock_engine/program/rule_words.hpp"

namespace rtpe::mock {
namespace {

using Form = VerbForm::Value;

constexpr std::int64_t most_effects = 1'000'000;
constexpr std::array<std::string_view, 5> distributions{"fixed", "uniform", "normal", "lognormal", "exponential"};
constexpr std::array<std::string_view, 2> states{"lost", "kept"};  // in the order of Effect::State

Delay between(const DurationRange& range) {
  return {.distribution = range.low == range.high ? Delay::Distribution::fixed : Delay::Distribution::uniform,
          .base = range.low,
          .spread = range.high - range.low};
}

/// { distribution = "...", ... } or toxiproxy's { latency, jitter }.
void read_distribution(TableReader& reader, Delay& delay) {
  using enum Delay::Distribution;
  const auto duration = [&](std::string_view key) { return reader.duration(key).value_or(Duration::zero()); };
  if (reader.has("latency")) {
    const Duration latency = duration("latency"), jitter = duration("jitter");
    delay = between({std::max(latency - jitter, Duration::zero()), latency + jitter});
    return;
  }
  if (!reader.require("distribution", "one of them, or \"latency\" and \"jitter\"")) return;
  const auto word = reader.word("distribution", distributions);
  if (!word) return;
  const auto distribution = static_cast<Delay::Distribution>(*word);
  if (distribution == fixed) {
    delay.base = duration("delay");
  } else if (distribution == uniform) {
    const Duration lower = duration("lower"), upper = duration("upper");
    if (lower > upper)
      reader.error_at_value("lower", fmt::format("lower of {} must not be above upper", reader.name()));
    else
      delay = between({lower, upper});
  } else if (distribution == normal) {
    delay = {.distribution = normal, .base = duration("mean"), .spread = duration("deviation")};
  } else if (distribution == lognormal) {
    delay = {
        .distribution = lognormal, .base = duration("median"), .sigma = reader.number("sigma", 0, 10).value_or(0.5)};
  } else {
    delay = {.distribution = exponential, .base = duration("mean")};
  }
}

/// { verb = { ... } }
void read_long_form(const VerbForm& form, TableReader& reader, Effect& effect) {
  switch (form.shorthand) {
    case Form::delay:
      if (reader.has("delay") && !reader.has("distribution")) {
        if (const auto range = reader.duration_range("delay")) effect.delay = between(*range);
      } else {
        read_distribution(reader, effect.delay);
      }
      break;
    case Form::text:
      if (auto text = reader.text(form.key)) effect.text = std::move(*text);
      break;
    case Form::count:
      if (const auto count = reader.integer(form.key, 0, most_effects))
        effect.count = static_cast<std::uint32_t>(*count);
      break;
    case Form::duration:
      if (const auto duration = reader.duration(form.key)) effect.duration = duration;
      if (form.verb != Verb::hang)
        if (const auto state = reader.word("state", states)) effect.state = static_cast<Effect::State>(*state);
      break;
    case Form::none:
      break;
  }
  if (form.interval_key.empty()) return;
  const auto interval = reader.duration(form.interval_key);
  if (interval && acts_on_process(form.verb))
    effect.duration = *interval;
  else if (interval)
    effect.interval = *interval;
}

std::string_view wanted(Form value) {
  switch (value) {
    case Form::delay:
      return "a duration or a range in quotes, as \"20ms\" or \"10ms..50ms\", or a table with a distribution";
    case Form::text:
      return "a string";
    case Form::count:
      return "a whole number";
    case Form::duration:
      return "a duration in quotes, as \"10s\"";
    case Form::none:
      break;
  }
  return "true";
}

/// { verb = VALUE }, read as the table { verb = { KEY = VALUE } } with the verb for its key.
void read_shorthand(const VerbForm& form, TableReader& reader, Effect& effect) {
  const Value& value = *reader.find(form.name);
  switch (form.shorthand) {
    case Form::delay:
      if (value.text() == nullptr) return reader.wrong_type(form.name, value, wanted(form.shorthand));
      if (const auto range = reader.duration_range(form.name)) effect.delay = between(*range);
      return;
    case Form::text:
      effect.text = reader.text(form.name).value_or("");
      return;
    case Form::duration:
      effect.duration = reader.duration(form.name);
      return;
    case Form::count:
      if (const auto count = reader.integer(form.name, 0, most_effects))
        effect.count = static_cast<std::uint32_t>(*count);
      return;
    case Form::none:
      if (value.truth() == nullptr || !*value.truth())
        reader.error_at_value(form.name,
                              fmt::format("{0} of {1} takes no value; write \"{0}\"", form.name, reader.name()));
      return;
  }
}

/// Limits that keep a rule's work bounded.
std::string_view trouble_with(const Effect& effect) {
  if (effect.verb == Verb::duplicate && effect.count > 1000) return "1000 copies are the most";
  if (effect.verb == Verb::split && effect.count == 0) return "pieces have at least 1 byte";
  if (effect.verb == Verb::merge && effect.count < 2) return "at least 2 replies are merged";
  if (effect.verb == Verb::slow_start && effect.interval <= Duration::zero()) return "\"for\" must be above 0";
  return {};
}

const VerbForm* read_form(const Value& value, std::string_view word, Place place, std::string_view name,
                          Problems& problems) {
  const VerbForm* form = find_form(word);
  if (form == nullptr) {
    std::vector<std::string_view> names;
    for (const VerbForm& known : verb_forms()) names.push_back(known.name);
    problems.error(place, fmt::format("{} has no verb \"{}\"{}", name, shown(word), suggestion(word, names)));
  } else if (value.text() != nullptr && form->needs_value) {
    problems.error(place, fmt::format("{} of {} needs {}", word, name, wanted(form->shorthand)));
    form = nullptr;
  }
  return form;
}

}  // namespace

std::optional<Effect> read_effect(const Value& value, std::string_view name, Problems& problems) {
  const Table* table = value.table();
  if (value.text() == nullptr && (table == nullptr || table->members.size() != 1)) {
    problems.error(value.place, fmt::format("{} must be a verb, \"drop-reply\" or {{ delay = \"20ms\" }}, not {}", name,
                                            table == nullptr ? type_name(value) : "a table of several"));
    return std::nullopt;
  }
  const std::string& word = table == nullptr ? *value.text() : table->members.front().key;
  const VerbForm* form = read_form(value, word, value.place, name, problems);
  if (form == nullptr) return std::nullopt;
  Effect effect = default_effect(*form);
  if (table == nullptr) return effect;
  const std::size_t before = problems.error_count();
  const Value& given = table->members.front().value;
  if (const Table* values = given.table()) {
    TableReader reader(*values, fmt::format("{} of {}", word, name), problems);
    read_long_form(*form, reader, effect);
    reader.finish();
  } else {
    TableReader reader(*table, std::string(name), problems);
    read_shorthand(*form, reader, effect);
  }
  if (const std::string_view trouble = trouble_with(effect); !trouble.empty() && problems.error_count() == before)
    problems.error(given.place, fmt::format("{} of {}: {}", word, name, trouble));
  return effect;
}

}  // namespace rtpe::mock
