// Expressions about events: what they mean, what is said where they are wrong, and faults and checks that use them.
#include "scenarios/log/event_pattern.hpp"

#include <boost/test/unit_test.hpp>

#include "scenarios/log/event_wish.hpp"

BOOST_AUTO_TEST_SUITE(event_pattern_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace std::chrono_literals;

namespace {

RunNames names() {
  static const NodeEntry nodes[] = {{.name = "udp:10.0.0.1:2223", .url = "udp:10.0.0.1:2223", .engine = "a"},
                                    {.name = "udp:10.0.0.2:2223 (set 2)", .url = "udp:10.0.0.2:2223", .engine = "b"}};
  static const ProxyEntry proxies[] = {{.name = "left", .workers = 4}, {.name = "right", .workers = 4}};
  RunNames made;
  made.start({.proxies = proxies, .nodes = nodes});
  return made;
}

const Event ended = ExchangeEnded{.proxy = 1,
                                  .operation = 3,
                                  .call = 7,
                                  .worker = 2,
                                  .node = 1,
                                  .command = Command::offer,
                                  .outcome = ExchangeOutcome::answered,
                                  .result = ReplyResult::error,
                                  .reason = "out of ports",
                                  .latency = 50ms,
                                  .sends = 2};

bool holds(std::string_view text) {
  const auto pattern = EventPattern::parse(text);
  if (!pattern) BOOST_FAIL(text << ": " << pattern.error().message);
  return pattern->matches(90s, ended, names());
}

}  // namespace

BOOST_AUTO_TEST_CASE(conditions) {
  struct Row {
    std::string_view condition;
    bool holds;
  };
  constexpr Row rows[] = {
      {"command == \"offer\"", true},
      {"command != \"offer\"", false},
      {"command == \"offer\" and sends == 2", true},
      {"command == \"answer\" or sends > 1", true},
      {"command == \"answer\" or sends > 1 and not result == \"error\"", false},
      {"not (command == \"answer\" or sends < 2)", true},
      {"latency >= 50ms and latency < 51ms", true},
      {"latency > 50ms", false},
      {"latency > 0", true},
      {"node == \"b\"", true},
      {"node == \"udp:10.0.0.2:2223\"", true},
      {"node == \"udp:10.0.0.1:2223\"", false},
      {"engine == \"b\" and proxy == \"right\" and proxy == 1", true},
      {"engine like \"*b\" and reason like \"out of *\"", true},
      {"reason like \"* of\"", false},
      {"reason", true},
      {"at > 1min and at <= 1min30s", true},
      {"call == operation", false},
      {"worker", true},
      {"result == 'error'", true},
  };
  for (const Row& row : rows)
    BOOST_TEST(holds("exchange_ended where " + std::string(row.condition)) == row.holds, row.condition);
  BOOST_TEST(holds("exchange_ended"));
  BOOST_TEST(!holds("node_state"));
}

BOOST_AUTO_TEST_CASE(what_a_record_leaves_out_equals_nothing) {
  const Event choice = Selected{.call = 1};
  const auto pattern = EventPattern::parse("selected where node == \"a\" or algorithm == \"CRC-32\" or node");
  BOOST_REQUIRE_MESSAGE(pattern.has_value(), pattern.error().message);
  BOOST_TEST(!pattern->matches(0s, choice, names()));
  BOOST_TEST(EventPattern::parse("selected where node != \"a\"")->matches(0s, choice, names()));
}

BOOST_AUTO_TEST_CASE(mistakes) {
  struct Row {
    std::string_view text, place, says;
  };
  constexpr Row rows[] = {
      {"exchange_endet", "column 1", "no event is called \"exchange_endet\"; did you mean \"exchange_ended\"?"},
      {"", "column 1", "no event is called"},
      {"datagram where lost", "column 1", "datagrams are written beside a run"},
      {"exchange_ended when sends > 1", "column 16", "\"where\" was expected behind exchange_ended"},
      {"exchange_ended where ", "column 22", "the name of a field was expected"},
      {"exchange_ended where send > 1", "column 22", "has no field \"send\"; did you mean \"sends\"?"},
      {"exchange_ended where sends = 1", "column 28", "\"=\" compares nothing; write \"==\""},
      {"exchange_ended where sends == \"2\"", "column 31",
       "sends is compared with a number, not with a text in quotes"},
      {"exchange_ended where command == \"ofer\"", "column 33", "command is never \"ofer\"; did you mean \"offer\"?"},
      {"exchange_ended where command > \"offer\"", "column 32", "only numbers and durations are smaller or larger"},
      {"exchange_ended where latency > 5", "column 32",
       "latency is compared with a duration, as 50ms, not with a number"},
      {"exchange_ended where latency > 5parsecs", "column 32", "neither a whole number nor a duration"},
      {"exchange_ended where (sends > 1", "column 32", "\")\" was expected"},
      {"exchange_ended where sends > 1 sends", "column 32", "\"and\", \"or\" or the end was expected"},
      {"exchange_ended where sends >", "column 29", "a value was expected"},
      {"exchange_ended where reason == \"x", "column 32", "this text has no end"},
      {"exchange_ended where sends ~ 1", "column 28", "\"~\" is not understood here"},
      {"exchange_ended where sends like 1", "column 33", "\"like\" compares texts"},
      {"exchange_ended where and", "column 22", "has no field \"and\""},
  };
  for (const Row& row : rows) {
    const auto pattern = EventPattern::parse(row.text);
    BOOST_REQUIRE(!pattern.has_value());
    BOOST_TEST(pattern.error().message.contains(row.says), row.text << ": " << pattern.error().message);
    BOOST_TEST(pattern.error().place == row.place, row.text);
  }
  std::string deep = "exchange_ended where ";
  for (int level = 0; level < 60; ++level) deep += "not ";
  BOOST_TEST(EventPattern::parse(deep + "sends > 1").error().message.contains("nested too deep"));
  BOOST_TEST(!EventPattern::parse("exchange_ended where " + std::string(3000, '(')).has_value());
}

BOOST_AUTO_TEST_CASE(every_field_of_every_kind_can_be_named) {
  for (std::size_t kind = 0; kind < event_kind_names().size(); ++kind)
    for (const FieldAccess& field : fields_of_kind(kind)) {
      const std::string text = std::string(event_kind_names()[kind]) + " where " + std::string(field.name);
      BOOST_TEST(EventPattern::parse(text).has_value() == (kind != kind_of<DatagramSent>()), text);
    }
}

BOOST_AUTO_TEST_CASE(a_record_in_one_line) {
  BOOST_TEST(
      event_text(ended, names()) ==
      "exchange_ended proxy right, operation 3, call 7, process worker, worker 2, node udp:10.0.0.2:2223 (set 2), "
      "command offer, outcome answered, result error, reason out of ports, latency 50ms, sends 2");
}

BOOST_AUTO_TEST_CASE(what_a_fault_waits_for) {
  const auto third = parse_event_wish("3rd exchange_ended where sends > 1").value();
  BOOST_TEST(third.number == 3U);
  BOOST_TEST(third.pattern.matches(0s, ended, names()));
  const auto answered = parse_event_wish("call 100 answered").value();
  BOOST_TEST(answered.number == 1U);
  BOOST_TEST(answered.pattern.matches(0s, SipMessage{.call = 100, .message = "200 INVITE"}, names()));
  BOOST_TEST(!answered.pattern.matches(0s, SipMessage{.call = 99, .message = "200 INVITE"}, names()));
  for (const std::string_view text : {"call answered", "call 100", "call 0 answered", "call 1 answerd", "3x node_state",
                                      "3rd nodestate", "", "call 1 answered twice"})
    BOOST_TEST(!parse_event_wish(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
