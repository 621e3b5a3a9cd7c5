#include "mock_engine/program/rule_reader.hpp"

#include "client/ng/command.hpp"
#include "mock_engine/program/duration_text.hpp"
#include "mock_engine/program/program_file.hpp"

namespace rtpe::mock {
namespace {

constexpr std::array<std::pair<std::string_view, Transport>, 4> transport_names{
    {{"udp", Transport::udp}, {"tcp", Transport::tcp}, {"http", Transport::http}, {"ws", Transport::websocket}}};

/// "exact text" or { equal-to | starts-with | contains | matches | does-not-match = "..." }.
TextMatch read_text_match(TableReader& reader, std::string_view key) {
  using Kind = TextMatch::Kind;
  const toml::node* node = reader.node(key);
  if (node == nullptr) return {};
  const std::vector<std::string_view> names{"equal-to", "starts-with", "contains", "matches", "does-not-match"};
  constexpr std::array kinds{Kind::equal_to, Kind::starts_with, Kind::contains, Kind::matches, Kind::does_not_match};
  Kind kind = Kind::equal_to;
  auto text = node->value_exact<std::string>();
  if (const toml::table* table = node->as_table(); table != nullptr && table->size() == 1) {
    const std::string_view name = table->begin()->first.str();
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
      reader.source().report(node, reader.path_of(key),
                             fmt::format("unknown matcher \"{}\"; {}", name, suggestion(name, names)));
      return {};
    }
    kind = kinds[static_cast<std::size_t>(found - names.begin())];
    text = table->begin()->second.value_exact<std::string>();
  }
  if (!text) {
    reader.report(key, "a text or one matcher, as { starts-with = \"a\" }, is expected");
    return {};
  }
  auto match = TextMatch::make(kind, *text);
  if (match) return *match;
  reader.report(key, match.error().message);
  return {};
}

RequestMatch read_match(const toml::table& table, std::string path, TomlSource& source) {
  RequestMatch match;
  TableReader reader(table, std::move(path), source);
  match.commands = reader.texts("command");
  for (const std::string& command : match.commands) {
    if (command_of(command)) continue;
    std::vector<std::string_view> known;
    for (int i = 0; i <= static_cast<int>(Command::connect); ++i) known.push_back(wire_name(static_cast<Command>(i)));
    reader.report("command", fmt::format("unknown command \"{}\"; {}", command, suggestion(command, known)));
  }
  match.call_id = read_text_match(reader, "call-id");
  match.from_tag = read_text_match(reader, "from-tag");
  match.to_tag = read_text_match(reader, "to-tag");
  for (const std::string& name : reader.texts("transport")) {
    const auto* found = std::ranges::find(transport_names, name, &decltype(transport_names)::value_type::first);
    if (found == transport_names.end())
      reader.report("transport", "udp, tcp, http or ws are expected");
    else
      match.transports.push_back(found->second);
  }
  match.peer_address = reader.text("peer").value_or("");
  if (const auto call = reader.text("call")) {
    if (*call != "new" && *call != "known") reader.report("call", "\"new\" or \"known\" is expected");
    match.call = *call == "new" ? RequestMatch::Call::fresh : RequestMatch::Call::known;
  }
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
      reader.report("nth", "stands alone; not with after, first or every");
    occurrence = {.after = static_cast<std::uint64_t>(*nth - 1), .first = 1};
  }
  return occurrence;
}

void read_window(TableReader& reader, Rule& rule) {
  const auto between = reader.text("between");
  if (!between) return;
  const std::size_t dots = between->find("..");
  const std::string_view window = *between;
  if (dots != window.npos) {
    const std::string_view from = window.substr(0, dots), until = window.substr(dots + 2);
    rule.from = from.empty() ? Duration::zero() : parse_duration(from);
    if (!until.empty()) rule.until = parse_duration(until);
    if (rule.from && (until.empty() || (rule.until && *rule.from < *rule.until))) return;
  }
  reader.report("between", "a time window such as \"10s..20s\", \"..20s\" or \"10s..\" is expected");
}

void read_effects(TableReader& reader, std::string_view path, Rule& rule) {
  const toml::node* node = reader.node("do");
  if (node == nullptr) return reader.report("do", "is missing: what the rule does");
  if (const toml::array* list = node->as_array()) {
    for (const toml::node& element : *list) rule.effects.push_back(read_effect(element, path, reader.source()));
    if (list->empty()) reader.report("do", "is empty");
  } else {
    rule.effects.push_back(read_effect(*node, path, reader.source()));
  }
  for (const Effect& effect : rule.effects)
    if (rule.at && !acts_on_process(effect.verb))
      reader.report("at",
                    fmt::format("\"{}\" needs a request; only hang, crash, restart, drain and recover act by time",
                                name_of(effect.verb)));
}

std::string definition_of(const toml::table& table, const std::string& name) {
  toml::table named = table;
  named.insert_or_assign("name", name);
  std::ostringstream json;
  json << toml::json_formatter{named, toml::format_flags::none};
  return json.str();
}

}  // namespace

std::string_view name_of(Transport transport) {
  return std::ranges::find(transport_names, transport, &decltype(transport_names)::value_type::second)->first;
}

std::optional<Duration> read_duration(TableReader& reader, std::string_view key) {
  const auto text = reader.text(key);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) reader.report(key, "a duration such as \"250ms\", \"10s\" or \"2min\" is expected");
  return duration;
}

Rule read_rule(const toml::table& table, std::size_t position, TomlSource& source) {
  Rule rule;
  TableReader reader(table, fmt::format("rule {}", position), source);
  rule.name = reader.text("name").value_or(fmt::format("rule-{}", position));
  if (rule.name.empty() || rule.name.size() > 200 || rule.name.find('/') != rule.name.npos)
    reader.report("name", "1 to 200 characters without \"/\" are expected");
  if (const toml::node* match = reader.node("match")) {
    if (const toml::table* values = match->as_table())
      rule.match = read_match(*values, reader.path_of("match"), source);
    else
      reader.report("match", "a table is expected");
  }
  rule.occurrence = read_occurrence(reader);
  read_window(reader, rule);
  rule.at = read_duration(reader, "at");
  if (const auto probability = reader.number("probability", 0, 1)) rule.probability = *probability;
  rule.required_state = reader.text("required-state").value_or("");
  rule.new_state = reader.text("new-state").value_or("");
  read_effects(reader, reader.path_of("do"), rule);
  reader.finish();
  rule.definition = definition_of(table, rule.name);
  return rule;
}

std::vector<Rule> read_rules(const std::vector<const toml::table*>& tables, TomlSource& source) {
  std::vector<Rule> rules;
  for (const toml::table* table : tables) {
    Rule rule = read_rule(*table, rules.size() + 1, source);
    if (std::ranges::any_of(rules, [&](const Rule& other) { return other.name == rule.name; }))
      source.report(table, "rule", fmt::format("two rules are named \"{}\"", rule.name));
    rules.push_back(std::move(rule));
    if (source.failed()) break;
  }
  if (rules.size() > 1000) source.report(tables[1000], "rule", "1000 rules are the most");
  return rules;
}

}  // namespace rtpe::mock
