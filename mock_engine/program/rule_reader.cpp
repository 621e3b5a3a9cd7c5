#include "mock_engine/program/rule_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "client/ng/command.hpp"
#include "mock_engine/program/program_file.hpp"
#include "mock_engine/program/rule_words.hpp"

namespace rtpe::mock {
namespace {

constexpr std::array<std::string_view, 2> call_words{"new", "known"};

/// "exact text" or { equal-to | starts-with | contains | matches | does-not-match = "..." }.
TextMatch read_text_match(TableReader& reader, std::string_view key) {
  const Value* value = reader.find(key);
  if (value == nullptr) return {};
  TextMatch::Kind kind = TextMatch::Kind::equal_to;
  const std::string* text = value->text();
  if (const Table* table = value->table(); table != nullptr && table->members.size() == 1) {
    const Member& only = table->members.front();
    const auto named = matcher_of(only.key);
    if (!named) {
      reader.problems().error(only.place, fmt::format("{} of {} has no matcher \"{}\"{}", key, reader.name(),
                                                      shown(only.key), suggestion(only.key, matcher_names())));
      return {};
    }
    kind = *named;
    text = only.value.text();
  }
  if (text == nullptr) {
    reader.wrong_type(key, *value, "a string or one matcher, as { starts-with = \"a\" }");
    return {};
  }
  auto match = TextMatch::make(kind, *text);
  if (match) return *match;
  reader.error_at_value(key, fmt::format("{} of {} is {}", key, reader.name(), shown(match.error().message)));
  return {};
}

void read_commands(TableReader& reader, RequestMatch& match) {
  std::vector<std::string_view> known;
  for (int i = 0; i <= static_cast<int>(Command::connect); ++i) known.push_back(wire_name(static_cast<Command>(i)));
  for (PlacedText& command : reader.texts("command")) {
    if (!command_of(command.text))
      reader.problems().error(command.place, fmt::format("\"{}\" is no NG command{}", shown(command.text),
                                                         suggestion(command.text, known)));
    match.commands.push_back(std::move(command.text));
  }
}

void read_transports(TableReader& reader, RequestMatch& match) {
  for (const PlacedText& name : reader.texts("transport")) {
    if (const auto transport = transport_of(name.text))
      match.transports.push_back(*transport);
    else
      reader.problems().error(name.place, fmt::format("\"{}\" is no transport{}", shown(name.text),
                                                      suggestion(name.text, transport_names())));
  }
}

RequestMatch read_match(const Table& table, std::string name, Problems& problems) {
  RequestMatch match;
  TableReader reader(table, std::move(name), problems);
  read_commands(reader, match);
  match.call_id = read_text_match(reader, "call-id");
  match.from_tag = read_text_match(reader, "from-tag");
  match.to_tag = read_text_match(reader, "to-tag");
  read_transports(reader, match);
  match.peer_address = reader.text("peer").value_or("");
  if (const auto call = reader.word("call", call_words))
    match.call = *call == 0 ? RequestMatch::Call::fresh : RequestMatch::Call::known;
  reader.finish();
  return match;
}

Occurrence read_occurrence(TableReader& reader) {
  constexpr std::int64_t most = 1'000'000'000'000;
  Occurrence occurrence;
  if (const auto after = reader.integer("after", 0, most)) occurrence.after = static_cast<std::uint64_t>(*after);
  if (const auto first = reader.integer("first", 1, most)) occurrence.first = static_cast<std::uint64_t>(*first);
  if (const auto every = reader.integer("every", 1, most)) occurrence.every = static_cast<std::uint64_t>(*every);
  if (const auto nth = reader.integer("nth", 1, most)) {
    if (reader.has("after") || reader.has("first") || reader.has("every"))
      reader.error_at_value("nth",
                            fmt::format("nth of {} stands alone; not with after, first or every", reader.name()));
    occurrence = {.after = static_cast<std::uint64_t>(*nth - 1), .first = 1};
  }
  return occurrence;
}

void read_window(TableReader& reader, Rule& rule) {
  const auto between = reader.text("between");
  if (!between) return;
  const std::string window = shown(*between);
  const auto wrong = [&](std::string_view why) {
    reader.error_at_value(
        "between",
        fmt::format("between of {}: {}; a time window is \"10s..20s\", \"..20s\" or \"10s..\"", reader.name(), why));
  };
  const std::size_t dots = window.find("..");
  if (dots == std::string::npos) return wrong(fmt::format("\"{}\" has no \"..\"", window));
  const std::string_view from = std::string_view(window).substr(0, dots);
  const std::string_view until = std::string_view(window).substr(dots + 2);
  const auto begin = from.empty() ? Expected<Duration>(Duration::zero()) : parse_duration(from);
  if (!begin) return wrong(begin.error().message);
  rule.from = *begin;
  if (until.empty()) return;
  const auto end = parse_duration(until);
  if (!end) return wrong(end.error().message);
  if (*end <= *begin) return wrong(fmt::format("\"{}\" ends before it begins", window));
  rule.until = *end;
}

void read_effects(TableReader& reader, Rule& rule) {
  if (!reader.require("do", "what the rule does")) return;
  const Value& value = *reader.find("do");
  const std::string name = "do of " + reader.name();
  std::vector<const Value*> verbs;
  if (const Array* list = value.array()) {
    for (const Value& element : list->elements) verbs.push_back(&element);
    if (verbs.empty()) reader.error_at_value("do", name + " is empty");
  } else {
    verbs.push_back(&value);
  }
  for (const Value* verb : verbs) {
    const auto effect = read_effect(*verb, name, reader.problems());
    if (!effect) continue;
    rule.effects.push_back(*effect);
    if (rule.at && !acts_on_process(effect->verb))
      reader.error_at_value(
          "at", fmt::format("\"{}\" needs a request; only hang, slow, crash, restart, drain and recover act by time",
                            name_of(effect->verb)));
  }
}

}  // namespace

Rule read_rule(const Table& table, std::size_t position, std::string_view name, Problems& problems) {
  Rule rule;
  TableReader reader(table, std::string(name), problems);
  rule.name = reader.text("name").value_or(fmt::format("rule-{}", position));
  if (rule.name.empty() || rule.name.size() > 200 || rule.name.find('/') != rule.name.npos)
    reader.error_at_value("name", fmt::format("name of {} must have 1 to 200 characters without \"/\"", name));
  if (const Table* match = reader.table_of("match"))
    rule.match = read_match(*match, fmt::format("match of {}", name), problems);
  rule.occurrence = read_occurrence(reader);
  read_window(reader, rule);
  rule.at = reader.duration("at");
  if (const auto probability = reader.probability("probability")) rule.probability = *probability;
  rule.required_state = reader.text("required-state").value_or("");
  rule.new_state = reader.text("new-state").value_or("");
  read_effects(reader, rule);
  reader.finish();
  return rule;
}

std::vector<Rule> read_rules(TableReader& reader, std::string_view header) {
  std::vector<Rule> rules;
  for (const Table* table : reader.tables("rule", most_rules, header)) {
    Rule rule = read_rule(*table, rules.size() + 1, fmt::format("[[{}]]", header), reader.problems());
    if (std::ranges::find(rules, rule.name, &Rule::name) != rules.end())
      reader.problems().error(table->place, fmt::format("two rules are named \"{}\"", shown(rule.name)));
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace rtpe::mock
