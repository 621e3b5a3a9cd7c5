// Failover, disabling, re-checks, reply oddities, RPC, two sets, ICMP: the step list recorded from Kamailio 5.6.3.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/support/json.hpp"
#include "tests/support/recorded_lab.hpp"

BOOST_AUTO_TEST_SUITE(failover_vectors_test)

using namespace rtpe;
using namespace std::chrono_literals;
using control::ControlCommand;
using rtpe::test::text_of;
using Lab = test::RecordedLab;

namespace {

Parameters parameters() {
  Parameters out;
  out.rtpengine_sock = {"udp:127.0.0.1:22231=1 udp:127.0.0.1:22232=2 udp:127.0.0.1:22233=3",
                        "1 == udp:127.0.0.1:22231 udp:127.0.0.1:22234", "2 == udp:127.0.0.1:22232"};
  out.rtpengine_retr = 3;
  out.rtpengine_tout_ms = 100;
  out.rtpengine_disable_tout = 5;
  return out;
}

void everything_works(Lab& lab) { lab.nodes.clear(); }
void after_the_window(Lab& lab) { lab.pass(6s); }
void enable(Lab& lab, const std::string& port) {
  BOOST_TEST(lab.rpc(ControlCommand::enable, "udp:127.0.0.1:" + port, 1).status->status == "enable");
}

/// Node 0 sends these datagrams for each command.
Lab::Behaviour raw(std::function<std::vector<std::string>(const std::string& cookie)> datagrams) {
  return [datagrams = std::move(datagrams)](const test::Sent& sent) {
    if (sent.command() == "ping") return std::vector{test::reply_to(sent, "d6:result4:ponge")};
    std::vector<test::Arrival> arrivals;
    for (auto& bytes : datagrams(sent.cookie)) arrivals.push_back({.bytes = std::move(bytes)});
    return arrivals;
  };
}

std::vector<std::string> oddity(std::string_view name, const std::string& cookie) {
  const std::string ok(test::ok_payload);
  const std::map<std::string_view, std::vector<std::string>> rows = {
      {"wrong cookie then right", {"9_9_9 " + ok, cookie + " " + ok}},
      {"no space after cookie", {cookie + ok}},
      {"tab after cookie", {cookie + "\t" + ok}},
      {"longer cookie sharing prefix", {cookie + "7 " + ok}},
      {"cookie only", {cookie}},
      {"cookie+space only", {cookie + " "}},
      {"missing final e", {cookie + " d6:result2:ok3:sdp0:"}},
      {"trailing junk", {cookie + " " + ok + "junk"}},
      {"not a dict", {cookie + " l6:result2:oke"}},
      {"dup result first wins", {cookie + " d6:result5:error6:result2:ok3:sdp0:e"}},
      {"unsorted keys", {cookie + " d3:sdp0:6:result2:oke"}},
      {"empty sdp", {cookie + " " + ok}},
      {"no sdp", {cookie + " d6:result2:oke"}},
      {"result int", {cookie + " d6:resulti1e3:sdp0:e"}},
      {"leading zero len", {cookie + " d06:result2:ok3:sdp0:e"}},
      {"int leading zero", {cookie + " d1:xi05e6:result2:ok3:sdp0:e"}},
      {"only stale forever", {"9_9_9 " + ok}},
      {"empty datagram then ok", {"", cookie + " " + ok}},
      {"OK uppercase", {cookie + " d6:result2:OK3:sdp0:e"}},
      {"ok with warning", {cookie + " d6:result2:ok7:warning1:w3:sdp0:e"}},
  };
  const auto found = rows.find(name);
  BOOST_REQUIRE_MESSAGE(found != rows.end(), "no such oddity: " << name);
  return found->second;
}

const std::map<std::string_view, std::string> failing_replies = {
    {"sesslimit", "d6:result5:error12:error-reason30:Parallel session limit reachede"},
    {"noports", "d6:result5:error12:error-reason16:Ran out of portse"},
    {"error", "d6:result5:error12:error-reason9:no reasone"},
    {"weird", "d6:result5:weird3:sdp0:e"},
    {"nores", "d3:sdp0:e"},
};

/// What the recording did before each step, by the step's name.
void prepare(Lab& lab, const std::string& name) {
  const auto load_limited = Lab::answers("d6:result10:load limite");
  if (name.starts_with("F2 ")) {
    const auto what = name.substr(3);
    if (what == "empty datagram then ok" || what == "OK uppercase") enable(lab, "22231");
    lab.nodes["22231"] = raw([what](const std::string& cookie) { return oddity(what, cookie); });
    return;
  }
  if (name.starts_with("F ")) {
    everything_works(lab);
    const auto kind = name.substr(2, name.find(' ', 2) - 2);
    if (name.ends_with("new call")) lab.nodes["22231"] = Lab::answers(failing_replies.at(kind));
    return;
  }
  const std::map<std::string, std::function<void()>> before = {
      {"B1 new call on silent node", [&] { lab.nodes["22231"] = Lab::silent(); }},
      {"B3 new call after window, node still silent -> ping", [&] { after_the_window(lab); }},
      {"B4 after window, node back", [&] { everything_works(lab), after_the_window(lab); }},
      {"D2 known call re-offer, node silent", [&] { lab.nodes["22231"] = Lab::silent(); }},
      {"D4 known call delete after window, no new call in between",
       [&] { everything_works(lab), after_the_window(lab); }},
      {"E1 new call on load-limited node2", [&] { lab.nodes["22233"] = load_limited; }},
      {"E2 all load-limited, new call",
       [&] { lab.nodes = {{"22231", load_limited}, {"22232", load_limited}, {"22233", load_limited}}; }},
      {"E3 establish", [&] { everything_works(lab); }},
      {"E4 known call, its node load-limited", [&] { lab.nodes["22232"] = load_limited; }},
      {"H1 establish on node0", [&] { everything_works(lab); }},
      {"J1 new call, all silent, aggressive=1",
       [&] {
         lab.go_to_fraction(300ms);
         lab.nodes = {{"22231", Lab::silent()}, {"22232", Lab::silent()}, {"22233", Lab::silent()}};
       }},
      {"J2 again (all disabled): forced pings", [&] { lab.go_to_fraction(200ms); }},
      {"J3 nodes back, still inside window", [&] { everything_works(lab); }},
      {"J4 set2 single node answers only ping", [&] { lab.nodes["22232"] = Lab::only_pings(); }},
      {"G1 offer sets 1,2", [&] { everything_works(lab); }},
      {"G10 set 2 all disabled (pv)",
       [&] { BOOST_TEST(lab.rpc(ControlCommand::enable, "udp:127.0.0.1:22232", 0).status->status == "disable"); }},
      {"C1 new call on closed port",
       [&] {
         after_the_window(lab);
         enable(lab, "22232");
         lab.nodes["22231"] = Lab::closed();
       }},
      {"C2 after window still closed", [&] { after_the_window(lab); }},
      {"C3 after window, back", [&] { everything_works(lab), after_the_window(lab); }},
  };
  if (const auto found = before.find(name); found != before.end()) found->second();
}

Lab::Step step_of(const boost::json::object& recorded) {
  const auto name = text_of(recorded.at("step"));
  const auto command = text_of(recorded.at("cmd"));
  const auto method = command == "delete" ? "BYE" : "INVITE";
  Lab::Step step{.statement = "rtpengine_" + command + "(\"$var(flags)\")",
                 .message = {.method = method, .call_id = text_of(recorded.at("callid"))}};
  if (name.starts_with("I3") && name != "I3d delete no branch") step.flags = "via-branch=1";
  step.message.branches = {name == "I3b offer other branch" ? "z9hG4bKother" : "z9hG4bKfirst"};
  if (name.starts_with("J4") || name.starts_with("G8") || name.starts_with("G10")) step.sets = {"2"};
  if (name.starts_with("G1 ") || name.starts_with("G3") || name.starts_with("G4")) step.sets = {"1", "2"};
  if (name.starts_with("G5")) step.sets = {"1", "1"};
  if (name.starts_with("G6")) step.sets = {"77"};
  return step;
}

/// RPC commands that the recording notes between its steps. True: the note is one.
bool rpc_note(Lab& lab, const std::string& note, std::size_t& disables) {
  const auto status = [&](ControlCommand command, const std::string& url, std::int64_t flag = 1) {
    const auto reply = lab.rpc(command, url, flag);
    return fmt::format("{{\n\turl: {}\n\tstatus: {}\n}}", reply.status->url, reply.status->status);
  };
  const std::string node0 = "udp:127.0.0.1:22231";
  std::string seen;
  if (note.starts_with("{") && disables++ == 0) {
    seen = status(ControlCommand::enable, node0, 0);
  } else if (note.starts_with("{")) {
    seen = status(ControlCommand::ping, node0);
  } else if (note.starts_with("H4")) {
    lab.nodes["22231"] = Lab::silent();
    seen = "H4 rpc ping of perm-disabled silent node: " + status(ControlCommand::ping, node0);
  } else if (note.starts_with("H5")) {
    everything_works(lab);
    seen = "H5 enable url: " + status(ControlCommand::enable, node0);
  } else if (note.starts_with("H6")) {
    const auto reply = lab.rpc(ControlCommand::ping, "udp:unknown:1");
    seen = fmt::format("H6 unknown: error: {} - {}", reply.code, reply.text);
  } else if (note.starts_with("H7")) {
    seen = fmt::format("H7 allxyz: {}", lab.rpc(ControlCommand::show, "allxyz").rows.size());
  } else if (note.starts_with("H8")) {
    lab.nodes["22233"] = Lab::silent();
    seen = "H8 enable all with one silent: " + status(ControlCommand::enable, "all");
  } else if (note.starts_with("H9")) {
    everything_works(lab);
    seen = "H9 rpc ping all ok does not re-enable: " + status(ControlCommand::ping, "all");
  } else if (note.starts_with("reload w/o db")) {
    const auto reply = lab.rpc(ControlCommand::reload);
    seen = fmt::format("reload w/o db: error: {} - {}", reply.code, reply.text);
    after_the_window(lab);
    enable(lab, "22233");
  } else {
    return false;
  }
  BOOST_TEST(seen == note);
  return true;
}

bool total_note(const Lab& lab, const std::string& note) {
  if (!note.starts_with("total ")) return false;
  const auto arrow = note.find(" -> ");
  if (arrow == std::string::npos) {
    BOOST_TEST(note == fmt::format("total {}", lab.total()));
  } else {
    BOOST_TEST(note == fmt::format("total {} -> {}", lab.total_before, lab.total()));
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_step) {
  const auto vectors = test::read_json("kamailio/failover_live.json");
  Lab lab(parameters());
  BOOST_TEST(lab.network.sent.size() == 6U);
  for (int i = 0; i < 220; ++i) lab.run({.message = {.call_id = fmt::format("live-{}", i)}});
  std::size_t steps = 0, shows = 0, notes = 0, totals = 0, disables = 0;
  for (const auto& value : vectors.at("steps").as_array()) {
    BOOST_TEST_CONTEXT(boost::json::serialize(value)) {
      const auto& row = value.as_object();
      if (row.contains("step")) {
        prepare(lab, text_of(row.at("step")));
        lab.run(step_of(row));
        lab.check(row);
        if (const auto* delta = row.if_contains("hash_delta"))
          BOOST_TEST(static_cast<std::int64_t>(lab.total() - lab.total_before) == delta->as_int64());
        if (const auto* disabled = row.if_contains("node0_disabled"))
          BOOST_TEST(lab.proxy.registry.sets()[0].nodes[0]->disabled == (disabled->as_string() == "1"));
        ++steps;
        continue;
      }
      const auto note = text_of(row.at("note"));
      if (note.starts_with("[(")) {
        BOOST_TEST(lab.show() == note);
        ++shows;
      } else if (rpc_note(lab, note, disables)) {
        ++notes;
      } else if (total_note(lab, note)) {
        ++totals;
      }
    }
  }
  BOOST_TEST(steps == 70U);
  BOOST_TEST(shows == 17U);
  BOOST_TEST(notes == 9U);
  BOOST_TEST(totals == 11U);
}

BOOST_AUTO_TEST_SUITE_END()
