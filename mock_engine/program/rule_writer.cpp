#include "mock_engine/program/rule_writer.hpp"

#include "base/time_text.hpp"
#include "client/ng/command.hpp"
#include "mock_engine/program/rule_words.hpp"

namespace rtpe::mock {
namespace {

void add(Table& table, std::string_view key, Value::Content content) {
  table.members.push_back({.key = std::string(key), .value = {.content = std::move(content)}});
}
void add_text(Table& table, std::string_view key, std::string_view text) { add(table, key, std::string(text)); }
void add_number(Table& table, std::string_view key, std::uint64_t number) {
  add(table, key, static_cast<std::int64_t>(number));
}
void add_duration(Table& table, std::string_view key, Duration duration) { add(table, key, duration_text(duration)); }

/// One text alone, several as an array.
void add_texts(Table& table, std::string_view key, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  if (texts.size() == 1) return add(table, key, texts.front());
  Array array;
  for (const std::string& text : texts) array.elements.push_back({.content = text});
  add(table, key, std::move(array));
}

void add_match(Table& table, std::string_view key, const TextMatch& match) {
  if (match.is_any()) return;
  if (match.kind() == TextMatch::Kind::equal_to) return add(table, key, match.text());
  Table matcher;
  add(matcher, name_of(match.kind()), match.text());
  add(table, key, std::move(matcher));
}

Table match_table(const RequestMatch& match) {
  Table table;
  add_texts(table, "command", match.commands);
  add_match(table, "call-id", match.call_id);
  add_match(table, "from-tag", match.from_tag);
  add_match(table, "to-tag", match.to_tag);
  std::vector<std::string> transports;
  for (const Transport transport : match.transports) transports.emplace_back(name_of(transport));
  add_texts(table, "transport", transports);
  if (!match.peer_address.empty()) add(table, "peer", match.peer_address);
  if (match.call != RequestMatch::Call::any)
    add_text(table, "call", match.call == RequestMatch::Call::fresh ? "new" : "known");
  return table;
}

void add_occurrence(Table& table, const Occurrence& occurrence) {
  const Occurrence all;
  if (occurrence.first == 1 && occurrence.every == 1) return add_number(table, "nth", occurrence.after + 1);
  if (occurrence.after != all.after) add_number(table, "after", occurrence.after);
  if (occurrence.first != all.first) add_number(table, "first", occurrence.first);
  if (occurrence.every != all.every) add_number(table, "every", occurrence.every);
}

void add_window(Table& table, const Rule& rule) {
  if (!rule.from && !rule.until) return;
  std::string window;
  if (rule.from && *rule.from > Duration::zero()) window += duration_text(*rule.from);
  window += "..";
  if (rule.until) window += duration_text(*rule.until);
  add(table, "between", window == ".." ? std::string("0s..") : window);
}

/// Empty: one duration or range says it.
Table distribution_of(const Delay& delay) {
  using enum Delay::Distribution;
  Table table;
  switch (delay.distribution) {
    case fixed:
    case uniform:
      break;
    case normal:
      add_text(table, "distribution", "normal");
      add_duration(table, "mean", delay.base);
      add_duration(table, "deviation", delay.spread);
      break;
    case lognormal:
      add_text(table, "distribution", "lognormal");
      add_duration(table, "median", delay.base);
      add(table, "sigma", delay.sigma);
      break;
    case exponential:
      add_text(table, "distribution", "exponential");
      add_duration(table, "mean", delay.base);
      break;
  }
  return table;
}

/// The table of { verb = { ... } }, with what differs from the bare verb.
Table long_form_of(const VerbForm& form, const Effect& effect) {
  const Effect bare = default_effect(form);
  Table table;
  switch (form.shorthand) {
    case VerbForm::Value::delay:
      table = distribution_of(effect.delay);
      if (table.members.empty())
        add_text(table, "delay", duration_range_text({effect.delay.base, effect.delay.base + effect.delay.spread}));
      break;
    case VerbForm::Value::text:
      if (effect.text != bare.text || form.needs_value) add(table, form.key, effect.text);
      break;
    case VerbForm::Value::count:
      if (effect.count != bare.count || form.needs_value) add_number(table, form.key, effect.count);
      break;
    case VerbForm::Value::duration:
      if (effect.duration && effect.duration != bare.duration) add_duration(table, form.key, *effect.duration);
      if (effect.state == Effect::State::kept) add_text(table, "state", "kept");
      break;
    case VerbForm::Value::none:
      break;
  }
  if (form.interval_key.empty()) return table;
  if (acts_on_process(effect.verb)) {
    if (effect.duration) add_duration(table, form.interval_key, *effect.duration);
  } else if (effect.interval != bare.interval) {
    add_duration(table, form.interval_key, effect.interval);
  }
  return table;
}

}  // namespace

Value value_of(const Effect& effect) {
  const VerbForm& form = form_of(effect.verb);
  Table values = long_form_of(form, effect);
  if (values.members.empty()) return {.content = std::string(form.name)};
  const std::string_view shorthand = form.shorthand == VerbForm::Value::delay ? "delay" : form.key;
  Table verb;
  if (values.members.size() == 1 && values.members.front().key == shorthand)
    verb.members.push_back({.key = std::string(form.name), .value = std::move(values.members.front().value)});
  else
    add(verb, form.name, std::move(values));
  return {.content = std::move(verb)};
}

Table table_of(const Rule& rule) {
  Table table;
  add(table, "name", rule.name);
  if (Table match = match_table(rule.match); !match.members.empty()) add(table, "match", std::move(match));
  add_occurrence(table, rule.occurrence);
  add_window(table, rule);
  if (rule.at) add_duration(table, "at", *rule.at);
  if (rule.probability != 1) add(table, "probability", rule.probability);
  if (!rule.required_state.empty()) add(table, "required-state", rule.required_state);
  if (!rule.new_state.empty()) add(table, "new-state", rule.new_state);
  if (rule.effects.size() == 1) {
    table.members.push_back({.key = "do", .value = value_of(rule.effects.front())});
  } else {
    Array effects;
    for (const Effect& effect : rule.effects) effects.elements.push_back(value_of(effect));
    add(table, "do", std::move(effects));
  }
  return table;
}

}  // namespace rtpe::mock
