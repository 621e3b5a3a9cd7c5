// What a proxy of 6.1 tells its DMQ peers of its call table, and what it makes of what they tell.
#include "client/proxy/replication.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/must.hpp"
#include "tests/support/sip_text.hpp"
#include "tests/support/virtual_proxy.hpp"

BOOST_AUTO_TEST_SUITE(replication_test)

using namespace rtpe;
using namespace std::chrono_literals;
using proxy::TableChange;
using test::VirtualProxy;

namespace {

constexpr std::string_view release = "kamailio-6.1";

Parameters parameters(std::int64_t enable_dmq) {
  Parameters out = Parameters::defaults_of(*find_personality(release));
  out.rtpengine_sock = {"udp:a:1", "2 == udp:b:1"};
  out.enable_dmq = enable_dmq;
  return out;
}

script::Statement statement(const std::string& line) {
  return test::must(script::parse_statement(line, *find_personality(release)));
}

test::Treatment all_is_well(const test::Sent& sent) {
  return {.arrivals = {test::reply_to(sent, test::dictionary({{"result", "ok"}, {"sdp", "v=0"}}), 1ms)}};
}

/// One message and the line that runs for it.
struct Passage {
  Passage(const test::SipText& text, const std::string& line) : statements{statement(line)} {
    test::parse_into(text, parsed);
    message.sip = &parsed.message;
    message.lines = proxy::OwnLines{.route = script::Route::request, .statements = statements};
  }
  std::vector<script::Statement> statements;
  sip::ParsedMessage parsed;
  proxy::Message message;
};

}  // namespace

BOOST_AUTO_TEST_CASE(bodies_are_written_as_the_module_does) {
  const struct {
    TableChange change;
    const char* json;
  } rows[] = {
      {{.call_id = "c@h", .url = "udp:a:1", .set_id = 3},
       R"({"action":1,"callid":"c@h","rtpengine_url":"udp:a:1","setid":3})"},
      {{.call_id = "c", .via_branch = "z9hG4bK1", .url = "udp:a:1"},
       R"({"action":1,"callid":"c","viabranch":"z9hG4bK1","rtpengine_url":"udp:a:1","setid":0})"},
      {{.action = TableChange::Action::remove, .call_id = "c"}, R"({"action":2,"callid":"c"})"},
      {{.action = TableChange::Action::remove, .call_id = "c", .via_branch = "z"},
       R"({"action":2,"callid":"c","viabranch":"z"})"},
      {{.action = TableChange::Action::remove, .call_id = "\"\\\n"}, R"({"action":2,"callid":"\"\\\n"})"},
  };
  for (const auto& row : rows) {
    BOOST_TEST(json_of(row.change) == row.json);
    const auto again = proxy::read_table_change(row.json);
    BOOST_REQUIRE(again.has_value());
    BOOST_REQUIRE(again->has_value());
    BOOST_TEST((**again == row.change), row.json);
  }
}

BOOST_AUTO_TEST_CASE(unknown_actions_are_nothing_and_the_rest_is_refused) {
  for (const char* unknown : {R"({"action":0,"callid":"c"})", R"({"action":3,"callid":"c"})", R"({"action":-1})"}) {
    const auto read = proxy::read_table_change(unknown);
    BOOST_TEST((read.has_value() && !read->has_value()), unknown);
  }
  for (const char* wrong : {"", "x", "[]", "{}", R"({"action":"1","callid":"c"})", R"({"action":1})", R"({"action":2})",
                            R"({"action":1,"callid":"c"})", R"({"action":1,"callid":"c","rtpengine_url":"u"})",
                            R"({"action":1,"callid":"c","rtpengine_url":"u","setid":-1})",
                            R"({"action":1,"callid":"c","rtpengine_url":"u","setid":4294967296})",
                            R"({"action":1,"callid":1,"rtpengine_url":"u","setid":0})", R"({"action":2,"callid":"c")"})
    BOOST_TEST(!proxy::read_table_change(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(what_the_proxy_does_is_told_where_it_replicates) {
  for (const std::int64_t enable_dmq : {0, 1}) {
    VirtualProxy world(parameters(enable_dmq), release);
    world.treat = all_is_well;
    auto& machine = world.begin({.sip = {.workers = 1}, .startup_pings = proxy::StartupPings::none});
    Passage invite({}, "rtpengine_offer(\"via-branch=1\")"), bye({.method = "BYE", .body = ""}, "rtpengine_delete()");
    machine.submit(world.now(), invite.message);
    machine.submit(world.now(), bye.message);
    world.play(10s);
    if (enable_dmq == 0) {
      BOOST_TEST(world.replicated.empty());
      continue;
    }
    BOOST_REQUIRE(world.replicated.size() == 2);
    BOOST_TEST((world.replicated[0].action == TableChange::Action::insert));
    BOOST_TEST(world.replicated[0].call_id == "call-1@h");
    BOOST_TEST(world.replicated[0].url == "udp:a:1");
    BOOST_TEST(!world.replicated[0].via_branch.empty());
    BOOST_TEST((world.replicated[1].action == TableChange::Action::remove));
    BOOST_TEST(world.replicated[1].via_branch.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_worker_carries_out_what_a_peer_tells) {
  const struct {
    TableChange change;
    std::uint16_t status;
    std::uint64_t rows;
  } steps[] = {
      {{.call_id = "c", .via_branch = "z1", .url = "udp:b:1", .set_id = 2}, 200, 1},
      {{.call_id = "c", .via_branch = "z1", .url = "udp:b:1", .set_id = 2}, 200, 1},  // again
      {{.call_id = "c", .via_branch = "z2", .url = "udp:b:1", .set_id = 2}, 200, 2},
      {{.call_id = "d", .url = "udp:b:1", .set_id = 0}, 500, 2},  // that node is in another set
      {{.call_id = "d", .url = "udp:c:1", .set_id = 2}, 500, 2},
      {{.call_id = "d", .url = "udp:b:1", .set_id = 7}, 500, 2},
      {{.action = TableChange::Action::remove, .call_id = "nobody"}, 200, 2},
      {{.action = TableChange::Action::remove, .call_id = "c"}, 200, 0},
  };
  VirtualProxy world(parameters(1), release);
  auto& machine = world.begin({.sip = {.workers = 1}, .startup_pings = proxy::StartupPings::none});
  for (const auto& step : steps) {
    proxy::Message message;
    message.replicated = &step.change;
    machine.submit(world.now(), message);
    BOOST_REQUIRE(!world.finished_messages.empty());
    BOOST_TEST(world.finished_messages.back().refused);
    BOOST_TEST(world.finished_messages.back().own_reply == step.status);
    BOOST_TEST(world.shared().table.total() == step.rows);
  }
  BOOST_TEST(world.replicated.empty());  // it is not told on
}

BOOST_AUTO_TEST_CASE(it_waits_for_a_worker_and_is_used_afterwards) {
  VirtualProxy world(parameters(1), release);
  std::vector<std::string> asked;
  world.treat = [&](const test::Sent& sent) {
    asked.push_back(sent.node->url);
    return sent.node->url == "udp:b:1" ? all_is_well(sent) : test::Treatment{};
  };
  auto& machine = world.begin({.sip = {.workers = 1}, .startup_pings = proxy::StartupPings::none});
  Passage slow({.call_id = "other"}, "rtpengine_delete()"), bye({.method = "BYE", .body = ""}, "rtpengine_delete()");
  const TableChange insert{.call_id = "call-1@h", .url = "udp:b:1", .set_id = 2};
  proxy::Message told;
  told.replicated = &insert;
  machine.submit(world.now(), slow.message);
  machine.submit(world.now(), told);
  BOOST_TEST(world.finished_messages.empty());
  world.play(20s);
  BOOST_TEST(world.finished_messages.size() == 2U);
  BOOST_TEST(world.shared().table.total() == 1U);
  asked.clear();
  Passage chosen({.method = "BYE", .body = ""}, "rtpengine_delete()");
  chosen.statements.insert(chosen.statements.begin(), statement("set_rtpengine_set(\"2\")"));
  chosen.message.lines->statements = chosen.statements;
  machine.submit(world.now(), chosen.message);
  world.play(40s);
  BOOST_TEST(asked == std::vector<std::string>{"udp:b:1"}, boost::test_tools::per_element());
  BOOST_TEST(world.shared().table.total() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
