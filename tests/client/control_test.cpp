// The RPC commands: replies as recorded from Kamailio 5.6.3, node states, locks, pings after a socket rebuild.
#include <boost/test/unit_test.hpp>
#include <map>

#include "client/control/control_call.hpp"
#include "client/control/ping_round.hpp"

BOOST_AUTO_TEST_SUITE(control_test)

using namespace rtpe;
using namespace std::chrono_literals;
using control::ControlCommand;

namespace {

/// A proxy with its RPC process; each node answers as `answers` says by URL, an unlisted one with "pong".
struct Lab {
  Proxy proxy;
  Worker rpc;
  Time now{1000s};
  std::map<std::string, std::string, std::less<>> answers;  ///< payload; "-": silent
  std::vector<std::string> log;                             ///< locks and pings in order

  explicit Lab(std::vector<std::string> sock, std::string_view personality = "kamailio-5.6")
      : proxy(configured(std::move(sock), personality)) {
    rpc.pid = 7;
    proxy.renew_sockets(rpc, now);
  }

  static Proxy configured(std::vector<std::string> sock, std::string_view personality) {
    const Personality& known = *find_personality(personality);
    Parameters parameters = Parameters::defaults_of(known);
    parameters.rtpengine_sock = std::move(sock);
    parameters.rtpengine_retr = 2;
    return *Proxy::configure(parameters, known);
  }

  Node& node(std::size_t set, std::size_t index) { return *proxy.registry.sets()[set].nodes[index]; }

  control::ControlReply call(ControlCommand command, std::string url = "all", std::int64_t flag = 1) {
    control::ControlCall call(proxy, rpc, {.command = command, .url = std::move(url), .flag = flag});
    drive(call);
    return call.reply();
  }

  template <class Machine>
  void drive(Machine& machine) {
    Input input;
    std::string reply;
    for (;;) {
      const Action action = machine.resume(now, input);
      switch (action.kind) {
        case ActionKind::finished:
          return;
        case ActionKind::acquire:
        case ActionKind::release:
          log.push_back((action.kind == ActionKind::acquire ? "+" : "-") +
                        (action.lock.kind == Lock::Kind::set ? std::to_string(action.lock.set_id) : "list"));
          input = {.kind = action.kind == ActionKind::acquire ? InputKind::granted : InputKind::released};
          break;
        case ActionKind::wait:
        case ActionKind::send:
          input = answer(action, reply);
          break;
      }
    }
  }

  Input answer(const Action& action, std::string& reply) {
    log.push_back(std::string(action.bytes) + " -> " + action.node->url);
    const auto listed = answers.find(action.node->url);
    const std::string payload = listed == answers.end() ? "d6:result4:ponge" : listed->second;
    if (payload == "-") {
      now = action.deadline;
      return {.kind = InputKind::timeout};
    }
    reply = std::string(action.bytes.substr(0, action.bytes.find(' ') + 1)) + payload;
    return {.kind = InputKind::datagram, .bytes = reply};
  }

  std::string json(const control::ControlReply& reply) const {
    std::string out;
    control::append_json(reply, *proxy.personality, out);
    return out;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(show_prints_what_kamailio_prints) {
  Lab lab({"0 == udp:a:1=2", "4294967295 == udp:b:1=-1"});
  BOOST_TEST(lab.json(lab.call(ControlCommand::show)) ==
             R"([{"url":"udp:a:1","set":0,"index":0,"weight":2,"disabled":0,"recheck_ticks":0},)"
             R"({"url":"udp:b:1","set":-1,"index":1,"weight":-1,"disabled":0,"recheck_ticks":0}])");
  lab.node(0, 0).disabled = true;
  lab.node(0, 0).recheck = 1005;
  lab.call(ControlCommand::enable, "udp:b:1", 0);
  BOOST_TEST(lab.json(lab.call(ControlCommand::show, "udp:a:1")) ==
             R"([{"url":"udp:a:1","set":0,"index":0,"weight":2,"disabled":1,"recheck_ticks":5}])");
  BOOST_TEST(lab.json(lab.call(ControlCommand::show, "udp:b:1")) ==
             R"~([{"url":"udp:b:1","set":-1,"index":1,"weight":-1,"disabled":"1(permanent)","recheck_ticks":"N/A"}])~");
  BOOST_TEST(lab.json(lab.call(ControlCommand::show, "udp:a:9")) == R"({"code":404,"message":"Instance not found"})");
}

BOOST_AUTO_TEST_CASE(from_6_0_show_tells_active_from_disabled) {
  Lab lab({"udp:a:1"}, "kamailio-6.0");
  lab.call(ControlCommand::enable, "all", 0);
  BOOST_TEST(lab.json(lab.call(ControlCommand::show)) ==
             R"([{"url":"udp:a:1","set":0,"index":0,"weight":1,"disabled":true,"active":false,"recheck_ticks":-1}])");
}

BOOST_AUTO_TEST_CASE(enable_pings_and_gives_one_record) {
  Lab lab({"udp:a:1 udp:b:1", "1 == udp:a:1"});
  lab.answers["udp:b:1"] = "-";
  BOOST_TEST(lab.json(lab.call(ControlCommand::enable, "allxyz", 7)) == R"({"url":"allxyz","status":"fail"})");
  const std::vector<std::string> expected = {"+list",
                                             "+0",
                                             "0_7_0 d7:command4:pinge -> udp:a:1",
                                             "0_7_1 d7:command4:pinge -> udp:b:1",
                                             "0_7_1 d7:command4:pinge -> udp:b:1",
                                             "-0",
                                             "+1",
                                             "0_7_2 d7:command4:pinge -> udp:a:1",
                                             "-1",
                                             "-list"};
  BOOST_TEST(lab.log == expected, boost::test_tools::per_element());
  BOOST_TEST(lab.node(0, 1).disabled);
  BOOST_TEST(lab.node(0, 1).recheck == 1062U);  // two sends of a second each, then 60 s
  BOOST_TEST(lab.json(lab.call(ControlCommand::enable, "all", 0)) == R"({"url":"all","status":"disable"})");
  BOOST_TEST(lab.node(1, 0).recheck == permanent);
  BOOST_TEST(lab.json(lab.call(ControlCommand::enable, "udp:a:1")) == R"({"url":"udp:a:1","status":"enable"})");
  BOOST_TEST(!lab.node(1, 0).disabled);
  BOOST_TEST(lab.node(1, 0).recheck == 0U);
}

BOOST_AUTO_TEST_CASE(ping_does_not_enable_before_6_0_and_takes_permanence_away) {
  for (const auto* personality : {"kamailio-5.6", "kamailio-6.0"}) {
    Lab lab({"udp:a:1 udp:b:1"}, personality);
    lab.call(ControlCommand::enable, "udp:b:1", 0);
    lab.node(0, 0).disabled = true;
    lab.node(0, 0).recheck = 1050;
    lab.answers["udp:b:1"] = "-";
    BOOST_TEST(lab.call(ControlCommand::ping).status->status == "fail");
    BOOST_TEST(lab.node(0, 0).disabled == (std::string_view(personality) == "kamailio-5.6"));
    BOOST_TEST(lab.node(0, 1).recheck == 1062U);
  }
}

/// From 6.0 a pong makes the ping of several nodes a success again, unless it is a permanently disabled node's.
BOOST_AUTO_TEST_CASE(a_ping_of_several_nodes_ends_as_the_last_pong_that_counts_says) {
  const struct {
    const char* personality;
    bool second_is_permanent;
    const char* status;
  } rows[] = {{"kamailio-5.6", false, "fail"},
              {"kamailio-6.0", false, "success"},
              {"kamailio-6.0", true, "fail"},
              {"kamailio-6.1", true, "fail"}};
  for (const auto& row : rows) {
    Lab lab({"udp:a:1 udp:b:1"}, row.personality);
    lab.answers["udp:a:1"] = "-";
    if (row.second_is_permanent) lab.call(ControlCommand::enable, "udp:b:1", 0);
    BOOST_TEST(lab.call(ControlCommand::ping).status->status == row.status, row.personality);
    BOOST_TEST((lab.node(0, 1).recheck == permanent) == row.second_is_permanent, row.personality);
  }
}

/// 6.0: pinged under the set's lock; a pong leaves a node permanent, silence makes it an ordinary one. 6.1: neither
/// lock nor ping.
BOOST_AUTO_TEST_CASE(the_timer_and_permanently_disabled_nodes) {
  const auto round = [](Lab& lab) {
    control::PingRound pings;
    pings.begin(lab.proxy, lab.rpc);
    lab.log.clear();
    lab.drive(pings);
  };
  Lab earlier({"udp:a:1", "1 == udp:b:1"}, "kamailio-6.0"), later({"udp:a:1", "1 == udp:b:1"}, "kamailio-6.1");
  for (Lab* lab : {&earlier, &later}) lab->call(ControlCommand::enable, "udp:b:1", 0);
  round(earlier);
  const std::vector<std::string> under_locks = {"+0", "0_7_0 d7:command4:pinge -> udp:a:1", "-0",
                                                "+1", "0_7_1 d7:command4:pinge -> udp:b:1", "-1"};
  BOOST_TEST(earlier.log == under_locks, boost::test_tools::per_element());
  BOOST_TEST((earlier.node(1, 0).disabled && earlier.node(1, 0).recheck == permanent));
  earlier.answers["udp:b:1"] = "-";
  round(earlier);
  BOOST_TEST((earlier.node(1, 0).disabled && earlier.node(1, 0).recheck == 1062U));
  earlier.answers.clear();
  round(earlier);
  BOOST_TEST(!earlier.node(1, 0).disabled);
  later.answers["udp:b:1"] = "-";
  round(later);
  const std::vector<std::string> without_locks = {"0_7_0 d7:command4:pinge -> udp:a:1"};
  BOOST_TEST(later.log == without_locks, boost::test_tools::per_element());
  BOOST_TEST((later.node(1, 0).disabled && later.node(1, 0).recheck == permanent));
}

BOOST_AUTO_TEST_CASE(with_a_node_without_socket_every_command_pings_the_others_first) {
  Lab lab({"udp:a:1 udp:nowhere:1"});
  lab.node(0, 1).has_socket = false;
  ++lab.proxy.list_version;
  lab.answers["udp:a:1"] = "-";
  for (int round = 0; round < 2; ++round) {
    BOOST_TEST(lab.call(ControlCommand::show, "unknown").code == 404);
    BOOST_TEST(lab.rpc.next_sequence == static_cast<std::uint32_t>(round + 1));
    BOOST_TEST(lab.node(0, 0).disabled);
    BOOST_TEST(!lab.node(0, 1).disabled);
  }
  lab.call(ControlCommand::get_hash_total);
  BOOST_TEST(lab.rpc.next_sequence == 2U);
  // A ping really addressed to it consumes a number, sends nothing, and disables.
  lab.log.clear();
  BOOST_TEST(lab.call(ControlCommand::ping, "udp:nowhere:1").status->status == "fail");
  BOOST_TEST(lab.rpc.next_sequence == 4U);
  BOOST_TEST(lab.node(0, 1).disabled);
}

BOOST_AUTO_TEST_CASE(reload_needs_a_database_and_ten_quiet_seconds) {
  Lab lab({"udp:a:1"});
  BOOST_TEST(lab.json(lab.call(ControlCommand::reload)) == R"({"code":500,"message":"No Database URL"})");
  struct Source final : control::NodeSource {
    int loads = 0;
    bool is_out = false;
    Expected<void> load(Proxy&, Time) override {
      if (is_out) return std::unexpected(Error{.message = "no such table"});
      ++loads;
      return {};
    }
  } source;
  lab.proxy.parameters.db_url = "text:///x";
  const auto reload = [&] {
    control::ControlCall call(lab.proxy, lab.rpc, {.command = ControlCommand::reload, .source = &source});
    lab.drive(call);
    return lab.json(call.reply());
  };
  lab.proxy.list_changed_s = 995;
  BOOST_TEST(reload() == R"({"code":500,"message":"Too short reload interval - try later"})");
  lab.now += 5s;
  BOOST_TEST(reload() == R"("Ok. Reload successful.")");
  BOOST_TEST(source.loads == 1);
  BOOST_TEST(lab.proxy.list_version == 2U);
  lab.now += 9s;
  BOOST_TEST(reload() == R"({"code":500,"message":"Too short reload interval - try later"})");
  // One that fails makes the next wait, too, and sockets stay as they are: seen on 5.6.3.
  lab.now += 1s;
  source.is_out = true;
  BOOST_TEST(reload() == R"({"code":500,"message":"Failed reloading db"})");
  source.is_out = false;
  lab.now += 9s;
  BOOST_TEST(reload() == R"({"code":500,"message":"Too short reload interval - try later"})");
  BOOST_TEST(lab.proxy.list_version == 2U);
  lab.now += 1s;
  BOOST_TEST(reload() == R"("Ok. Reload successful.")");
}

BOOST_AUTO_TEST_CASE(names_round_trip) {
  for (const auto command : {ControlCommand::show, ControlCommand::enable, ControlCommand::ping, ControlCommand::reload,
                             ControlCommand::get_hash_total})
    BOOST_TEST((control::control_command_of(control::rpc_name(command)) == command));
  BOOST_TEST(!control::control_command_of("rtpengine.delete"));
}

BOOST_AUTO_TEST_SUITE_END()
