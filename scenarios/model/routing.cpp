// [routing]: "request INVITE" = ['rtpengine_manage()'].
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>

#include "client/sets/registry.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t most_rules = 200, most_statements = 100;
constexpr std::array<std::string_view, 4> route_words = {"request", "reply", "failure", "branch_failure"};
constexpr std::array<std::string_view, 15> methods = {"*",       "ACK",     "BYE",      "CANCEL",    "INFO",
                                                      "INVITE",  "MESSAGE", "NOTIFY",   "OPTIONS",   "PRACK",
                                                      "PUBLISH", "REFER",   "REGISTER", "SUBSCRIBE", "UPDATE"};

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto blank = text.find(' ');
    if (blank != 0) words.push_back(text.substr(0, blank));
    if (blank == std::string_view::npos) break;
    text.remove_prefix(blank + 1);
  }
  return words;
}

/// "183" -> 183, "2xx" -> 2.
std::optional<int> status_of(std::string_view word) {
  if (word.size() != 3 || word[0] < '1' || word[0] > '6') return std::nullopt;
  if (word.substr(1) == "xx") return word[0] - '0';
  int status = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), status);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return status;
}

/// What somebody who knows a kamailio.cfg means by it; empty: nothing of that kind.
std::string meant_route(std::string_view word) {
  struct Row {
    std::string_view cfg, here;
  };
  constexpr std::array<Row, 6> rows{{{"request_route", "request"},
                                     {"route", "request"},
                                     {"reply_route", "reply"},
                                     {"onreply_route", "reply"},
                                     {"failure_route", "failure"},
                                     {"branch_failure_route", "branch_failure"}}};
  word = word.substr(0, word.find('['));
  const auto* const row = std::ranges::find(rows, word, &Row::cfg);
  if (row != rows.end()) return fmt::format("; write \"{} METHOD\" instead of {}", row->here, row->cfg);
  return word == "branch_route" || word == "event_route" ? "; only route blocks have it: script = '''...'''" : "";
}

/// "18x" -> ", for each status an entry: ...".
std::string meant_status(std::string_view word, std::string_view method) {
  const bool is_class = word.size() == 3 && word[0] >= '1' && word[0] <= '6' && word[1] >= '0' && word[1] <= '9' &&
                        (word[2] == 'x' || word[2] == 'X');
  if (!is_class) return "; write 183 or 2xx";
  return fmt::format(
      "; write \"reply {0}xx {2}\" for the whole class, or an entry for each status, as \"reply {1}3 {2}\"", word[0],
      word.substr(0, 2), method);
}

/// "INVITE|UPDATE" -> an entry for each.
std::string meant_methods(std::string_view key, std::string_view word) {
  if (word.find('|') == std::string_view::npos) return suggestion(word, methods);
  std::string out = "; write an entry for each:";
  const std::string_view lead = key.substr(0, key.size() - word.size());
  while (!word.empty()) {
    const std::string_view one = word.substr(0, word.find('|'));
    if (!one.empty()) fmt::format_to(std::back_inserter(out), " \"{}{}\"", shown(lead), shown(one));
    word.remove_prefix(std::min(word.size(), one.size() + 1));
  }
  return out;
}

/// The message a rule is about; false: reported.
bool read_rule_key(std::string_view key, Place place, RoutingRule& rule, Problems& problems) {
  const auto words = words_of(key);
  if (words.size() < 2 || words.size() > 3) {
    problems.error(place,
                   fmt::format("\"{}\" names no message; write \"request INVITE\", \"reply INVITE\", \"reply 2xx "
                               "INVITE\" or \"failure INVITE\"",
                               shown(key)));
    return false;
  }
  const auto route = std::ranges::find(route_words, words[0]);
  if (route == route_words.end()) {
    const std::string meant = meant_route(words[0]);
    problems.error(place, fmt::format("\"{}\" is no route{}", shown(words[0]),
                                      meant.empty() ? suggestion(words[0], route_words) : meant));
    return false;
  }
  rule.route = static_cast<script::Route>(route - route_words.begin());
  if (words.size() == 3) {
    rule.status = status_of(words[1]);
    if (!rule.status || rule.route == script::Route::request) {
      problems.error(place, rule.status ? std::string("a request has no status")
                                        : fmt::format("\"{}\" is no status{}", shown(words[1]),
                                                      meant_status(words[1], shown(words[2]))));
      return false;
    }
  }
  rule.method = words.back();
  if (std::ranges::find(methods, words.back()) != methods.end()) return true;
  problems.error(place,
                 fmt::format("\"{}\" is no SIP method{}", shown(words.back()), meant_methods(key, words.back())));
  return false;
}

/// "column 7" -> 6; no column: 0.
std::size_t offset_in(const Error& error) {
  constexpr std::string_view lead = "column ";
  std::size_t column = 1;
  if (error.place.starts_with(lead))
    std::from_chars(error.place.data() + lead.size(), error.place.data() + error.place.size(), column);
  return column - 1;
}

std::string reason(const Error& error) {
  return shown(error.remedy.empty() ? error.message : error.message + "; " + error.remedy);
}

/// A proxy's release, and the sets that its nodes make; no sets when the nodes are wrong, which is reported elsewhere.
struct Listener {
  const Personality* release;
  std::optional<Registry> nodes;
};

std::optional<Registry> nodes_of(const Client& client) {
  if (!client.parameters.db_url.empty()) return std::nullopt;  // judged when the database has been read
  Registry nodes;
  std::vector<SockWarning> warnings;
  const SockOptions options{.setid_default = static_cast<std::uint32_t>(client.parameters.setid_default),
                            .websocket_api = client.parameters.wsapi == "lwsc"};
  for (const std::string& sock : client.parameters.rtpengine_sock)
    if (!nodes.add_sock(sock, options, warnings)) return std::nullopt;
  return nodes;
}

void judge_statement(const PlacedText& line, const Listener& listener, Problems& problems) {
  const auto statement = script::parse_statement(line.text, *listener.release);
  if (!statement)
    return problems.error(problems.inside(line.place, line.text, offset_in(statement.error())),
                          reason(statement.error()));
  if (!statement->doubt.empty()) problems.warn(problems.inside(line.place, line.text, 0), shown(statement->doubt));
  if (!listener.nodes) return;
  if (auto fit = script::check_statement(*statement, *listener.nodes); !fit)
    problems.error(problems.inside(line.place, line.text, 0), reason(fit.error()));
}

}  // namespace

std::string_view route_name(script::Route route) { return route_words.at(static_cast<std::size_t>(route)); }

Expected<std::vector<proxy::RouteRule>> route_rules(const Scenario& scenario, const Personality& release) {
  std::vector<proxy::RouteRule> rules;
  for (const RoutingRule& rule : scenario.routing) {
    proxy::RouteRule& prepared =
        rules.emplace_back(proxy::RouteRule{.route = rule.route, .method = rule.method, .status = rule.status});
    for (const std::string& line : rule.lines) {
      auto statement = script::parse_statement(line, release);
      if (!statement) return std::unexpected(statement.error());
      prepared.statements.push_back(std::move(*statement));
    }
  }
  return rules;
}

void read_routing(TableReader& table, ScenarioFile& scenario) {
  Problems& problems = table.problems();
  if (table.table().members.size() > most_rules) {
    problems.error(table.place(), fmt::format("[routing] has more than {} entries", most_rules), ErrorKind::limit);
    return;
  }
  if (read_route_blocks(table, scenario)) return;
  std::deque<Listener> listeners;
  for (const Client& proxy : scenario.proxies)
    listeners.push_back({.release = &proxy.release(), .nodes = nodes_of(proxy)});
  for (const Member& member : table.table().members) {
    RoutingRule rule;
    const bool is_named = read_rule_key(member.key, member.place, rule, problems);
    std::vector<PlacedText> lines = table.texts(member.key);
    if (lines.size() > most_statements) {
      problems.error(member.place, fmt::format("more than {} statements", most_statements), ErrorKind::limit);
      continue;
    }
    for (PlacedText& line : lines) {
      for (const Listener& listener : listeners) judge_statement(line, listener, problems);
      rule.lines.push_back(std::move(line.text));
    }
    if (!is_named) continue;
    scenario.routing.push_back(std::move(rule));
    scenario.places.routing.push_back(member.place);
  }
}

}  // namespace rtpe::scenario
