// A whole proxy in virtual time: workers, queue, locks, ping timer, RPC process, routes.
#include "client/proxy/proxy_machine.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "tests/support/must.hpp"
#include "tests/support/sip_text.hpp"
#include "tests/support/virtual_proxy.hpp"

BOOST_AUTO_TEST_SUITE(proxy_machine_test)

using namespace rtpe;
using namespace std::chrono_literals;
using test::VirtualProxy;

namespace {

constexpr std::string_view personality = "kamailio-5.6";

Parameters parameters(std::vector<std::string> sock, std::string_view of = personality) {
  Parameters out = Parameters::defaults_of(*find_personality(of));
  out.rtpengine_sock = std::move(sock);
  out.rtpengine_retr = 2;
  return out;
}

proxy::RouteRule rule(script::Route route, std::string method, std::vector<std::string> lines,
                      std::string_view of = personality) {
  proxy::RouteRule out{.route = route, .method = std::move(method)};
  for (const auto& line : lines)
    out.statements.push_back(test::must(script::parse_statement(line, *find_personality(of))));
  return out;
}

/// Every node answers at once, but those that `silent` names.
test::Treatment answer(const test::Sent& sent, std::string_view silent = "none") {
  if (sent.node->url.contains(silent)) return {};
  const auto payload = sent.command() == "ping" ? test::dictionary({{"result", "pong"}})
                                                : test::dictionary({{"result", "ok"}, {"sdp", "v=0 of the engine"}});
  return {.arrivals = {test::reply_to(sent, payload, 1ms)}};
}

/// A message with its text.
struct Passage {
  explicit Passage(const test::SipText& text, proxy::Transaction* transaction = nullptr) {
    test::parse_into(text, parsed);
    message.sip = &parsed.message;
    message.transaction = transaction;
  }
  sip::ParsedMessage parsed;
  proxy::Message message;
};

/// Events as one line each, times in ms after the start.
struct Log : proxy::ProxyObserver {
  std::vector<std::string> lines;
  Time start{1000s};
  void add(Time now, std::string text) {
    lines.push_back(fmt::format("{} {}", (now - start) / Duration(1ms), std::move(text)));
  }
  static std::string who(const proxy::Process& process) {
    switch (process.kind()) {
      case proxy::ProcessKind::sip_worker:
        return fmt::format("worker{}", process.number());
      case proxy::ProcessKind::ping_timer:
        return "timer";
      case proxy::ProcessKind::rpc:
        return "rpc";
    }
    return {};
  }

  void message_taken(Time now, const proxy::Process& process, const proxy::Message& message, Duration waited) override {
    add(now, fmt::format("{} takes {} after {}", who(process), message.name, waited / Duration(1ms)));
  }
  void message_dropped(Time now, const proxy::Message& message) override {
    add(now, fmt::format("drops {}", message.name));
  }
  void operation_started(Time now, const proxy::Process& process, const script::Statement& statement) override {
    add(now, fmt::format("{} #{} {}", who(process), process.operation(), statement.function));
  }
  void operation_ended(Time now, const proxy::Process& process, const proxy::OperationReport& report) override {
    add(now, fmt::format("{} #{} rc {} sends {} pings {} by {} took {}", who(process), process.operation(),
                         report.result->rc, report.sends, report.pings, report.node ? report.node->url : "nobody",
                         report.took / Duration(1ms)));
  }
  void lock_waited(Time now, const proxy::Process& process, const Lock& lock, Duration waited) override {
    add(now, fmt::format("{} waited {} for set {}", who(process), waited / Duration(1ms), lock.set_id));
  }
  void load_changed(Time now, const proxy::Load& load) override {
    add(now, fmt::format("busy {} waiting {} queued {}", load.busy, load.waiting_for_lock, load.queued_messages));
  }
  void exchange_ended(Time now, const proxy::Process& process, const proxy::ExchangeReport& report) override {
    add(now, fmt::format("{} {} {} {} {} after {} in {}", who(process), wire_name(report.command), report.node->url,
                         to_string(report.outcome), report.result, report.latency / Duration(1ms), report.sends));
  }
  void node_state_changed(Time now, const proxy::Process& process, const Node& node, StateCause cause) override {
    add(now, fmt::format("{} {} {} {}", who(process), node.url, node.disabled ? "down" : "up", to_string(cause)));
  }
  void table_inserted(Time now, const proxy::Process& process, std::string_view call_id, std::string_view,
                      const Node& node) override {
    add(now, fmt::format("{} table {} {}", who(process), call_id, node.url));
  }
};

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}

proxy::ProxyOptions quiet(std::uint32_t workers, std::vector<proxy::RouteRule> routing) {
  return {.sip = {.workers = workers, .routing = std::move(routing)}, .startup_pings = proxy::StartupPings::none};
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_offer_goes_through) {
  VirtualProxy world(parameters({"udp:a:1"}), personality);
  world.treat = [](const auto& sent) { return answer(sent); };
  Log log;
  auto& machine = world.begin(quiet(1, {rule(script::Route::request, "INVITE", {"rtpengine_offer()"})}), &log);
  Passage invite({});
  invite.message.name = "INVITE";
  BOOST_TEST((machine.submit(world.now(), invite.message) == proxy::ProxyMachine::Submission::taken));
  world.play();
  BOOST_TEST(joined(log.lines) ==
             "0 worker0 takes INVITE after 0\n"
             "0 worker0 #1 rtpengine_offer\n"
             "0 busy 1 waiting 0 queued 0\n"
             "1 worker0 offer udp:a:1 answered ok after 1 in 1\n"
             "1 worker0 table call-1@h udp:a:1\n"
             "1 worker0 #1 rc 1 sends 1 pings 0 by udp:a:1 took 1\n"
             "1 busy 0 waiting 0 queued 0\n");
  BOOST_REQUIRE(world.finished_messages.size() == 1);
  const auto& done = world.finished_messages.front();
  BOOST_TEST(!done.refused);
  BOOST_TEST(done.body == "v=0 of the engine");
  BOOST_TEST(done.media_node->url == "udp:a:1");
}

BOOST_AUTO_TEST_CASE(an_invite_without_relay_is_refused_and_its_other_lines_do_not_run) {
  VirtualProxy world(parameters({"udp:a:1"}), personality);
  world.treat = [](const auto& sent) { return answer(sent, "udp"); };
  auto& machine =
      world.begin(quiet(1, {rule(script::Route::request, "INVITE", {"rtpengine_offer()", "rtpengine_offer()"}),
                            rule(script::Route::request, "BYE", {"rtpengine_delete()", "rtpengine_delete()"})}));
  Passage invite({}), bye({.method = "BYE", .body = ""});
  machine.submit(world.now(), invite.message);
  machine.submit(world.now(), bye.message);
  world.play();
  BOOST_REQUIRE(world.finished_messages.size() == 2);
  BOOST_TEST(world.finished_messages[0].refused);
  BOOST_TEST(world.finished_messages[0].failure == "no node");
  BOOST_TEST(world.finished_messages[0].body == test::sdp);
  BOOST_TEST(world.finished_messages[0].return_codes.size() == 1);
  BOOST_TEST(!world.finished_messages[1].refused);
  BOOST_TEST(world.finished_messages[1].return_codes.size() == 2);
}

/// While one worker pings a silent node it holds the set's lock; the others wait for it, then for a worker.
BOOST_AUTO_TEST_CASE(locks_are_granted_in_turn_and_messages_wait_for_a_worker) {
  VirtualProxy world(parameters({"udp:a:1"}), personality);
  world.shared().registry.sets()[0].nodes[0]->disabled = true;
  world.treat = [](const auto& sent) { return answer(sent, "udp"); };
  Log log;
  auto options = quiet(3, {rule(script::Route::request, "INVITE", {"rtpengine_offer()"})});
  options.sip.most_queued = 1;
  auto& machine = world.begin(options, &log);
  std::deque<Passage> invites;
  constexpr std::array<std::string_view, 5> names = {"A", "B", "C", "D", "E"};
  for (const auto name : names) {
    invites.emplace_back(test::SipText{.call_id = std::string(name)});
    invites.back().message.name = name;
    machine.submit(world.now(), invites.back().message);
  }
  world.play();
  std::erase_if(log.lines, [](const auto& line) { return line.contains("#") || line.contains("ping"); });
  BOOST_TEST(joined(log.lines) ==
             "0 worker0 takes A after 0\n"
             "0 busy 1 waiting 0 queued 0\n"
             "0 worker1 takes B after 0\n"
             "0 busy 2 waiting 1 queued 0\n"
             "0 worker2 takes C after 0\n"
             "0 busy 3 waiting 2 queued 0\n"
             "0 busy 3 waiting 2 queued 1\n"
             "0 drops E\n"
             "4000 worker1 waited 4000 for set 0\n"
             "4000 worker0 takes D after 4000\n"
             "4000 busy 3 waiting 2 queued 0\n"
             "6000 worker2 waited 6000 for set 0\n"
             "6000 busy 2 waiting 1 queued 0\n"
             "8000 worker0 waited 4000 for set 0\n"
             "8000 busy 1 waiting 0 queued 0\n"
             "10000 busy 0 waiting 0 queued 0\n");
}

BOOST_AUTO_TEST_CASE(the_first_worker_pings_while_others_take_messages) {
  VirtualProxy world(parameters({"udp:a:1 udp:b:1"}), personality);
  world.treat = [](const auto& sent) { return answer(sent, "b:1"); };
  Log log;
  auto options = quiet(2, {});
  options.startup_pings = proxy::StartupPings::as_the_personality;
  auto& machine = world.begin(options, &log);
  Passage invite({});
  invite.message.name = "INVITE";
  machine.submit(world.now(), invite.message);
  world.play();
  BOOST_TEST(joined(log.lines) ==
             "0 busy 1 waiting 0 queued 0\n"
             "0 worker1 takes INVITE after 0\n"
             "1 worker0 ping udp:a:1 answered pong after 1 in 1\n"
             "2001 worker0 ping udp:b:1 timed out  after 2000 in 2\n"
             "2001 worker0 udp:b:1 down ping unanswered\n"
             "2001 busy 0 waiting 0 queued 0\n");
}

BOOST_AUTO_TEST_CASE(the_next_ping_round_begins_an_interval_after_the_end_of_the_last) {
  auto modparams = parameters({"udp:a:1"}, "kamailio-6.0");
  modparams.ping_interval = 1;
  VirtualProxy world(std::move(modparams), "kamailio-6.0");
  world.treat = [](const auto& sent) { return answer(sent, "udp"); };
  world.begin(quiet(1, {}));
  world.play(7500ms);
  std::vector<Duration> times;
  for (const auto& sent : world.sent) times.push_back(sent.at - Time(1000s));
  // Two sends a second apart per round.
  const std::vector<Duration> expected = {1s, 2s, 4s, 5s, 7s};
  BOOST_TEST((times == expected));
}

BOOST_AUTO_TEST_CASE(rpc_commands_are_carried_out_one_after_the_other) {
  VirtualProxy world(parameters({"udp:a:1"}), personality);
  world.treat = [](const auto& sent) { return answer(sent); };
  auto& machine = world.begin(quiet(1, {}));
  std::vector<std::string> answers;
  const auto note = [&](const control::ControlReply& reply) {
    answers.push_back(fmt::format("{} {} {}", world.elapsed() / Duration(1ms), reply.code,
                                  reply.status ? reply.status->status : fmt::format("{} nodes", reply.rows.size())));
  };
  machine.control(world.now(), {.command = control::ControlCommand::enable, .url = "udp:a:1", .flag = 1}, note);
  machine.control(world.now(), {.command = control::ControlCommand::ping, .url = "udp:a:1"}, note);
  machine.control(world.now(), {.command = control::ControlCommand::show}, note);
  machine.control(world.now(), {.command = control::ControlCommand::ping, .url = "udp:b:1"}, note);
  world.play();
  const std::vector<std::string> expected = {"1 200 enable", "2 200 success", "2 200 1 nodes", "2 404 0 nodes"};
  BOOST_TEST(answers == expected, boost::test_tools::per_element());
}

/// From 6.0 the RPC process has no sockets before, and pings every node once it has them.
BOOST_AUTO_TEST_CASE(the_first_rpc_command_of_6_0_pings_all_nodes) {
  for (const auto* release : {"kamailio-5.6", "kamailio-6.0"}) {
    VirtualProxy world(parameters({"udp:a:1 udp:b:1", "1 == udp:a:1"}, release), release);
    world.treat = [](const auto& sent) { return answer(sent); };
    auto& machine = world.begin(quiet(1, {}));
    std::vector<std::size_t> pings;
    const auto note = [&](const control::ControlReply&) { pings.push_back(world.sent.size()); };
    for (const auto command :
         {control::ControlCommand::get_hash_total, control::ControlCommand::show, control::ControlCommand::show})
      machine.control(world.now(), {.command = command}, note);
    world.play(1s);
    const bool late = std::string_view(release) == "kamailio-6.0";
    const std::vector<std::size_t> expected = {0U, late ? 3U : 0U, late ? 3U : 0U};
    BOOST_TEST(pings == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_final_negative_reply_runs_the_failure_route_with_the_request) {
  VirtualProxy world(parameters({"udp:a:1"}), personality);
  world.treat = [](const auto& sent) { return answer(sent); };
  auto& machine = world.begin(quiet(1, {rule(script::Route::reply, "INVITE", {"rtpengine_manage()"}),
                                        rule(script::Route::failure, "INVITE", {"rtpengine_offer()"})}));
  proxy::Transaction transaction;
  Passage invite({}), busy({.status = 486, .to_tag = "tt", .branches = {"z9hG4bKtwo", "z9hG4bKone"}, .body = ""});
  busy.message.transaction = &transaction;
  busy.message.request = &invite.parsed.message;
  machine.submit(world.now(), busy.message);
  world.play();
  BOOST_REQUIRE(world.sent.size() == 2);
  BOOST_TEST(world.sent[0].command() == "delete");
  BOOST_TEST(world.sent[1].command() == "offer");
}

BOOST_AUTO_TEST_CASE(manage_on_a_reply_looks_at_the_transaction) {
  struct Row {
    bool transaction, invite_with_sdp;
    std::string_view expected;
  };
  for (const Row& row : {Row{true, true, "answer"}, Row{true, false, "offer"}, Row{false, true, "answer"}}) {
    VirtualProxy world(parameters({"udp:a:1"}), personality);
    world.treat = [](const auto& sent) { return answer(sent); };
    auto& machine = world.begin(quiet(1, {rule(script::Route::request, "*", {"rtpengine_manage()"}),
                                          rule(script::Route::reply, "*", {"rtpengine_manage()"})}));
    proxy::Transaction transaction;
    Passage invite(row.invite_with_sdp ? test::SipText{} : test::SipText{.body = ""}, &transaction);
    Passage ok({.status = 200, .to_tag = "tt", .branches = {"z9hG4bKtwo", "z9hG4bKone"}},
               row.transaction ? &transaction : nullptr);
    machine.submit(world.now(), invite.message);
    world.play();
    machine.submit(world.now(), ok.message);
    world.play();
    BOOST_TEST(world.sent.back().command() == row.expected);
  }
}

/// The set that one line chose counts for the next ones of the same message, whoever ran in between.
BOOST_AUTO_TEST_CASE(a_message_that_comes_again_is_still_the_same) {
  VirtualProxy world(parameters({"0 == udp:a:1", "2 == udp:b:1"}), personality);
  world.treat = [](const auto& sent) { return answer(sent); };
  auto& machine = world.begin(quiet(1, {rule(script::Route::request, "INVITE", {"rtpengine_offer()"})}));
  const auto choose = rule(script::Route::request, "*", {"set_rtpengine_set(2)"});
  const auto offer = rule(script::Route::request, "*", {"rtpengine_offer()"});
  Passage mine({.call_id = "mine"}), other({.call_id = "other"});
  mine.message.lines = {.statements = choose.statements};
  machine.submit(world.now(), mine.message);
  machine.submit(world.now(), other.message);
  world.play();
  mine.message.lines = {.statements = offer.statements};
  machine.submit(world.now(), mine.message);
  world.play();
  mine.message.renew();
  machine.submit(world.now(), mine.message);
  world.play();
  std::string nodes;
  for (const auto& sent : world.sent) nodes += sent.node->url + " ";
  BOOST_TEST(nodes == "udp:a:1 udp:b:1 udp:a:1 ");
}

BOOST_AUTO_TEST_CASE(processes_rebuild_their_sockets_when_the_list_has_moved_on) {
  VirtualProxy world(parameters({"udp:a:1"}), personality);
  world.treat = [](const auto& sent) { return answer(sent); };
  auto& machine = world.begin(quiet(2, {rule(script::Route::request, "INVITE", {"rtpengine_offer()"})}));
  BOOST_TEST(world.openings.size() == 4);
  ++world.shared().list_version;
  Passage invite({});
  machine.submit(world.now(), invite.message);
  world.play();
  BOOST_TEST(world.openings[machine.processes()[0]] == 2);
  BOOST_TEST(world.openings[machine.processes()[1]] == 1);
}

BOOST_AUTO_TEST_CASE(what_is_submitted_from_inside_waits_for_its_turn) {
  VirtualProxy world(parameters({"udp:a:1"}), personality);
  auto& machine = world.begin(quiet(1, {}));
  Passage first({}), second({});
  world.on_finished = [&](proxy::Message& message) {
    if (&message == &first.message) machine.submit(world.now(), second.message);
  };
  machine.submit(world.now(), first.message);
  BOOST_REQUIRE(world.finished_messages.size() == 2);
  BOOST_TEST(world.finished_messages[1].message == &second.message);
}

BOOST_AUTO_TEST_SUITE_END()
