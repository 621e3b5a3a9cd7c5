// The JSON Lines of the event log: every kind of record, hostile text, documentation.
#include <boost/json.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "scenarios/log/event_log_writer.hpp"
#include "scenarios/log/latency_histogram.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/log/schema_text.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(event_log_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace std::chrono_literals;

namespace {

std::string line_of(const Event& event) {
  std::string out;
  append_json_line(out, 1500ms, event);
  return out;
}

const ProxyEntry proxies[]{{"p", "built-in", "kamailio-5.6", 8}, {"q", "built-in", "kamailio-6.0", 4}};
const EngineEntry engines[]{{"a", "mock", "udp:10.0.0.1:2223"}};
const NodeEntry nodes[]{
    {.name = "udp:10.0.0.1:2223 (set 0)", .url = "udp:10.0.0.1:2223", .proxy = 0, .set = 0, .weight = 1, .engine = "a"},
    {.name = "n", .url = "n", .proxy = 1, .set = 3, .weight = 500, .engine = ""}};
const ExcludedEntry excluded[]{{.node = 0, .why = Exclusion::tried}};
const WalkEntry walk[]{{.node = 0, .weight = 1, .cut = 1}, {.node = 1, .weight = 500, .cut = 0}};
const std::string_view evidence[]{"one", "two \"quoted\"", ""};

/// Events of a run, its calls and its operations.
std::vector<Event> those_of_operations() {
  return {
      RunStarted{.title = "t",
                 .file = "f",
                 .clock = ClockKind::real_time,
                 .seed = 18446744073709551615U,
                 .start = 1735689600s,
                 .proxies = proxies,
                 .engines = engines,
                 .nodes = nodes},
      CallStarted{.proxy = 1, .call = 1, .call_id = "c", .flow = "basic-call"},
      SipMessage{.call = 1, .worker = 2, .message = "200 INVITE", .direction = Direction::from_callee, .waited = 3ms},
      SipDropped{.call = 1, .message = "INVITE"},
      OperationStarted{.operation = 1, .call = 1, .worker = 2, .function = "rtpengine_manage", .message = "INVITE"},
      Selected{.operation = 1,
               .call = 1,
               .call_id = "c",
               .via_branch = "z9hG4bK1",
               .set = 3,
               .source = ChoiceSource::none,
               .failure = NoChoice::no_eligible_node,
               .node = 1,
               .algorithm = HashAlgorithm::sha1,
               .digest = {std::string_view("\x00\x7f\xff", 3)},
               .number = 97,
               .weight_sum = 2,
               .remainder = 1,
               .forced = true,
               .walk = walk,
               .excluded = excluded},
      Sent{.operation = 1,
           .call = 2,
           .worker = 3,
           .node = 0,
           .command = Command::start_recording,
           .cookie = "0_1_2",
           .attempt = 1,
           .bytes = 410},
      Stale{.operation = 1, .call = 1, .node = 0, .cookie = "0_1_1"},
      ExchangeEnded{.operation = 1,
                    .call = 1,
                    .worker = 2,
                    .node = 1,
                    .command = Command::offer,
                    .result = ReplyResult::error,
                    .reason = "Ran out of ports",
                    .latency = 1ms,
                    .sends = 1}};
}

/// One event of every kind, with every optional field set.
std::vector<Event> one_of_each() {
  auto all = those_of_operations();
  all.insert(all.end(),
             {NodeState{.node = 0, .disabled = true, .recheck = 1735689661, .cause = StateCause::no_reply},
              TableChange{.call = 1, .call_id = "c", .via_branch = "z9hG4bK1", .node = 0},
              LockWait{.process = ProcessKind::worker, .worker = 2, .lock = LockKind::set, .set = 3, .waited = 5s},
              OperationEnded{.operation = 1,
                             .call = 1,
                             .worker = 2,
                             .function = "rtpengine_manage",
                             .command = Command::offer,
                             .node = 0,
                             .outcome = OperationOutcome::no_node,
                             .end = OperationEnd::failed,
                             .rc = -1,
                             .failure = "no node",
                             .sends = 3,
                             .pings = 1,
                             .took = 5s},
              Workers{.busy = 3, .waiting_for_lock = 1, .queued = 9},
              CallEnded{.call = 1, .call_id = "c", .end = CallEnd::failed, .message = "INVITE", .failure = "no node"},
              EngineCall{.engine = "a", .call_id = "c", .created = false, .cause = RemovalCause::deleted},
              EngineState{.engine = "a", .state = EngineCondition::crashed},
              FaultChanged{.fault = 0, .engine = "a", .verb = fault_kinds().front(), .begins = true},
              CheckJudged{.check = 0,
                          .that = "affinity",
                          .outcome = CheckOutcome::failed,
                          .summary = "not fine",
                          .evidence = evidence,
                          .line = 40,
                          .column = 1},
              RunEnded{.calls = 1, .calls_failed = 0, .operations = 3, .exchanges = 3, .sends = 3, .events = 20},
              DatagramSent{.protocol = WireProtocol::sip,
                           .source = "192.0.2.20:5060",
                           .destination = "192.0.2.10:5060",
                           .is_lost = true,
                           .call = 1,
                           .bytes = "BYE sip:b@h SIP/2.0\r\n"}});
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_is_an_object_with_time_and_kind_first) {
  BOOST_TEST(line_of(Workers{.busy = 3, .waiting_for_lock = 1, .queued = 9}) ==
             "{\"at_ns\":1500000000,\"event\":\"workers\",\"proxy\":0,\"busy\":3,\"waiting_for_lock\":1,"
             "\"queued\":9}\n");
  BOOST_TEST(
      line_of(one_of_each()[kind_of<Sent>()]) ==
      "{\"at_ns\":1500000000,\"event\":\"sent\",\"proxy\":0,\"operation\":1,\"call\":2,\"process\":\"worker\","
      "\"worker\":3,\"node\":0,\"command\":\"start recording\",\"cookie\":\"0_1_2\",\"attempt\":1,\"bytes\":410}\n");
}

BOOST_AUTO_TEST_CASE(the_documentation_is_the_schema) {
  std::ifstream file(rtpe::test::source_directory() + "/docs/event-log.md");
  BOOST_REQUIRE(file);
  std::stringstream text;
  text << file.rdbuf();
  const std::string documentation = text.str(), schema = schema_markdown();
  const std::string heading = "## Kinds\n\n";
  const auto begin = documentation.find(heading);
  BOOST_REQUIRE(begin != std::string::npos);
  // `rtpe-lab report --schema` prints what belongs there.
  BOOST_TEST(documentation.substr(begin + heading.size()) == schema);
  BOOST_TEST(documentation.contains("Version of this schema: " + std::to_string(event_schema_version) + "."));
}

BOOST_AUTO_TEST_CASE(every_word_has_its_value_and_there_is_none_behind_the_last) {
  const auto check = []<class T>(T) {
    std::set<std::string_view> words;
    for (const T value : all_of_a_word<T>()) {
      const auto word = word_of(value);
      BOOST_TEST((word != "unknown" && words.insert(word).second), word);
      BOOST_TEST((from_word<T>(word) == value), word);
    }
    if constexpr (std::is_enum_v<T> && !std::is_same_v<T, Command>)
      BOOST_TEST(word_of(static_cast<T>(word_count<T>)) == "unknown");
  };
  check(ClockKind{});
  check(Direction{});
  check(ProcessKind{});
  check(LockKind{});
  check(ReplyResult{});
  check(OperationEnd{});
  check(CallEnd{});
  check(RemovalCause{});
  check(EngineCondition{});
  check(CheckOutcome{});
  check(Expectation{});
  check(RunEnd{});
  check(fault_kinds().front());
  check(Command{});
  check(Exclusion{});
  check(ChoiceSource{});
  check(NoChoice{});
  check(HashAlgorithm{});
  check(StateCause{});
  check(ExchangeOutcome{});
  check(OperationOutcome{});
}

struct Hostile {
  std::string_view text, json;
};
std::ostream& operator<<(std::ostream& out, const Hostile& hostile) { return out << hostile.json; }
const Hostile hostile_texts[] = {
    {"quote\" back\\slash", R"("quote\" back\\slash")"},
    {"\r\n\t\x01\x1f", R"("\r\n\t\u0001\u001f")"},
    {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\x9E", "\"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\x9E\""},
    {"\xff\xfe", R"("\u00ff\u00fe")"},
    {"\xC3", R"("\u00c3")"},
    {"\xC0\xAF", R"("\u00c0\u00af")"},
    {"\xED\xA0\x80", R"("\u00ed\u00a0\u0080")"},
    {"\xF4\x90\x80\x80", R"("\u00f4\u0090\u0080\u0080")"},
    {std::string_view("\0x", 2), R"("\u0000x")"},
};
BOOST_DATA_TEST_CASE(text_from_outside_stays_valid_json, boost::unit_test::data::make(hostile_texts), hostile) {
  const std::string line = line_of(CallStarted{.call = 1, .call_id = hostile.text, .flow = "f"});
  BOOST_TEST(line.contains("\"call_id\":" + std::string(hostile.json) + ","), line);
  boost::system::error_code error;
  boost::json::parse(line, error);
  BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(the_writer_hands_on_whole_lines_and_the_rest_at_the_end) {
  std::vector<std::string> pieces;
  {
    EventLogWriter writer([&](std::string_view piece) { pieces.emplace_back(piece); });
    for (int index = 0; index < 2000; ++index)
      writer.record(1ms, Workers{.busy = 1, .waiting_for_lock = 2, .queued = 3});
  }
  BOOST_TEST(pieces.size() == 3U);
  std::size_t lines = 0;
  for (const std::string& piece : pieces) {
    BOOST_TEST(piece.ends_with("}\n"));
    lines += static_cast<std::size_t>(std::ranges::count(piece, '\n'));
  }
  BOOST_TEST(lines == 2000U);
}

BOOST_AUTO_TEST_CASE(sinks_get_what_they_want_and_all_events_count) {
  struct Sink final : EventSink {
    [[nodiscard]] EventKinds interests() const override { return kinds_of<CallEnded, Sent>(); }
    void record(Duration at, const Event& event) override { seen.emplace_back(at, event.index()); }
    std::vector<std::pair<Duration, std::size_t>> seen;
  } sink;
  const Time start(1000s);
  Recorder recorder(start, 20);
  recorder.add(sink);
  BOOST_TEST(recorder.wanted<Sent>());
  BOOST_TEST(!recorder.wanted<Stale>());
  for (const Event& event : one_of_each())
    if (!std::holds_alternative<DatagramSent>(event))  // these are no events of a run
      std::visit([&](const auto& e) { recorder.record(start + 2s, e); }, event);
  BOOST_TEST(recorder.events() == 20U);
  BOOST_TEST(recorder.full());
  BOOST_REQUIRE(sink.seen.size() == 2U);
  BOOST_TEST(sink.seen[0].second == kind_of<Sent>());
  BOOST_TEST((sink.seen[0].first == Duration(2s)));
}

BOOST_AUTO_TEST_CASE(in_real_time_what_is_told_late_stands_where_it_is_told) {
  struct Sink final : EventSink {
    [[nodiscard]] EventKinds interests() const override { return kinds_of<CallEnded>(); }
    void record(Duration at, const Event& /*event*/) override { seen.push_back(at); }
    std::vector<Duration> seen;
  } sink;
  const Time start(1000s);
  Recorder recorder(start, 20, ClockKind::real_time);
  recorder.add(sink);
  for (const auto after : {1ms, 3ms, 2ms, 4ms}) recorder.record(start + after, CallEnded{});
  const std::vector<Duration> expected = {1ms, 3ms, 3ms, 4ms};
  BOOST_TEST((sink.seen == expected));
}

BOOST_AUTO_TEST_CASE(percentiles_are_good_to_three_percent_and_never_too_small) {
  LatencyHistogram histogram;
  BOOST_TEST(histogram.percentile(50).count() == 0);
  for (int index = 1; index <= 999; ++index) histogram.add(std::chrono::microseconds(index));
  for (const unsigned percent : {1U, 50U, 90U, 99U}) {
    const auto found = static_cast<double>(histogram.percentile(percent).count());
    BOOST_TEST(found >= percent * 9.99e3, percent);  // never below the true one: 'took at most' is true
    BOOST_TEST(found < percent * 10e3 * 1.04, percent);
  }
  BOOST_TEST(histogram.highest().count() == Duration(999us).count());
  LatencyHistogram equal;
  for (int index = 0; index < 10; ++index) equal.add(1ms);
  BOOST_TEST(equal.percentile(50).count() == Duration(1ms).count());
  // Nine slow replies among many quick ones are seen at 99 %, not in the median.
  for (int index = 0; index < 9; ++index) equal.add(300ms);
  for (int index = 0; index < 400; ++index) equal.add(1ms);
  BOOST_TEST(equal.percentile(50).count() == Duration(1ms).count());
  BOOST_TEST(equal.percentile(99).count() == Duration(300ms).count());
  LatencyHistogram sum;
  sum.add(equal);
  sum.add(histogram);
  BOOST_TEST(sum.count() == equal.count() + histogram.count());
  BOOST_TEST(sum.highest().count() == Duration(300ms).count());
}

BOOST_AUTO_TEST_SUITE_END()
