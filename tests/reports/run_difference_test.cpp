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

/// A run of one call, whose offer went to a node in so many sends.
log::Transcript transcript_of(std::string_view call_id, std::uint32_t node, std::uint32_t sends) {
  log::Transcript out;
  const log::ProxyEntry proxies[] = {{.name = "proxy"}};
  const log::NodeEntry nodes[] = {{.name = "a"}, {.name = "b"}};
  out.record(0s, log::RunStarted{.proxies = proxies, .nodes = nodes});
  out.record(1s, log::CallStarted{.call = 1, .call_id = call_id});
  out.record(1s, log::OperationStarted{.operation = 1, .call = 1, .function = "rtpengine_offer", .message = "INVITE"});
  out.record(1s, log::ExchangeEnded{.operation = 1,
                                    .call = 1,
                                    .node = node,
                                    .command = Command::offer,
                                    .outcome = ExchangeOutcome::answered,
                                    .result = log::ReplyResult::ok,
                                    .sends = sends});
  out.record(1s, log::OperationEnded{.operation = 1, .call = 1, .function = "rtpengine_offer", .rc = 1});
  out.record(2s, log::CallEnded{.call = 1, .call_id = call_id});
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
  return {.run = report::played_run(std::move(result)), .transcript = transcript_of("x", 0, 1)};
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

BOOST_AUTO_TEST_CASE(where_two_runs_decide_otherwise) {
  using enum log::CheckOutcome;
  RunRecord left = record(passed, 0, 1ms), right = left;
  right.transcript = transcript_of("x", 1, 2);
  const auto other = report::difference(left, right, 0.05);
  BOOST_TEST(other.decisions.compared == 1U);
  BOOST_TEST(!other.is_worse());
  BOOST_TEST(!other.is_same());
  const std::string text = report::difference_text(other, left, right);
  BOOST_TEST(text.find("1 call with 1 script function in both: 1 divergence; 0 calls only in A, 0 only in B\n"
                       "  1.000 s  call x, INVITE rtpengine_offer\n"
                       "    A  offer to a in 1 send: ok; ok (1)\n"
                       "    B  offer to b in 2 sends: ok; ok (1)\n") != std::string::npos,
             text);
  BOOST_TEST(text.ends_with("\nB is not worse\n"), text);
  right.transcript = transcript_of("y\x1b", 0, 1);
  const auto apart = report::difference(left, right, 0.05);
  BOOST_TEST(apart.decisions.only_left == 1U);
  BOOST_TEST(apart.decisions.only_right == 1U);
  BOOST_TEST(apart.decisions.divergences.empty());
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
