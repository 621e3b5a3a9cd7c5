// Plays scenarios given as TOML text and keeps what their logs say.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/model/scenario.hpp"
#include "scenarios/run/event_log_writer.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::test {

inline scenario::Scenario parse(std::string_view text) {
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

/// Keeps a copy of every event of one kind. Views in it are gone; use numbers only.
template <class E>
class Collector final : public scenario::EventSink {
 public:
  [[nodiscard]] scenario::EventKinds interests() const override { return scenario::kinds_of<E>(); }
  void record(Duration at, const scenario::Event& event) override {
    events.push_back(std::get<E>(event));
    times.push_back(at);
  }
  std::vector<E> events;
  std::vector<Duration> times;
};

}  // namespace rtpe::test
