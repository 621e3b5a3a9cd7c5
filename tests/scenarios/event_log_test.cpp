// The JSON Lines of the event log: every kind of record, hostile text, documentation.
#include <boost/json.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "scenarios/run/event_log_writer.hpp"
#include "scenarios/run/latency_histogram.hpp"
#include "scenarios/run/recorder.hpp"
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

/// One event of every kind, with every optional field set.
std::vector<Event> one_of_each() {
  static const Node node{.url = "udp:10.0.0.1:2223", .address = "10.0.0.1:2223"};
  static const ExcludedNode excluded[]{{&node, Exclusion::tried}};
  static const NodeEntry nodes[]{{"udp:10.0.0.1:2223", "udp:10.0.0.1:2223", 0, 1, "a"}};
  static const std::string_view engines[]{"a"};
  static const SelectionReport report{.call_id = "c",
                                      .via_branch = "z9hG4bK1",
                                      .source = ChoiceSource::none,
                                      .failure = NoChoice::no_eligible_node,
                                      .number = 97,
                                      .weight_sum = 2,
                                      .remainder = 1,
                                      .forced = true,
                                      .excluded = excluded};
  return {RunStarted{"t", "f", "kamailio-5.6", "virtual", 7, 8, nodes, engines},
          CallStarted{1, "c", "basic-call"},
          SipMessage{1, 2, "INVITE", 3ms},
          SipDropped{1, "INVITE"},
          OperationStarted{1, 1, 2, "rtpengine_manage", "INVITE"},
          Selected{1, 1, &report},
          Sent{1, 1, "n", "offer", "0_1_2", 1, 410, 0, 2},
          Stale{1, 1, "n", "0_1_1"},
          ExchangeEnded{1, 1, "n", "offer", ExchangeOutcome::answered, "error", "Ran out of ports", 1ms, 1, 0, 2},
          NodeState{"n", true, 1735689661, StateCause::no_reply, 0},
          TableChange{1, "c", "z9hG4bK1", "n", 0},
          LockWait{2, {.kind = Lock::Kind::set, .set_id = 3}, 5s},
          OperationEnded{1, 1, 2, "rtpengine_manage", "offer", "n", -1, "no node", 3, 1, 5s, OperationEnd::failed, 0},
          Workers{3, 1, 9},
          CallEnded{1, "c", "completed"},
          EngineCall{"a", "c", false, "delete"},
          EngineState{"a", "crashed"},
          FaultChanged{0, "a", "crash", true},
          CheckJudged{0, "affinity", true, "fine"},
          RunEnded{1, 0, 3, 3, 3, "finished"}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_is_an_object_with_time_and_kind_first) {
  BOOST_TEST(line_of(Workers{3, 1, 9}) ==
             "{\"at_ns\":1500000000,\"event\":\"workers\",\"busy\":3,\"waiting_for_lock\":1,\"queued\":9}\n");
  BOOST_TEST(line_of(Sent{1, 2, "n", "offer", "0_1_2", 1, 410, 0, 3}) ==
             "{\"at_ns\":1500000000,\"event\":\"sent\",\"operation\":1,\"call\":2,\"worker\":3,\"node\":\"n\","
             "\"command\":\"offer\",\"cookie\":\"0_1_2\",\"attempt\":1,\"bytes\":410}\n");
}

BOOST_AUTO_TEST_CASE(every_kind_is_documented_field_by_field) {
  std::ifstream file(rtpe::test::source_directory() + "/docs/event-log.md");
  BOOST_REQUIRE(file);
  std::stringstream text;
  text << file.rdbuf();
  const std::string documentation = text.str();
  std::vector<bool> seen(std::variant_size_v<Event>);
  for (const Event& event : one_of_each()) {
    seen[event.index()] = true;
    const auto record = boost::json::parse(line_of(event)).as_object();
    const std::string name(record.at("event").as_string());
    const auto begin = documentation.find("\n### " + name + "\n");
    BOOST_REQUIRE_MESSAGE(begin != std::string::npos, "docs/event-log.md has no section " << name);
    const std::string section = documentation.substr(begin, documentation.find("\n### ", begin + 1) - begin);
    for (const auto& field : record)
      if (field.key() != "at_ns" && field.key() != "event")
        BOOST_TEST(section.contains("| `" + std::string(field.key()) + "` |"), name << "." << field.key());
  }
  BOOST_TEST(std::ranges::count(seen, false) == 0);
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
  const std::string line = line_of(CallStarted{1, hostile.text, "f"});
  BOOST_TEST(line.contains("\"call_id\":" + std::string(hostile.json) + ","), line);
  boost::system::error_code error;
  boost::json::parse(line, error);
  BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(the_writer_hands_on_whole_lines_and_the_rest_at_the_end) {
  std::vector<std::string> pieces;
  {
    EventLogWriter writer([&](std::string_view piece) { pieces.emplace_back(piece); });
    for (int index = 0; index < 2000; ++index) writer.record(1ms, Workers{1, 2, 3});
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
  for (const Event& event : one_of_each()) std::visit([&](const auto& e) { recorder.record(start + 2s, e); }, event);
  BOOST_TEST(recorder.events() == 20U);
  BOOST_TEST(recorder.full());
  BOOST_REQUIRE(sink.seen.size() == 2U);
  BOOST_TEST(sink.seen[0].second == kind_of<Sent>());
  BOOST_TEST((sink.seen[0].first == Duration(2s)));
}

BOOST_AUTO_TEST_CASE(medians_are_good_to_three_percent) {
  LatencyHistogram histogram;
  BOOST_TEST(histogram.median().count() == 0);
  for (int index = 1; index <= 999; ++index) histogram.add(std::chrono::microseconds(index));
  const auto median = static_cast<double>(histogram.median().count());
  BOOST_TEST(median > 500e3 * 0.97);
  BOOST_TEST(median < 500e3 * 1.03);
  BOOST_TEST(histogram.highest().count() == Duration(999us).count());
  LatencyHistogram equal;
  for (int index = 0; index < 10; ++index) equal.add(1ms);
  BOOST_TEST(static_cast<double>(equal.median().count()) <= 1e6);
  BOOST_TEST(static_cast<double>(equal.median().count()) > 0.97e6);
}

BOOST_AUTO_TEST_SUITE_END()
