// Plays scenarios given as TOML text and keeps what their logs say.
#pragma once
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/event_log_writer.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::test {

inline scenario::ScenarioFile parse(std::string_view text) {
  auto parsed = scenario::parse_scenario(text, "test.toml");
  if (!parsed)
    for (const Error& error : parsed.error()) BOOST_TEST_MESSAGE(error.text());
  BOOST_REQUIRE(parsed.has_value());
  return std::move(*parsed);
}

/// Result and JSON Lines of one run.
struct Played {
  scenario::RunResult result;
  std::string log;
};

inline Played play(const scenario::Scenario& scenario, scenario::RunOptions options = {}) {
  Played played;
  scenario::EventLogWriter writer([&](std::string_view lines) { played.log.append(lines); });
  options.sinks.push_back(&writer);
  auto result = scenario::run(scenario, options);
  if (!result) BOOST_TEST_MESSAGE(result.error().text());
  BOOST_REQUIRE(result.has_value());
  writer.flush();
  played.result = std::move(*result);
  return played;
}
inline Played play(std::string_view toml, scenario::RunOptions options = {}) {
  return play(parse(toml), std::move(options));
}

/// All records, parsed; all lines must be JSON. `node` is the node's name here, not its number.
inline std::vector<boost::json::object> records(const Played& played) {
  std::vector<boost::json::object> out;
  std::string_view rest = played.log;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    BOOST_REQUIRE(end != std::string_view::npos);
    auto& record = out.emplace_back(boost::json::parse(rest.substr(0, end)).as_object());
    if (auto* node = record.if_contains("node"))
      *node = out.front().at("nodes").at(node->to_number<std::size_t>()).at("name").as_string();
    rest.remove_prefix(end + 1);
  }
  return out;
}
/// Those of one kind.
inline std::vector<boost::json::object> records(const Played& played, std::string_view event) {
  auto all = records(played);
  std::erase_if(all, [&](const auto& record) { return record.at("event").as_string() != event; });
  return all;
}
inline std::string text(const boost::json::object& record, std::string_view key) {
  const auto* value = record.if_contains(key);
  return value == nullptr ? std::string() : std::string(value->as_string());
}
/// Of a call_ended: "completed", "failed: INVITE: no node", "unfinished".
inline std::string end_of_call(const boost::json::object& record) {
  const auto* failure = record.if_contains("failure");
  return text(record, "end") +
         (failure == nullptr ? "" : ": " + text(record, "message") + ": " + text(record, "failure"));
}
inline std::int64_t number(const boost::json::object& record, std::string_view key) {
  const auto* value = record.if_contains(key);
  return value == nullptr ? -1 : value->to_number<std::int64_t>();
}
inline std::int64_t milliseconds(const boost::json::object& record, std::string_view key = "at_ns") {
  return number(record, key) / 1'000'000;
}

/// A scenario of engines a, b, c... on 10.0.0.1, .2, ... with one node each in set 0, and whatever `more` says.
/// Messages take no time on the way; `client` are lines of [client].
inline std::string cluster(int engines, std::string_view client, std::string_view more) {
  std::string sock, tables;
  for (int index = 1; index <= engines; ++index) {
    sock += (index > 1 ? " " : "") + std::string("udp:10.0.0.") + std::to_string(index) + ":2223";
    tables += std::string("[[engine]]\nname = \"") + static_cast<char>('a' + index - 1) + "\"\nlisten = \"udp:10.0.0." +
              std::to_string(index) + ":2223\"\n";
  }
  return "title = \"test\"\nseed = 7\n[client]\nrtpengine_sock = [\"" + sock + "\"]\n" + std::string(client) +
         "\n[network]\nlatency = \"0ms\"\n" + R"([routing]
"request INVITE" = ['rtpengine_manage("replace-origin replace-session-connection")']
"reply INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_delete()']
)" + tables +
         std::string(more);
}

}  // namespace rtpe::test
