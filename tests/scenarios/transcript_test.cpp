// Where two runs of one scenario differ.
#include "scenarios/log/transcript.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(transcript_test)

using namespace rtpe;
using namespace std::chrono_literals;
using scenario::Transcript;

namespace {

/// One call with one function; what is given differs from the plain run.
struct Run {
  std::uint32_t node = 0, sends = 1;
  scenario::OperationEnd end = scenario::OperationEnd::ok;
  scenario::CallEnd call_end = scenario::CallEnd::completed;
  bool has_delete = true;
  bool node_goes_down = false;
};

void operation(Transcript& out, const Run& run, std::uint64_t number, std::string_view message, Command command) {
  out.record(1s, scenario::OperationStarted{
                     .operation = number, .call = 1, .function = "rtpengine_manage", .message = message});
  out.record(1s, scenario::ExchangeEnded{.operation = number,
                                         .call = 1,
                                         .node = run.node,
                                         .command = command,
                                         .result = scenario::ReplyResult::ok,
                                         .sends = run.sends});
  out.record(1s, scenario::OperationEnded{
                     .operation = number, .call = 1, .function = "rtpengine_manage", .end = run.end, .rc = 1});
}

Transcript transcript(const Run& run) {
  Transcript out;
  const std::vector<scenario::NodeEntry> nodes{{.name = "A"}, {.name = "B"}};
  const std::vector<scenario::ProxyEntry> proxies{{.name = "proxy"}};
  out.record({}, scenario::RunStarted{.proxies = proxies, .nodes = nodes});
  out.record(1s, scenario::CallStarted{.call = 1, .call_id = "c"});
  operation(out, run, 1, "INVITE", Command::offer);
  if (run.node_goes_down) out.record(2s, scenario::NodeState{.node = 0, .disabled = true});
  if (run.has_delete) operation(out, Run{}, 2, "BYE", Command::delete_);
  out.record(3s, scenario::CallEnded{.call = 1, .call_id = "c", .end = run.call_end});
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_difference_is_told_with_its_place) {
  struct Row {
    Run other;
    std::string_view where, first, second;
  };
  const std::vector<Row> rows{
      {{.node = 1},
       "call c, INVITE rtpengine_manage",
       "offer to A in 1 send: ok; ok (1)",
       "offer to B in 1 send: ok; ok (1)"},
      {{.sends = 3},
       "call c, INVITE rtpengine_manage",
       "offer to A in 1 send: ok; ok (1)",
       "offer to A in 3 sends: ok; ok (1)"},
      {{.end = scenario::OperationEnd::failed},
       "call c, INVITE rtpengine_manage",
       "offer to A in 1 send: ok; ok (1)",
       "offer to A in 1 send: ok; failed (1)"},
      {{.call_end = scenario::CallEnd::failed}, "call c, its end", "completed", "failed"},
      {{.has_delete = false}, "call c, BYE rtpengine_manage", "delete to A in 1 send: ok; ok (1)", "nothing"},
      {{.node_goes_down = true}, "node A", "", "disabled"},
  };
  const Transcript plain = transcript({});
  for (const Row& row : rows) {
    const auto found = scenario::divergences(plain, transcript(row.other));
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found.front().where == row.where);
    BOOST_TEST(found.front().first == row.first);
    BOOST_TEST(found.front().second == row.second);
  }
}

BOOST_AUTO_TEST_CASE(the_same_run_has_none) {
  BOOST_TEST(scenario::divergences(transcript({}), transcript({})).empty());
}

BOOST_AUTO_TEST_CASE(a_call_that_one_run_did_not_end_counts_as_far_as_both_went) {
  const Run cut{.call_end = scenario::CallEnd::unfinished, .has_delete = false};
  BOOST_TEST(scenario::divergences(transcript({}), transcript(cut)).empty());
}

BOOST_AUTO_TEST_SUITE_END()
