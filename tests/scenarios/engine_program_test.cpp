// The mock engine's faults in a run: for each verb a call of Kamailio's module that suffers it, in virtual time.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "mock_engine/program/program_file.hpp"
#include "mock_engine/program/rule_words.hpp"
#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(engine_program_test)

using namespace rtpe;
using rtpe::test::cluster;
using rtpe::test::number;
using rtpe::test::play;
using rtpe::test::records;
using rtpe::test::text;

namespace {

constexpr std::string_view client = "workers = 1\nrtpengine_tout_ms = 200\nrtpengine_retr = 3";

/// What one call went through: "offer b x3 timed_out; offer a x1 ok; ...". Sends, outcome or result with its reason,
/// milliseconds when it took any; "down"/"up": the proxy's opinion of a node; "[...]": the engine's state.
std::string story_of(const test::Played& played) {
  std::string out;
  const auto say = [&out](const std::string& what) { out += (out.empty() ? "" : "; ") + what; };
  for (const auto& record : records(played)) {
    const std::string event = text(record, "event");
    const std::string node = text(record, "node").empty() ? "" : text(record, "node").substr(11, 1) == "1" ? "a" : "b";
    if (event == "exchange_ended" && (number(record, "call") > 0 || text(record, "outcome") != "answered")) {
      const std::string result =
          text(record, "outcome") == "answered" ? text(record, "result") : text(record, "outcome");
      const auto took = test::milliseconds(record, "latency_ns");
      say(text(record, "command") + " " + node + " x" + std::to_string(number(record, "sends")) + " " +
          (result.empty() ? "undecodable" : result) +
          (text(record, "reason").empty() ? "" : " (" + text(record, "reason") + ")") +
          (took > 0 ? " " + std::to_string(took) + "ms" : ""));
    }
    if (event == "stale") say("stale");
    if (event == "node_state" && record.at("disabled").as_bool()) say(node + " down");
    if (event == "engine_state") say("[" + text(record, "engine") + " " + text(record, "state") + "]");
    if (event == "call_ended") say(test::end_of_call(record));
  }
  return out;
}

struct Row {
  const char* verb;   ///< as rules name it; a suffix after a blank tells several apart
  const char* rules;  ///< of the last engine
  const char* story;
  int engines = 1;
};

constexpr Row rows[] = {
    {"drop-request", "match = { command = \"offer\" }\nfirst = 2\ndo = \"drop-request\"",
     "offer a x3 ok 400ms; answer a x1 ok; delete a x1 ok; completed"},
    {"drop-request for ever", "do = \"drop-request\"",
     "ping b x3 timed out 600ms; b down; offer a x1 ok; answer a x1 ok; delete a x1 ok; completed", 2},
    {"drop-reply", "match = { command = \"offer\" }\nfirst = 1\ndo = \"drop-reply\"",
     "offer a x2 ok 200ms; answer a x1 ok; delete a x1 ok; completed"},
    {"delay", "match = { command = \"answer\" }\ndo = { delay = \"300ms\" }",
     "offer a x1 ok; answer a x2 ok 300ms; delete a x1 ok; completed"},
    {"delay-request", "match = { command = \"offer\" }\nfirst = 1\ndo = { delay-request = \"300ms\" }",
     "offer a x2 ok 200ms; answer a x1 ok; delete a x1 ok; completed"},
    {"duplicate",
     "match = { command = \"offer\" }\ndo = { duplicate = { copies = 1, gap = \"1050ms\" } }\n[[engine.rule]]\n"
     "match = { command = \"answer\" }\ndo = { delay = \"100ms\" }",
     "offer a x1 ok; stale; answer a x1 ok 100ms; delete a x1 ok; completed"},
    {"reorder", "match = { command = \"offer\" }\nfirst = 1\ndo = { reorder = { behind = 1, within = \"500ms\" } }",
     "offer a x2 ok 200ms; answer a x1 ok; delete a x1 ok; completed"},
    {"truncate", "match = { command = \"offer\" }\ndo = { truncate = 40 }",
     "offer a x1 undecodable; failed: INVITE: undecodable reply"},
    {"corrupt", "match = { command = \"answer\" }\ndo = { corrupt = 200 }",
     "offer a x1 ok; answer a x1 undecodable; delete a x1 ok; failed: 200 INVITE: undecodable reply"},
    {"wrong-cookie", "match = { command = \"offer\" }\ndo = { wrong-cookie = \"5323_9\" }",
     "stale; stale; stale; offer b x3 timed out 600ms; b down; offer a x1 ok; answer a x1 ok; delete a x1 ok; "
     "completed",
     2},
    {"empty-datagram", "match = { command = \"offer\" }\ndo = \"empty-datagram\"",
     "offer b x1 empty datagram; b down; offer a x1 ok; answer a x1 ok; delete a x1 ok; completed", 2},
    {"split", "match = { command = \"answer\" }\ndo = { split = { bytes = 20, gap = \"10ms\" } }",
     "offer a x1 ok; answer a x1 undecodable; delete a x1 ok; failed: 200 INVITE: undecodable reply"},
    {"merge", "match = { command = \"offer\" }\ndo = { merge = { replies = 2, within = \"300ms\" } }",
     "offer a x2 ok 200ms; answer a x1 ok; delete a x1 ok; completed"},
    {"error", "match = { command = \"answer\" }\ndo = { error = \"Unknown call-id\" }",
     "offer a x1 ok; answer a x1 error (Unknown call-id); delete a x1 ok; failed: 200 INVITE: error reply"},
    {"load-limit", "do = { load-limit = \"CPU usage limit exceeded\" }",
     "offer b x1 load limit; offer a x1 ok; answer a x1 ok; delete a x1 ok; completed", 2},
    {"session-limit", "do = \"session-limit\"",
     "offer b x1 load limit; offer a x1 ok; answer a x1 ok; delete a x1 ok; completed", 2},
    {"out-of-ports", "match = { command = \"offer\" }\ndo = \"out-of-ports\"",
     "offer b x1 error (Ran out of ports); offer a x1 ok; answer a x1 ok; delete a x1 ok; completed", 2},
    {"wrong-type", "match = { command = \"offer\" }\ndo = { wrong-type = \"sdp\" }",
     "offer a x1 ok; failed: INVITE: the reply has no sdp"},
    {"missing-key", "match = { command = \"answer\" }\ndo = { missing-key = \"sdp\" }",
     "offer a x1 ok; answer a x1 ok; delete a x1 ok; failed: 200 INVITE: the reply has no sdp"},
    {"slow-start", "do = { slow-start = { delay = \"300ms\", for = \"10s\" } }",
     "stale; offer a x1 ok 291ms; answer a x2 ok 251ms; delete a x2 ok 213ms; completed"},
    {"hang", "match = { command = \"answer\" }\nfirst = 1\ndo = { hang = \"450ms\" }",
     "offer a x1 ok; [a hung]; [a up]; answer a x3 ok 450ms; delete a x1 ok; completed"},
    {"hang for ever", "at = \"500ms\"\ndo = \"hang\"",
     "offer a x1 ok; [a hung]; answer a x3 timed out 600ms; a down; failed: 200 INVITE: no node"},
    {"slow", "at = \"500ms\"\ndo = { slow = \"300ms\" }",
     "offer a x1 ok; [a slow]; answer a x2 ok 300ms; delete a x2 ok 300ms; completed"},
    {"crash", "at = \"0s\"\ndo = \"crash\"",
     "[b crashed]; ping b x2 send failed; b down; offer a x1 ok; answer a x1 ok; delete a x1 ok; completed", 2},
    {"crash in the call", "at = \"500ms\"\ndo = \"crash\"",
     "offer b x1 ok; [b crashed]; answer b x2 send failed; b down; failed: 200 INVITE: no node", 2},
    {"restart", "at = \"500ms\"\ndo = { restart = { for = \"100ms\", state = \"lost\" } }",
     "offer a x1 ok; [a crashed]; [a up]; answer a x1 error (Unknown call-id); delete a x1 ok; failed: 200 INVITE: "
     "error reply"},
    {"restart and keep", "at = \"500ms\"\ndo = { restart = { for = \"100ms\", state = \"kept\" } }",
     "offer a x1 ok; [a away]; [a up]; answer a x1 ok; delete a x1 ok; completed"},
    {"drain", "at = \"0s\"\ndo = \"drain\"",
     "offer b x1 load limit; offer a x1 ok; answer a x1 ok; delete a x1 ok; completed", 2},
    {"drain in the call", "at = \"500ms\"\ndo = \"drain\"", "offer b x1 ok; answer b x1 ok; delete b x1 ok; completed",
     2},
    {"recover", "at = \"500ms\"\ndo = \"crash\"\n[[engine.rule]]\nat = \"900ms\"\ndo = \"recover\"",
     "offer a x1 ok; [a crashed]; [a up]; answer a x1 error (Unknown call-id); delete a x1 ok; failed: 200 INVITE: "
     "error reply"},
};

std::string scenario_of(const Row& row) {
  return cluster(row.engines, client,
                 std::string("[[engine.rule]]\n") + row.rules +
                     "\n[[traffic]]\ncount = 1\narrival = \"regular\"\nring = \"1s\"\nhold = \"1s\"\n"
                     "call_ids = [\"c2\"]\n");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_call_suffers_each_verb) {
  for (const Row& row : rows) BOOST_TEST_CONTEXT(row.verb) BOOST_TEST(story_of(play(scenario_of(row))) == row.story);
}

BOOST_AUTO_TEST_CASE(no_verb_is_forgotten) {
  for (auto verb = mock::Verb::drop_request; verb <= mock::Verb::recover;
       verb = static_cast<mock::Verb>(static_cast<int>(verb) + 1)) {
    const auto shown = [&](const Row& row) {
      const std::string_view name = row.verb;
      return name.substr(0, name.find(' ')) == mock::name_of(verb);
    };
    BOOST_TEST(std::ranges::any_of(rows, shown), mock::name_of(verb));
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bytes_and_another_one_other_draws) {
  const std::string scenario =
      cluster(2, client,
              "[[engine.rule]]\nprobability = 0.3\ndo = \"drop-reply\"\n[[engine.rule]]\nprobability = 0.2\n"
              "do = { delay = \"10ms..900ms\" }\n[[traffic]]\nrate = \"5/s\"\nuntil = \"20s\"\n");
  const auto first = play(scenario), again = play(scenario), other = play(scenario, {.seed = 8});
  BOOST_TEST(first.log == again.log);
  BOOST_TEST(first.result.sends != other.result.sends);
}

/// A fault of the scenario and the engine's own program, one on top of the other.
BOOST_AUTO_TEST_CASE(scenario_faults_and_rules_meet) {
  const auto states = [](std::string_view rules, std::string_view fault) {
    const auto played = play(cluster(1, client,
                                     std::string("[[engine.rule]]\n") + std::string(rules) +
                                         "\n[[traffic]]\ncount = 1\n[[fault]]\nengine = \"a\"\n" + std::string(fault)));
    std::string out;
    for (const auto& record : records(played, "engine_state"))
      out += (out.empty() ? "" : " ") + std::to_string(test::milliseconds(record)) + ":" + text(record, "state");
    return out;
  };
  BOOST_TEST(states("at = \"1s\"\ndo = { crash = \"3s\" }", "at = \"2s\"\ndo = \"crash\"\nfor = \"4s\"") ==
             "1000:crashed 6000:up");
  BOOST_TEST(states("at = \"1s\"\ndo = { hang = \"3s\" }", "at = \"2s\"\ndo = \"blackhole\"\nfor = \"1s\"") ==
             "1000:hung 2000:unreachable 3000:hung 4000:up");
  // The new process knows nothing of the old one's hang.
  BOOST_TEST(states("at = \"1s\"\ndo = \"hang\"", "at = \"2s\"\ndo = \"crash\"\nfor = \"1s\"") ==
             "1000:hung 2000:crashed 3000:up");
}

BOOST_AUTO_TEST_CASE(calls_die_with_the_process_unless_it_keeps_them) {
  const auto removed_ms = [](std::string_view state) {
    const auto played =
        play(cluster(1, client,
                     "[[engine.rule]]\nat = \"1s\"\ndo = { restart = { for = \"5s\", state = \"" + std::string(state) +
                         "\" } }\n[[traffic]]\ncount = 1\narrival = \"regular\"\n"));
    for (const auto& record : records(played, "engine_call"))
      if (!record.at("created").as_bool()) return test::milliseconds(record);
    return std::int64_t{-1};
  };
  BOOST_TEST(removed_ms("lost") == 1000);
  BOOST_TEST(removed_ms("kept") != 1000);
}

BOOST_AUTO_TEST_SUITE_END()
