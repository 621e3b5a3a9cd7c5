// report diff: which run is worse, and where two runs decide otherwise.
#include "reports/run_difference.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(run_difference_test)

using namespace rtpe;
using namespace std::chrono_literals;
namespace log = rtpe::scenario;
using report::Change;
using report::RunRecord;

namespace {

struct Offered {
  std::string_view call_id;
  std::uint32_t node;
  ExchangeOutcome outcome = ExchangeOutcome::answered;
  std::uint32_t sends = 1;
};

/// Two nodes; a call for every new Call-ID, one offer each.
report::Decisions decisions_of(const std::vector<Offered>& commands) {
  report::Decisions out;
  const log::ProxyEntry proxies[] = {{.name = "proxy"}};
  const log::NodeEntry nodes[] = {{.name = "a"}, {.name = "b"}};
  out.record(0s, log::RunStarted{.proxies = proxies, .nodes = nodes});
  std::uint64_t calls = 0;
  for (const Offered& one : commands) {
    out.record(1s, log::CallStarted{.call = ++calls, .call_id = one.call_id});
    out.record(1s, log::ExchangeEnded{.call = calls, .node = one.node, .command = Command::ping});
    out.record(1s, log::ExchangeEnded{.call = calls,
                                      .node = one.node,
                                      .command = Command::offer,
                                      .outcome = one.outcome,
                                      .result = log::ReplyResult::ok,
                                      .sends = one.sends});
  }
  return out;
}

RunRecord record(log::CheckOutcome check, std::uint64_t failed, Duration longest) {
  log::RunResult result;
  result.title = "t";
  result.calls = 1000;
  result.calls_failed = failed;
  result.longest_operation = longest;
  result.commands = 1;
  result.checks = {{.that = "calls_lost", .outcome = check}};
  return {.run = report::played_run(std::move(result)), .decisions = decisions_of({{"x", 0}})};
}

Change change_of(const std::vector<report::DifferenceRow>& rows, std::string_view what) {
  for (const report::DifferenceRow& row : rows)
    if (row.what == what) return row.change;
  BOOST_FAIL("there is no row " << what);
  return Change::same;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_check_that_passed_and_does_not_is_worse) {
  using enum log::CheckOutcome;
  const std::tuple<log::CheckOutcome, log::CheckOutcome, Change> rows[] = {
      {passed, passed, Change::same},       {passed, failed, Change::worse},    {failed, passed, Change::better},
      {passed, not_judged, Change::worse},  {failed, failed, Change::same},     {not_judged, failed, Change::worse},
      {not_judged, passed, Change::better}, {failed, not_judged, Change::other}};
  for (const auto& [left, right, change] : rows) {
    const auto difference = report::difference(record(left, 0, 1ms), record(right, 0, 1ms), 0.05);
    BOOST_TEST((change_of(difference.checks, "calls_lost") == change), log::word_of(left)
                                                                           << " and " << log::word_of(right));
    BOOST_TEST(difference.is_worse() == (change == Change::worse));
  }
}

BOOST_AUTO_TEST_CASE(numbers_may_grow_by_the_tolerance) {
  using enum log::CheckOutcome;
  const auto left = record(passed, 10, 100ms);
  const auto longest = [&](Duration time, double tolerance) {
    return change_of(report::difference(left, record(passed, 10, time), tolerance).numbers, "longest operation");
  };
  BOOST_TEST((longest(105ms, 0.05) == Change::same));
  BOOST_TEST((longest(106ms, 0.05) == Change::worse));
  BOOST_TEST((longest(106ms, 0.1) == Change::same));
  BOOST_TEST((longest(94ms, 0.05) == Change::better));
  BOOST_TEST((longest(101ms, 0) == Change::worse));
  const auto none = report::difference(record(passed, 0, 1ms), record(passed, 1, 1ms), 0.5);
  BOOST_TEST((change_of(none.numbers, "failed calls") == Change::worse));
}

BOOST_AUTO_TEST_CASE(calls_are_paired_by_call_id) {
  const auto left = decisions_of({{"x", 0}, {"y", 1}, {"y", 0}, {"only left", 0}, {"z", 0}});
  const auto right = decisions_of(
      {{"y", 1}, {"y", 0, ExchangeOutcome::timed_out, 5}, {"x", 0}, {"z", 1}, {"only\x1b right", 0}, {"y", 1}});
  const auto compared = report::compare_decisions(left, right);
  BOOST_TEST(compared.compared == 4U);
  BOOST_TEST(compared.decisions == 4U);
  BOOST_TEST(compared.only_left == 1U);
  BOOST_TEST(compared.only_right == 2U);
  BOOST_REQUIRE(compared.divergences.size() == 2U);
  BOOST_TEST(compared.divergences[0].call_id == "y");
  BOOST_TEST(compared.divergences[0].left == "offer to a: ok, 1 send");
  BOOST_TEST(compared.divergences[0].right == "offer to a: timed out, 5 sends");
  BOOST_TEST(compared.divergences[1].right == "offer to b: ok, 1 send");
}

BOOST_AUTO_TEST_CASE(texts) {
  using enum log::CheckOutcome;
  const auto left = record(passed, 0, 1ms), right = record(failed, 20, 1ms);
  const auto worse = report::difference(left, right, 0.05);
  const std::string text = report::difference_text(worse, left, right);
  BOOST_TEST(text.find("calls_lost     passed  failed  worse\n") != std::string::npos, text);
  BOOST_TEST(text.find("failed calls  0.00 %  2.00 %  worse\n") != std::string::npos, text);
  BOOST_TEST(text.ends_with("\nB is worse\n"), text);
  const auto json = boost::json::parse(report::difference_json(worse)).as_object();
  BOOST_TEST(json.at("worse").as_bool());
  BOOST_TEST(json.at("calls").as_object().at("compared").to_number<int>() == 1);
  const auto same = report::difference(left, left, 0);
  BOOST_TEST(report::difference_text(same, left, left).ends_with("\nB is the same\n"));
}

BOOST_AUTO_TEST_SUITE_END()
