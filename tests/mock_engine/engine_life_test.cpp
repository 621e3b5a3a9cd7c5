// How calls end: deletion, timeouts, limits, restart. Times as seen at rtpengine 10.5.3.5.
#include <boost/test/unit_test.hpp>

#include "mock_engine/engine.hpp"

BOOST_AUTO_TEST_SUITE(engine_life_test)

using namespace rtpe;
using namespace rtpe::mock;
using std::chrono::seconds;

namespace {

std::string field(std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); }

/// A configuration with some members set.
struct Settings {
  std::int64_t timeout_s = 60, silent_timeout_s = 3600, offer_timeout_s = 3600, final_timeout_s = 0;
  std::int64_t delete_delay_s = 30, max_sessions = -1;
  double max_cpu_percent = 0;
  std::uint64_t max_bandwidth = 0;
  bool rewrites_bodies = true;
};
EngineConfig config_with(const Settings& settings) {
  EngineConfig config;
  config.timeout_s = settings.timeout_s;
  config.silent_timeout_s = settings.silent_timeout_s;
  config.offer_timeout_s = settings.offer_timeout_s;
  config.final_timeout_s = settings.final_timeout_s;
  config.delete_delay_s = settings.delete_delay_s;
  config.max_sessions = settings.max_sessions;
  config.max_cpu_percent = settings.max_cpu_percent;
  config.max_bandwidth = settings.max_bandwidth;
  config.rewrites_bodies = settings.rewrites_bodies;
  return config;
}

struct Lab : ReplySink, EngineObserver {
  explicit Lab(const Settings& settings = {}) : engine(*Engine::create(config_with(settings))) { engine.observe(this); }

  std::string send(const std::string& pairs) {
    last.clear();
    engine.receive(now, {.transport = Transport::udp, .address = "192.0.2.1", .port = 5}, cookie() + " d" + pairs + "e",
                   *this);
    return last.substr(last.find(' ') + 1);
  }
  std::string offer(const std::string& call_id, const std::string& direction = "sendrecv") {
    return send("7:command5:offer7:call-id" + field(call_id) + "8:from-tag1:a3:sdp" + field(sdp(direction)));
  }
  std::string answer(const std::string& call_id, const std::string& direction = "sendrecv") {
    return send("7:command6:answer7:call-id" + field(call_id) + "8:from-tag1:a6:to-tag1:b3:sdp" +
                field(sdp(direction)));
  }
  static std::string sdp(const std::string& direction) {
    return "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP "
           "0\r\na=" +
           direction + "\r\n";
  }
  std::string cookie() { return std::to_string(++sequence); }
  void pass(Duration time) {
    now += time;
    engine.run_timers(now);
  }
  void reply(std::string_view bytes, Duration) override { last = bytes; }
  void call_removed(Time at, std::string_view call_id, std::string_view cause) override {
    removed.push_back(std::string(call_id) + " " + std::string(cause) + " +" +
                      std::to_string((at - start) / seconds(1)));
  }

  Engine engine;
  const Time start{seconds(1'700'000'000)};
  Time now = start + std::chrono::milliseconds(660);
  int sequence = 0;
  std::string last;
  std::vector<std::string> removed;
};

struct Timeout {
  const char *offer, *answer;  ///< directions; null: never answered
  int after_s;
  std::uint64_t SessionTotals::* counter;
};
/// Observed with --timeout=3 --silent-timeout=6 --offer-timeout=8.
const Timeout timeouts[] = {{"sendrecv", "sendrecv", 3, &SessionTotals::timeout},
                            {"inactive", "inactive", 6, &SessionTotals::silent_timeout},
                            {"sendonly", "recvonly", 6, &SessionTotals::timeout},
                            {"recvonly", "sendonly", 6, &SessionTotals::silent_timeout},
                            {"sendrecv", "inactive", 6, &SessionTotals::silent_timeout},
                            {"inactive", nullptr, 6, &SessionTotals::silent_timeout},
                            {"sendonly", nullptr, 6, &SessionTotals::timeout},
                            {"recvonly", nullptr, 8, &SessionTotals::silent_timeout},
                            {"sendrecv", nullptr, 8, &SessionTotals::timeout}};

}  // namespace

BOOST_AUTO_TEST_CASE(media_timeouts) {
  for (const Timeout& row : timeouts) {
    Lab lab({.timeout_s = 3, .silent_timeout_s = 6, .offer_timeout_s = 8});
    lab.offer("c", row.offer);
    if (row.answer != nullptr) lab.answer("c", row.answer);
    const std::string name = std::string(row.offer) + "/" + (row.answer == nullptr ? "-" : row.answer);
    BOOST_REQUIRE(lab.engine.next_timer().has_value());
    lab.pass(seconds(20));
    const std::string expected = "c timeout +" + std::to_string(row.after_s);
    BOOST_REQUIRE(lab.removed.size() == 1U);
    BOOST_TEST(lab.removed.front() == expected, name << ": " << lab.removed.front());
    const SessionTotals totals = lab.engine.statistics(lab.now).totals;
    BOOST_TEST((totals.*row.counter) == 1U, name);
    BOOST_TEST(totals.managed == 1U);
    BOOST_TEST(totals.zero_way_streams == 1U);
  }
}

BOOST_AUTO_TEST_CASE(packets_keep_a_call_alive) {
  Lab lab({.timeout_s = 3});
  lab.offer("c");
  lab.answer("c");
  lab.pass(seconds(2));
  BOOST_REQUIRE(
      lab.engine.observe(PacketObservation{.from = {.call_id = "c", .tag = "a"}, .at = lab.now, .packets = 1}));
  lab.pass(seconds(2));
  BOOST_TEST(lab.engine.has_call("c"));
  lab.pass(seconds(2));
  BOOST_TEST(!lab.engine.has_call("c"));
  BOOST_TEST(lab.engine.statistics(lab.now).totals.one_way_streams == 1U);
}

BOOST_AUTO_TEST_CASE(final_timeout_counts_from_creation) {
  Lab lab({.final_timeout_s = 9});
  lab.send("7:command5:offer7:call-id1:e8:from-tag1:a3:sdp0:");  // a call without media
  lab.pass(seconds(8));
  BOOST_TEST(lab.engine.has_call("e"));
  lab.pass(seconds(1));
  BOOST_TEST(lab.engine.statistics(lab.now).totals.final_timeout == 1U);
}

BOOST_AUTO_TEST_CASE(deletion_waits_and_is_taken_back_by_an_offer) {
  Lab lab({.delete_delay_s = 3});
  lab.offer("c");
  lab.answer("c");
  BOOST_TEST(lab.send("7:command6:delete7:call-id1:c8:from-tag1:a").starts_with("d7:created"));
  lab.pass(seconds(2));
  BOOST_TEST(lab.engine.has_call("c"));
  lab.offer("c");
  lab.pass(seconds(10));
  BOOST_TEST(lab.engine.has_call("c"));
  BOOST_TEST(lab.send("7:command6:delete7:call-id1:c") == "d6:result2:oke");  // whole call: no statistics
  lab.pass(seconds(3));
  BOOST_TEST(!lab.engine.has_call("c"));
  BOOST_TEST(lab.engine.statistics(lab.now).totals.regular_terminated == 1U);
  BOOST_TEST(lab.removed.back() == "c delete +15");
}

namespace {

struct AfterDeletion {
  std::string name;
  std::string deletion;  ///< the pairs of a delete beside command and call-id; empty: none
  bool offered_again;    ///< and answered, which takes a waiting deletion back
  std::string removed;   ///< what a minute shows with timeout 3 s and final-timeout 40 s
};
/// Seen at 10.5.3.5: once a party's deletion was asked for, no want of media ends the call, even when it was taken
/// back.
const AfterDeletion after_deletions[] = {
    {"no deletion", "", true, "c timeout +3"},
    {"the whole call waits for its deletion", "12:delete-delayi20e", false, "c timeout +3"},
    {"a party waits for its deletion", "12:delete-delayi20e8:from-tag1:a", false, "c delete +20"},
    {"a party's deletion was taken back", "12:delete-delayi20e8:from-tag1:a", true, "c timeout +40"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(no_want_of_media_ends_a_call_of_which_a_party_was_deleted) {
  for (const AfterDeletion& row : after_deletions) {
    Lab lab({.timeout_s = 3, .final_timeout_s = 40});
    lab.offer("c");
    lab.answer("c");
    if (!row.deletion.empty()) lab.send("7:command6:delete7:call-id1:c" + row.deletion);
    if (row.offered_again) {
      lab.offer("c");
      lab.answer("c");
    }
    lab.pass(seconds(60));
    BOOST_REQUIRE_MESSAGE(lab.removed.size() == 1U, row.name << ": " << lab.removed.size());
    BOOST_TEST(lab.removed.front() == row.removed, row.name << ": " << lab.removed.front());
  }
}

BOOST_AUTO_TEST_CASE(limits_refuse_new_calls_only) {
  Lab lab({.max_sessions = 1, .max_cpu_percent = 80, .max_bandwidth = 1000});
  const auto refused = [&lab] {
    return lab.send("8:supportsl10:load limite7:command5:offer7:call-id1:x8:from-tag1:a3:sdp" +
                    field(Lab::sdp("sendrecv")));
  };
  lab.engine.set_load({.cpu_percent = 90});
  BOOST_TEST(refused() == "d6:result10:load limit7:message24:CPU usage limit exceedede");
  lab.engine.set_load({.bandwidth = 1000});
  BOOST_TEST(refused() == "d6:result10:load limit7:message24:Bandwidth limit exceedede");
  lab.engine.set_load({});
  lab.offer("c");
  BOOST_TEST(refused() == "d6:result10:load limit7:message30:Parallel session limit reachede");
  BOOST_TEST(lab.offer("y") == "d6:result5:error12:error-reason30:Parallel session limit reachede");
  BOOST_TEST(lab.offer("c").ends_with("6:result2:oke"));
  BOOST_TEST(lab.engine.statistics(lab.now).totals.rejected == 4U);
}

BOOST_AUTO_TEST_CASE(out_of_ports_takes_the_call) {
  Lab lab;
  lab.offer("c");
  lab.engine.set_port_supply(PortSupply::exhausted);
  BOOST_TEST(lab.offer("c") == "d6:result5:error12:error-reason16:Ran out of portse");
  BOOST_TEST(!lab.engine.has_call("c"));
  lab.engine.set_port_supply(PortSupply::normal);
  BOOST_TEST(lab.offer("c").ends_with("6:result2:oke"));
}

BOOST_AUTO_TEST_CASE(a_restart_forgets_calls_and_cookies) {
  Lab lab;
  lab.offer("c");
  const std::string before = lab.last;
  lab.engine.receive(lab.now, {}, "1 anything", lab);
  BOOST_TEST(lab.last == before);  // the cookie decides
  BOOST_TEST(lab.engine.summary().duplicates == 1U);
  lab.engine.restart(lab.now);
  BOOST_TEST(lab.removed.back() == "c restart +0");
  BOOST_TEST(lab.engine.call_ids().empty());
  lab.engine.receive(lab.now, {}, "1 d7:command4:pinge", lab);
  BOOST_TEST(lab.last == "1 d6:result4:ponge");
  BOOST_TEST(lab.engine.statistics(lab.now + seconds(7)).uptime_s == 7U);
}

BOOST_AUTO_TEST_CASE(command_line_as_the_daemon_answers) {
  const std::pair<const char*, const char*> lines[] = {
      {"", ""},
      {"list", "More parameters required.\n"},
      {"list  numsessions", "Unknown or incomplete command:: numsessions\n"},
      {"LIST numsessions", "Unknown or incomplete command::LIST numsessions\n"},
      {"list maxcpu", "Maximum CPU usage configured on rtpengine: 0.0\n"},
      {"help list", "Unknown or incomplete command::help list\n"},
      {"list foo", "Unknown or incomplete command::foo\n"},
      {"list timeout x", "TIMEOUT=60\n"},
      {"set foo 1", "Unknown or incomplete command::foo 1\n"},
      {"set timeout 70x", "Success setting timeout to 70\n"},
      {"set timeout abc", "Fail setting timeout to abc; no digists found\n"},
      {"set timeout -1", "Fail setting timeout to -1; errno=0\n"},
      {"set timeout 99999999999999999999", "Fail setting timeout to 99999999999999999999; errno=34\n"},
      {"set maxsessions -2", "Fail setting maxsessions to -2; either positive or -1 values allowed\n"},
      {"set maxload 3", "Success setting maxload to 3.00\n"},
      {"set deletedelay x", "Invalid delete-delay value\n"},
      {"list deletedelay", "30\n"},
      {"list sessions own", "No own sessions on this media relay.\n"},
      {"list sessions nope", "\nCall ID not found (nope).\n\n"},
      {"terminate", "More parameters required.\n"},
      {"terminate nope", "\nCall Id not found (nope).\n\n"},
      {"terminate all", "All calls terminated by operator.\n"},
      {"debug", "No call ID specified\n"},
      {"params diff", "timeout: 60 => 70\n"},
      {"params revert", ""},
      {"list timeout\r\n", "TIMEOUT=60\n"},
      {"list maxload", "Maximum load average configured on rtpengine: 0.00\n"}};
  Lab lab;
  for (const auto& [line, expected] : lines) BOOST_TEST(lab.engine.command_line(lab.now, line) == expected, line);
  lab.offer("c");
  BOOST_TEST(lab.engine.command_line(lab.now, "terminate c") ==
             "\nCall Id (c) successfully terminated by operator.\n\n");
  BOOST_TEST(lab.engine.statistics(lab.now).totals.forced_terminated == 1U);
}

BOOST_AUTO_TEST_CASE(observations_name_what_is_missing) {
  Lab lab;
  lab.offer("c");
  BOOST_TEST(lab.engine.observe(PacketObservation{.from = {.call_id = "x", .tag = "a"}}).error().message ==
             "there is no call 'x'");
  BOOST_TEST(lab.engine.observe(PacketObservation{.from = {.call_id = "c", .tag = "z"}}).error().message ==
             "call 'c' has no party with tag 'z'");
  BOOST_TEST(
      lab.engine.observe(PacketObservation{.from = {.call_id = "c", .tag = "a", .media_index = 3}}).error().message ==
      "party 'a' of call 'c' has no media 3");
  BOOST_TEST(lab.engine.inspect("c").starts_with("{\"created\":1700000000,"));
  BOOST_TEST(lab.engine.inspect("x").empty());
}

/// An engine that rewrites no bodies gives them back; its calls end when the other's do.
BOOST_AUTO_TEST_CASE(an_engine_that_rewrites_no_bodies_keeps_the_same_calls) {
  Lab full({.timeout_s = 20, .offer_timeout_s = 30});
  Lab lean({.timeout_s = 20, .offer_timeout_s = 30, .rewrites_bodies = false});
  for (Lab* lab : {&full, &lean}) {
    (void)lab->offer("unanswered");
    (void)lab->offer("heard");
    (void)lab->answer("heard");
    (void)lab->offer("unheard");
    (void)lab->answer("unheard");
    lab->pass(seconds(15));
    for (const char* tag : {"a", "b"})
      BOOST_TEST(
          lab->engine
              .observe(PacketObservation{.from = {.call_id = "heard", .tag = tag}, .at = lab->now, .packets = 50})
              .has_value());
    BOOST_TEST(
        !lab->engine.observe(PacketObservation{.from = {.call_id = "heard", .tag = "c"}, .at = lab->now, .packets = 50})
             .has_value());
    BOOST_TEST(lab->engine.call_ids().size() == 3U);
    lab->pass(seconds(10));
    BOOST_TEST(lab->engine.has_call("heard"));
    BOOST_TEST(!lab->engine.has_call("unheard"));
    lab->pass(seconds(15));
    BOOST_TEST(lab->engine.call_ids().empty());
  }
  BOOST_TEST(lean.offer("x").contains(field(Lab::sdp("sendrecv"))));
  BOOST_TEST(!full.offer("x").contains(field(Lab::sdp("sendrecv"))));
  BOOST_TEST(!lean.answer("nobody").contains("sdp"));
}

BOOST_AUTO_TEST_SUITE_END()
