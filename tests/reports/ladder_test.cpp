// The list of calls and the ladder of one, from events made by hand: a call that fails over, and one that fails.
#include "reports/ladder.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/call_list.hpp"
#include "reports/series.hpp"
#include "reports/situations.hpp"

BOOST_AUTO_TEST_SUITE(ladder_test)

using namespace rtpe;
using namespace std::chrono_literals;
namespace log = rtpe::scenario;

namespace {

// Two engines; call 1 asks a in vain and goes to b, call 2 (a name that would harm a terminal) finds no node.
void tell_first_node(log::EventSink& sink) {
  const log::ProxyEntry proxies[] = {{.name = "proxy", .workers = 4}};
  const log::NodeEntry nodes[] = {{.name = "udp:10.0.0.1:2223", .url = "udp:10.0.0.1:2223", .engine = "a"},
                                  {.name = "udp:10.0.0.2:2223", .url = "udp:10.0.0.2:2223", .engine = "b"}};
  sink.record(0s, log::RunStarted{.title = "t", .proxies = proxies, .nodes = nodes});
  sink.record(1s, log::CallStarted{.call = 1, .call_id = "one@192.0.2.20", .flow = "basic-call"});
  sink.record(1005ms, log::SipMessage{.call = 1, .worker = 2, .message = "INVITE", .waited = 4ms});
  sink.record(1005ms, log::OperationStarted{
                          .operation = 1, .call = 1, .worker = 2, .function = "rtpengine_offer", .message = "INVITE"});
  const log::WalkEntry to_a[] = {{.node = 0, .weight = 1, .cut = 0}};
  sink.record(1005ms, log::Selected{.operation = 1,
                                    .call = 1,
                                    .call_id = "one@192.0.2.20",
                                    .source = ChoiceSource::weighted,
                                    .node = 0,
                                    .algorithm = HashAlgorithm::byte_sum,
                                    .number = 200,
                                    .weight_sum = 2,
                                    .remainder = 0,
                                    .walk = to_a});
  for (std::uint32_t attempt = 1; attempt <= 2; ++attempt)
    sink.record(1005ms + (attempt - 1) * 1s, log::Sent{.operation = 1,
                                                       .call = 1,
                                                       .worker = 2,
                                                       .node = 0,
                                                       .command = Command::offer,
                                                       .cookie = "c",
                                                       .attempt = attempt,
                                                       .bytes = 300});
}

void tell_failover(log::EventSink& sink) {
  sink.record(3005ms, log::ExchangeEnded{.operation = 1,
                                         .call = 1,
                                         .worker = 2,
                                         .node = 0,
                                         .command = Command::offer,
                                         .outcome = ExchangeOutcome::timed_out,
                                         .latency = 2s,
                                         .sends = 2});
  sink.record(3005ms, log::NodeState{.node = 0, .disabled = true, .cause = StateCause::no_reply});
  const log::ExcludedEntry without_a[] = {{.node = 0, .why = Exclusion::disabled}};
  const log::WalkEntry to_b[] = {{.node = 1, .weight = 1, .cut = 0}};
  sink.record(3005ms, log::Selected{.operation = 1,
                                    .call = 1,
                                    .call_id = "one@192.0.2.20",
                                    .source = ChoiceSource::weighted,
                                    .node = 1,
                                    .algorithm = HashAlgorithm::byte_sum,
                                    .number = 200,
                                    .weight_sum = 1,
                                    .remainder = 0,
                                    .walk = to_b,
                                    .excluded = without_a});
  sink.record(3005ms, log::Sent{.operation = 1,
                                .call = 1,
                                .worker = 2,
                                .node = 1,
                                .command = Command::offer,
                                .cookie = "d",
                                .attempt = 1,
                                .bytes = 300});
  sink.record(3005ms, log::EngineCall{.engine = "b", .call_id = "one@192.0.2.20", .created = true});
  sink.record(3007ms, log::ExchangeEnded{.operation = 1,
                                         .call = 1,
                                         .worker = 2,
                                         .node = 1,
                                         .command = Command::offer,
                                         .outcome = ExchangeOutcome::answered,
                                         .result = log::ReplyResult::ok,
                                         .latency = 2ms,
                                         .sends = 1});
  sink.record(3007ms, log::TableChange{.call = 1, .call_id = "one@192.0.2.20", .node = 1});
  sink.record(3007ms,
              log::OperationEnded{
                  .operation = 1, .call = 1, .worker = 2, .function = "rtpengine_offer", .rc = 1, .took = 2002ms});
}

void tell(log::EventSink& sink) {
  tell_first_node(sink);
  tell_failover(sink);
  sink.record(4s, log::CallStarted{.call = 2, .call_id = "two\x1b[31m", .flow = "basic-call"});
  sink.record(5s, log::CallEnded{.call = 1, .call_id = "one@192.0.2.20", .end = log::CallEnd::completed});
  sink.record(
      6s,
      log::CallEnded{
          .call = 2, .call_id = "two\x1b[31m", .end = log::CallEnd::failed, .message = "INVITE", .failure = "no node"});
  sink.record(7s, log::NodeState{.node = 0, .disabled = false, .cause = StateCause::rpc_enable});
  sink.record(8s, log::RunEnded{});
}

std::vector<const report::CallRow*> all_of(const report::CallList& calls) {
  std::vector<const report::CallRow*> rows;
  for (const report::CallRow& row : calls.rows()) rows.push_back(&row);
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_ladder_shows_who_sent_what_and_why) {
  report::CallStories calls({.number = 1, .call_id = {}, .proxy = {}});
  tell(calls);
  BOOST_REQUIRE(calls.stories().size() == 1U);
  BOOST_TEST(report::ladder(calls.stories()[0], calls) == R"(Call 1: one@192.0.2.20 (basic-call), from 1.000 s on

                  caller            proxy           callee              a                b
     0.005 s         |-----INVITE---->|                |                |                |
                     |                | it waited 4 ms for a worker
                     |                | worker 2: rtpengine_offer()
                     |                | set 0: byte sum of the Call-ID: 200 mod 2 = 0; a (weight 1)
                     |                | takes 0
     0.005 s         |                |--------------offer------------->|                |
     1.005 s         |                |---------offer (send 2)--------->|                |
     2.005 s         |                | offer of a: timed out after 2 s in 2 sends
     2.005 s         |                | a is disabled: no reply
                     |                | set 0: a is out: disabled; byte sum of the Call-ID: 200 mod
                     |                | 1 = 0; b (weight 1) takes 0
     2.005 s         |                |----------------------offer---------------------->|
     2.005 s         |                | engine b sets the call up
     2.007 s         |                |<--------------------ok 2 ms----------------------|
                     |                | the call table keeps b
     2.007 s         |                | rtpengine_offer() returns 1 after 2 s
     4.000 s         |                | the call is completed
)");
}

BOOST_AUTO_TEST_CASE(a_call_through_two_proxies_is_one_ladder) {
  report::CallStories calls({.number = 1, .call_id = {}, .proxy = {}});
  const log::ProxyEntry proxies[] = {{.name = "left", .workers = 1}, {.name = "right", .workers = 1}};
  const log::NodeEntry nodes[] = {{.name = "a", .url = "a", .proxy = 0}, {.name = "a", .url = "a", .proxy = 1}};
  calls.record(0s, log::RunStarted{.title = "t", .proxies = proxies, .nodes = nodes});
  calls.record(1s, log::CallStarted{.call = 1, .call_id = "c", .flow = "basic-call"});
  const log::TableReplicated told{.proxy = 1, .call = 1, .call_id = "c", .is_insert = true, .url = "a"};
  calls.record(2s, told);
  log::TableReplicated refused = told;
  refused.status = 500;
  calls.record(3s, refused);
  calls.record(4s, log::SipMessage{.proxy = 1, .call = 1, .message = "BYE"});
  calls.record(5s, log::FaultChanged{.verb = log::fault_kinds().front(), .begins = true});
  calls.record(6s, log::CallEnded{.call = 1, .call_id = "c", .end = log::CallEnd::completed});
  BOOST_REQUIRE(calls.stories().size() == 1U);
  const std::string ladder = report::ladder(calls.stories()[0], calls);
  for (const char* line : {"right has it from left by DMQ\n", "right has it from left by DMQ, and refuses", "-BYE-",
                           "* fault blackhole begins"})
    BOOST_TEST(ladder.contains(line), line << " in\n" << ladder);
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_asked_for) {
  for (const std::size_t columns : {72U, 80U, 100U, 140U}) {
    report::CallStories calls({.number = {}, .call_id = "one@192.0.2.20", .proxy = {}});
    tell(calls);
    BOOST_REQUIRE(calls.stories().size() == 1U);
    const std::string text = report::ladder(calls.stories()[0], calls, columns);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      BOOST_TEST(end - begin <= columns, text.substr(begin, end - begin));
      begin = end + 1;
    }
  }
}

BOOST_AUTO_TEST_CASE(a_ladder_of_another_call_does_not_harm_a_terminal) {
  report::CallStories calls({.number = 2, .call_id = {}, .proxy = {}});
  tell(calls);
  BOOST_REQUIRE(calls.stories().size() == 1U);
  const std::string text = report::ladder(calls.stories()[0], calls);
  BOOST_TEST(text.find('\x1b') == std::string::npos);
  BOOST_TEST(text.find("the call is failed, INVITE: no node") != std::string::npos, text);
  BOOST_TEST(text.find("is enabled") == std::string::npos, text);  // that was after the call
}

BOOST_AUTO_TEST_CASE(calls_that_are_not_there) {
  for (const report::CallWish& wish : {report::CallWish{.number = 3, .call_id = {}, .proxy = {}},
                                       report::CallWish{.number = {}, .call_id = "one", .proxy = {}},
                                       report::CallWish{.number = 1, .call_id = {}, .proxy = "west"}}) {
    report::CallStories calls(wish);
    tell(calls);
    BOOST_TEST(calls.stories().empty());
  }
}

BOOST_AUTO_TEST_CASE(a_row_per_call) {
  report::CallList calls;
  tell(calls);
  BOOST_TEST(report::call_table(all_of(calls), calls.parts()) ==
             "start s  call  Call-ID         node  sent  slowest  end\n"
             "  1.000     1  one@192.0.2.20  a,b   2 +1      2 s  completed\n"
             "  4.000     2  two\\x1b[31m     -     0         0 s  failed: INVITE no node\n");
  const auto json = boost::json::parse(report::call_json(all_of(calls), calls.parts())).as_array();
  BOOST_REQUIRE(json.size() == 2U);
  const auto& first = json[0].as_object();
  BOOST_TEST(first.at("unanswered").to_number<int>() == 1);
  BOOST_TEST(first.at("sends").to_number<int>() == 3);
  BOOST_TEST(first.at("slowest_ns").to_number<std::int64_t>() == 2'002'000'000);
  BOOST_TEST(first.at("nodes").as_array().size() == 2U);
  BOOST_TEST(json[1].as_object().at("call_id").as_string() == "two\x1b[31m");
  BOOST_TEST(report::call_table({}, calls.parts()).empty());
}

BOOST_AUTO_TEST_CASE(situations_of_a_failover) {
  std::vector<report::RunSituations> runs(1);
  runs[0].run = "run";
  tell(runs[0].situations);
  const std::string text = report::situation_table(runs);
  BOOST_TEST(text.starts_with("situation                                        times    first  call\n"), text);
  for (const char* row : {"an operation went on to another node (failover)      1  3.005 s  1\n",
                          "an operation blocked a worker for 1 s or longer      1  3.007 s  1\n",
                          "a node was enabled again                             1  7.000 s  -\n"})
    BOOST_TEST(text.find(row) != std::string::npos, row << " is not in\n" << text);
  BOOST_TEST(text.find("\nnever reached:\n") != std::string::npos, text);
  BOOST_TEST(text.find("  two engines had one call\n") != std::string::npos, text);
  runs.emplace_back().run = "empty";
  BOOST_TEST(report::situation_table(runs).find("1 of 2  run\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_second_set_is_no_failover_and_a_forgotten_call_no_new_one) {
  report::SituationMemory memory;
  const auto chosen = [&](std::uint64_t operation, std::uint32_t set, std::uint32_t node, ChoiceSource source) {
    memory.hear(log::Selected{.operation = operation, .call = 1, .set = set, .source = source, .node = node});
    return std::string(memory.asks_second_set ? "set"
                       : memory.went_on       ? "failover"
                                              : "first") +
           (memory.is_forgotten ? ", forgotten" : "");
  };
  BOOST_TEST(chosen(1, 1, 0, ChoiceSource::weighted) == "first");
  BOOST_TEST(chosen(1, 1, 1, ChoiceSource::weighted) == "failover");
  BOOST_TEST(chosen(1, 2, 2, ChoiceSource::weighted) == "set");
  memory.hear(log::ExchangeEnded{.operation = 1, .call = 1, .node = 2, .command = Command::offer});
  BOOST_TEST(chosen(2, 2, 2, ChoiceSource::table) == "first");
  BOOST_TEST(chosen(3, 2, 2, ChoiceSource::weighted) == "first, forgotten");
  memory.hear(log::CallEnded{.call = 1});
  BOOST_TEST(chosen(4, 2, 2, ChoiceSource::weighted) == "first");
}

BOOST_AUTO_TEST_CASE(a_call_that_two_engines_have) {
  report::SituationMemory memory;
  const auto heard = [&](const log::Event& event) {
    memory.hear(event);
    return memory.is_held_twice;
  };
  BOOST_TEST(!heard(log::EngineCall{.engine = "a", .call_id = "x", .created = true}));
  BOOST_TEST(heard(log::EngineCall{.engine = "b", .call_id = "x", .created = true}));
  BOOST_TEST(!heard(log::EngineCall{.engine = "a", .call_id = "x"}));
  BOOST_TEST(!heard(log::EngineCall{.engine = "b", .call_id = "x"}));
  BOOST_TEST(!heard(log::EngineCall{.engine = "b", .call_id = "x", .created = true}));
}

BOOST_AUTO_TEST_CASE(series_as_a_table) {
  report::Series series;
  tell(series);
  report::CallList calls;
  tell(calls);
  const std::string text = series.csv(calls.parts());
  BOOST_TEST(text.starts_with("time_s,calls_started,"), text.substr(0, 100));
  const std::string first = text.substr(0, text.find("\r\n"));
  BOOST_TEST(first.ends_with("\"proxy table_rows\""), first);
  const auto columns = std::ranges::count(first, ',');
  std::size_t rows = 0, started = 0;
  for (std::size_t at = first.size() + 2; at < text.size(); ++rows) {
    const std::size_t end = text.find("\r\n", at);
    const std::string row = text.substr(at, end - at);
    BOOST_TEST(std::ranges::count(row, ',') == columns, row);
    started += std::stoul(row.substr(row.find(',') + 1));
    at = end + 2;
  }
  BOOST_TEST(started == 2U);
  BOOST_TEST(rows > 7U);
}

BOOST_AUTO_TEST_SUITE_END()
