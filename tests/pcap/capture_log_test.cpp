// Captures as event logs: what is written is read back by the reader of logs, and says what the capture says.
#include "pcap/log/capture_log.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "client/ng/command.hpp"
#include "pcap/to_scenario/seen_calls.hpp"
#include "scenarios/log/counters.hpp"
#include "scenarios/log/event_log_reader.hpp"
#include "scenarios/log/event_log_writer.hpp"
#include "scenarios/log/event_store.hpp"
#include "tests/support/seen_capture.hpp"

using namespace rtpe;
using namespace rtpe::capture;
using test::seen_in;

BOOST_AUTO_TEST_SUITE(capture_log_test)

namespace {

/// The capture's log, written and read back.
struct Log {
  explicit Log(const Observed& seen, const CaptureLogOptions& options = {.title = "Capture", .file = "c.pcap"}) {
    scenario::EventLogWriter writer([this](std::string_view lines) { text += lines; });
    BOOST_REQUIRE(write_capture_log(seen, options, writer));
    writer.flush();
    for (scenario::EventSink* sink :
         {static_cast<scenario::EventSink*>(&counters), static_cast<scenario::EventSink*>(&store)}) {
      scenario::EventLogReader reader("log", *sink);
      const auto fed = reader.feed(text);
      BOOST_REQUIRE_MESSAGE(fed.has_value(), (fed ? std::string() : fed.error().text()) << "\n" << text);
      BOOST_REQUIRE(reader.finish().has_value());
    }
  }
  template <class E, class Wanted>
  [[nodiscard]] std::size_t count(const Wanted& wanted) const {
    std::size_t found = 0;
    for (const scenario::Record& record : store.records())
      if (const auto* event = std::get_if<E>(&record.event); event != nullptr && wanted(*event)) ++found;
    return found;
  }
  template <class E>
  [[nodiscard]] std::size_t count() const {
    return count<E>([](const E&) { return true; });
  }
  std::string text;
  scenario::Counters counters;
  scenario::EventStore store;
};

constexpr std::string_view captures[] = {"sip_basic.pcap",
                                         "sip_reinvite.pcap",
                                         "sip_cancel.pcap",
                                         "sip_busy486.pcap",
                                         "sip_all_dead.pcap",
                                         "sip_after_restart.pcap",
                                         "sip_after_kill_newcall.pcap",
                                         "sip_kill9_bye.pcap",
                                         "sip_media_mos.pcap",
                                         "sip_kill9_reinvite.pcap",
                                         "ng_cookie_cache.pcap",
                                         "real_engine_killed.pcapng.gz"};

}  // namespace

BOOST_DATA_TEST_CASE(every_datagram_and_message_is_in_it, boost::unit_test::data::make(captures), name) {
  const Observed seen = seen_in(name);
  const Log log(seen);
  std::uint64_t sends = 0, commands = 0, pings = 0, messages = 0;
  for (const SeenCommand& command : seen.commands) {
    if (!command_of(command.command)) continue;  // "foo": no command of a client like this
    sends += command.sends;
    ++(command.command == "ping" ? pings : commands);
  }
  for (const auto& [call_id, list] : seen.sip) messages += list.size();
  const scenario::RunResult result = log.counters.result();
  BOOST_TEST(result.sends == sends);
  BOOST_TEST(result.commands == commands);
  BOOST_TEST(result.exchanges == commands + pings);
  BOOST_TEST(result.sip_messages == messages);
  BOOST_TEST(result.calls == log.count<scenario::CallEnded>());
  BOOST_TEST(log.count<scenario::OperationStarted>() == log.count<scenario::OperationEnded>());
  BOOST_TEST(log.store.records().size() == result.events);
}

BOOST_AUTO_TEST_CASE(a_call_on_one_node) {
  const Log log(seen_in("sip_basic.pcap"));
  const auto result = log.counters.result();
  BOOST_TEST(result.calls_failed == 0U);
  BOOST_TEST(
      log.count<scenario::Selected>([](const scenario::Selected& e) { return e.source == ChoiceSource::table; }) > 0U);
  // The choice is explained by the module's walk, which ends at the node that was asked.
  BOOST_TEST(log.count<scenario::Selected>([](const scenario::Selected& e) {
    return e.algorithm && !e.walk.empty() && e.walk.back().node == e.node && e.walk.back().cut < e.walk.back().weight;
  }) > 0U);
  BOOST_TEST(log.count<scenario::EngineCall>([](const scenario::EngineCall& e) { return e.created; }) ==
             log.count<scenario::EngineCall>([](const scenario::EngineCall& e) { return !e.created; }));
}

BOOST_AUTO_TEST_CASE(a_node_that_was_killed_is_disabled) {
  const Log log(seen_in("sip_kill9_reinvite.pcap"));
  BOOST_TEST(log.count<scenario::NodeState>([](const scenario::NodeState& e) { return e.disabled; }) > 0U);
  BOOST_TEST(log.count<scenario::ExchangeEnded>(
                 [](const scenario::ExchangeEnded& e) { return e.outcome != ExchangeOutcome::answered; }) > 0U);
}

BOOST_AUTO_TEST_CASE(without_any_node_calls_fail) {
  const Log log(seen_in("sip_all_dead.pcap"));
  BOOST_TEST(log.counters.result().calls_failed > 0U);
  BOOST_TEST(log.count<scenario::OperationEnded>(
                 [](const scenario::OperationEnded& e) { return e.failure == "no node can be used"; }) > 0U);
}

BOOST_AUTO_TEST_CASE(findings_are_checks) {
  const std::vector<Finding> findings = {{.rule = Rule::no_answer,
                                          .first = Time(std::chrono::seconds(3)),
                                          .frames = {7},
                                          .call_id = "x",
                                          .text = "silence"}};
  TrafficCounters traffic;
  traffic.by_content[static_cast<std::size_t>(Content::ng)] = 5;
  const auto rules = judged_rules(findings, traffic, false, Time(std::chrono::seconds(1)));
  const Log log(seen_in("sip_basic.pcap"), {.title = "c", .file = "c.pcap", .rules = rules});
  const auto result = log.counters.result();
  BOOST_TEST((result.outcome() == scenario::CheckOutcome::failed));
  std::size_t failed = 0;
  for (const auto& check : result.checks) {
    BOOST_TEST(check.that != "media_loss");  // there is no media: nothing can be said
    BOOST_TEST(check.that != "weights_off");
    if (check.passed()) continue;
    ++failed;
    BOOST_TEST(check.that == "no_answer");
    BOOST_REQUIRE(check.evidence.size() == 1U);
    BOOST_TEST(check.evidence[0] == "2.000 s: silence, call x (frame 7)");
  }
  BOOST_TEST(failed == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_to_tell) {
  scenario::EventStore store;
  BOOST_TEST(!write_capture_log({}, {}, store));
  BOOST_TEST(store.records().empty());
}

BOOST_AUTO_TEST_SUITE_END()
