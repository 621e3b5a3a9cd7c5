#include "scenarios/upgrade/lint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/nearest.hpp"
#include "client/script/rehearsal.hpp"
#include "scenarios/upgrade/unknown_words.hpp"

namespace rtpe::scenario::upgrade {
namespace {

constexpr std::string_view some_invite =
    "INVITE sip:callee@192.0.2.20 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.30;branch=z9hG4bK1\r\nFrom: <sip:a@192.0.2.30>"
    ";tag=a\r\nTo: <sip:callee@192.0.2.20>\r\nCall-ID: lint\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n"
    "Content-Length: 91\r\n\r\nv=0\r\no=- 1 1 IN IP4 192.0.2.30\r\ns=-\r\nc=IN IP4 192.0.2.30\r\nt=0 0\r\nm=audio 4000 "
    "RTP/AVP 0 8\r\n";

/// Functions of the module that take a flags string, and what they take beside it.
bool takes_flags(const script::Statement& statement) {
  return !statement.arguments.empty() && !statement.function.starts_with('$') &&
         statement.function != "set_rtpengine_set" && statement.function != "rtpengine_query_v" &&
         !statement.function.starts_with("rtpengine_subscribe");
}

std::vector<script::Statement> statements_of(const Scenario& scenario, const Personality& release) {
  std::vector<script::Statement> statements;
  for (const RoutingRule& rule : scenario.routing)
    for (const std::string& line : rule.lines)
      if (auto statement = script::parse_statement(line, release)) statements.push_back(std::move(*statement));
  if (const auto compiled = scenario.routes.empty() ? nullptr : route_program(scenario.routes, release).program)
    statements.insert(statements.end(), compiled->statements.begin(), compiled->statements.end());
  return statements;
}

/// The command that the proxy sends for these flags; empty: it sends none, or only a call says what they are.
std::string dictionary_of(const script::Statement& statement, const Personality& release) {
  std::string arguments;
  for (const std::string& argument : statement.arguments) {
    if (argument.contains('$') || argument.contains('"')) return {};
    arguments += fmt::format("{}\"{}\"", arguments.empty() ? "" : ",", argument);
  }
  script::RehearsalOptions options{.personality = &release,
                                   .parameters = Parameters::defaults_of(release),
                                   .statements = {fmt::format("rtpengine_offer({})", arguments)},
                                   .sip_message = some_invite};
  options.parameters.rtpengine_sock = {"udp:127.0.0.1:2223"};
  const auto rehearsed = script::rehearse(options);
  if (!rehearsed || rehearsed->statements.empty() || rehearsed->statements.front().dictionaries.empty()) return {};
  return rehearsed->statements.front().dictionaries.front();
}

std::string sentence(const UnknownWord& unknown, const mock::Personality& release, const Personality& proxy) {
  const std::string since = unknown.known_since.empty() ? "" : fmt::format("; {} does", unknown.known_since);
  if (unknown.is_all_flags)
    return fmt::format(
        "{} does not know the key rtpp-flags, in which {} sends the flags of a line with a second "
        "argument: all of them are ignored{}",
        release.name, proxy.name, since);
  return fmt::format("{} does not know \"{}\" and ignores it{}{}", release.name, shown(unknown.spelled), since,
                     unknown.nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", unknown.nearest));
}

/// Keys that the proxy adds by itself are no word of the configuration.
bool is_of_proxy(const UnknownWord& unknown) { return unknown.word.starts_with("sip-message-type="); }

/// Cases and releases have most of them in common.
void add(Lint& out, LintProblem problem) {
  if (std::ranges::find(out.problems, problem) == out.problems.end()) out.problems.push_back(std::move(problem));
}

void judge_flags(const Deployment& deployment, const ScenarioFile& scenario, const Personality& proxy,
                 const mock::Personality& engine, Lint& out) {
  for (const script::Statement& statement : statements_of(scenario, proxy)) {
    if (!takes_flags(statement)) continue;
    const std::string dictionary = dictionary_of(statement, proxy);
    if (dictionary.empty()) {
      out.not_judged.insert(fmt::format("{}(\"{}\")", statement.function, fmt::join(statement.arguments, "\", \"")));
      continue;
    }
    for (const UnknownWord& unknown : unknown_words(dictionary, engine)) {
      if (is_of_proxy(unknown)) continue;
      const std::string word = unknown.is_all_flags ? statement.arguments.front() : unknown.spelled;
      add(out, {.place = deployment.place_of(word), .message = sentence(unknown, engine, proxy)});
    }
  }
}

/// Lines of a kamailio.cfg that the import leaves out for this release.
void judge_modparams(const Deployment& deployment, const Personality& release, Lint& out) {
  constexpr std::string_view lead = "modparam ";
  for (const ImportNote& note : deployment.left_out(std::string(release.name))) {
    if (!note.text.starts_with(lead)) continue;
    const std::string name = note.text.substr(lead.size(), note.text.find(':') - lead.size());
    std::vector<std::string_view> known;
    for (const std::string_view one : Parameters::names())
      if (Parameters::check_name(one, release)) known.push_back(one);
    const bool is_other_value = std::ranges::find(known, name) != known.end();
    const std::string_view near = is_other_value ? std::string_view() : nearest(name, known);
    add(out, {.place = note.place,
              .message = fmt::format("{}: {}{}", release.name, note.text,
                                     near.empty() ? "" : fmt::format("; did you mean {}?", near)),
              .stops_start = true});
  }
}

}  // namespace

std::string name_of(const ReleasePair& pair) {
  if (pair.proxy == nullptr) return std::string(pair.engine == nullptr ? std::string_view() : pair.engine->name);
  if (pair.engine == nullptr) return std::string(pair.proxy->name);
  return fmt::format("{} + {}", pair.proxy->name, pair.engine->name);
}

Lint lint(const Deployment& deployment, const ReleasePair& pair) {
  Lint out;
  GivenReleases releases;
  if (pair.proxy != nullptr) releases.proxies.emplace_back(pair.proxy->name);
  if (pair.engine != nullptr) releases.engines.emplace_back(pair.engine->name);
  const auto cases = deployment.read_cases(releases);
  if (!cases) {
    for (const Error& error : cases.error())
      out.problems.push_back({.place = error.place, .message = error.message, .stops_start = true});
    return out;
  }
  for (const ScenarioFile& scenario : *cases) {
    std::set<const Personality*> proxies;
    std::set<const mock::Personality*> engines;
    for (const Client& proxy : scenario.proxies) proxies.insert(&proxy.release());
    for (const Engine& engine : scenario.engines) engines.insert(engine.config.personality);
    for (const Personality* proxy : proxies) {
      judge_modparams(deployment, *proxy, out);
      for (const mock::Personality* engine : engines) judge_flags(deployment, scenario, *proxy, *engine, out);
    }
  }
  return out;
}

}  // namespace rtpe::scenario::upgrade
