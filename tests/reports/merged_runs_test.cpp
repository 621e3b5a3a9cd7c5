// Results of several places as one, and summaries that are read back.
#include "reports/merged_runs.hpp"

#include <boost/test/unit_test.hpp>

#include "reports/read_summary.hpp"
#include "reports/summary.hpp"

BOOST_AUTO_TEST_SUITE(merged_runs_test)

using namespace rtpe;
using namespace std::chrono_literals;
using report::PlayedRun;
using scenario::CheckOutcome;

namespace {

PlayedRun run_of(std::uint64_t seed, std::uint64_t calls = 100, const std::string& file = "one.toml") {
  scenario::RunResult result{.title = "One", .file = file, .seed = seed, .simulated = 60s, .calls = calls};
  result.calls_completed = calls - 1;
  result.calls_failed = 1;
  result.commands = 3 * calls;
  result.longest_operation = seed * 1ms;
  result.nodes = {{.name = "udp:10.0.0.1:2223",
                   .url = "udp:10.0.0.1:2223",
                   .engine = "a",
                   .set_id = 2,
                   .weight = 5,
                   .answered = 3 * calls,
                   .time_disabled = 3s,
                   .latency = {.count = 3 * calls, .median = 1ms, .p90 = 2ms, .p99 = 3ms, .highest = 4ms},
                   .latencies = {{.command = Command::offer, .latency = {.count = 9, .highest = 4ms}}},
                   .refusals = {{.reason = "load limit \xff", .count = 4}}}};
  result.checks = {{.that = "calls_lost",
                    .outcome = CheckOutcome::failed,
                    .expect = scenario::Expectation::fail,
                    .summary = "1 lost",
                    .evidence = {"a", "b"},
                    .line = 9}};
  return {.title = "One",
          .file = file,
          .seed = seed,
          .started = {},
          .replay_command = "rtpe-lab run one.toml",
          .result = std::move(result)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_summary_comes_back_as_it_was) {
  std::vector<PlayedRun> runs{run_of(1), run_of(2)};
  PlayedRun unplayed = run_of(3);
  unplayed.result = std::unexpected(Error{.message = "no such engine"});
  runs.push_back(unplayed);
  const std::string text = report::summary_json(runs);
  const auto read = report::read_summary(text, "s.json");
  BOOST_REQUIRE_MESSAGE(read.has_value(), (read ? std::string() : read.error().text()));
  BOOST_TEST(report::summary_json(*read) == text);
}

BOOST_AUTO_TEST_CASE(what_is_no_summary_is_said) {
  const std::string good = report::summary_json(std::vector{run_of(1)});
  for (std::size_t length = 0; length + 1 < good.size(); length += 7)
    BOOST_TEST(!report::read_summary(good.substr(0, length), "s.json").has_value(), length);
  const std::pair<std::string, std::string> rows[] = {
      {"[]", "no summary of runs"},
      {R"({"schema":3,"runs":[]})", "s.json: this summary has schema 3, this program reads schema 2"},
      {R"({"schema":2,"runs":[{}]})", "no summary of runs"},
      {R"({"schema":2,"runs":[7]})", "no summary of runs"},
      {R"({"schema":"2","runs":[]})", "no summary of runs"},
  };
  for (const auto& [text, message] : rows) {
    const auto read = report::read_summary(text, "s.json");
    BOOST_REQUIRE(!read.has_value());
    BOOST_TEST(read.error().text().contains(message), read.error().text());
  }
}

BOOST_AUTO_TEST_CASE(nothing_counts_twice) {
  report::MergedRuns merged;
  BOOST_REQUIRE(merged.add({run_of(3), run_of(1)}, "a").has_value());
  PlayedRun again = run_of(1);
  again.result->wall = 5s;  // the same run, slower
  again.started = Time(7s);
  BOOST_REQUIRE(merged.add({again, run_of(2), run_of(1, 100, "another.toml")}, "b").has_value());
  BOOST_TEST(merged.left_out() == 1U);
  const auto runs = merged.take();
  std::string order;
  for (const PlayedRun& run : runs) order += run.file + " " + std::to_string(run.seed) + "; ";
  BOOST_TEST(order == "another.toml 1; one.toml 1; one.toml 2; one.toml 3; ");
}

BOOST_AUTO_TEST_CASE(a_virtual_run_comes_to_one_thing_and_a_real_one_to_many) {
  report::MergedRuns merged;
  BOOST_REQUIRE(merged.add({run_of(1)}, "a").has_value());
  const auto other = merged.add({run_of(1, 101)}, "b");
  BOOST_REQUIRE(!other.has_value());
  BOOST_TEST(other.error().text().starts_with("b: seed 1 of one.toml came to something else in a"),
             other.error().text());
  report::MergedRuns real;
  for (const std::uint64_t calls : {100U, 101U, 100U}) {
    PlayedRun run = run_of(1, calls);
    run.result->clock = scenario::ClockKind::real_time;
    BOOST_REQUIRE(real.add({run}, "c").has_value());
  }
  BOOST_TEST(real.take().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
