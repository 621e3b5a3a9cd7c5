// Proxies of a run that tell each other of their call tables, and calls that go through two of them.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(dmq_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

struct Deployment {
  std::string left = "enable_dmq = 1", right = "enable_dmq = 1", traffic = "in_dialog_proxy = \"next\"", rest = {};
  std::string count = "40";
};

std::string text_of(const Deployment& deployment) {
  return fmt::format(R"toml([client]
personality = "kamailio-6.1"
rtpengine_sock = "udp:10.0.0.1:2223 udp:10.0.0.2:2223"
workers = 2
[[proxy]]
name = "left"
server_id = 1
{}
[[proxy]]
name = "right"
server_id = 2
{}
[routing]
"request INVITE" = ['rtpengine_manage()']
"reply INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_manage()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
count = {}
rate = "4/s"
ring = "100ms"
hold = "50s"
{}
[[check]]
that = "affinity"
[[check]]
that = "table_size"
max_at_end = 0
{}
)toml",
                     deployment.left, deployment.right, deployment.count, deployment.traffic, deployment.rest);
}

struct Seen {
  test::Played played;
  std::size_t inserts = 0, removals = 0, refused = 0;
  std::set<std::pair<std::int64_t, std::string>> sources = {};  ///< of the choice for a BYE: proxy, how
};

Seen play(const Deployment& deployment) {
  Seen seen{.played = test::play(text_of(deployment))};
  for (const auto& record : test::records(seen.played, "table_replicated")) {
    BOOST_TEST((record.at("proxy") != record.at("from_proxy")));
    (record.at("is_insert").as_bool() ? seen.inserts : seen.removals) += 1;
    seen.refused += record.at("status") == 500;
  }
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> messages;
  for (const auto& record : test::records(seen.played)) {
    const auto kind = record.at("event").as_string();
    if (kind != "operation_started" && kind != "selected") continue;
    const std::pair operation{record.at("proxy").as_int64(), record.at("operation").as_int64()};
    if (kind == "operation_started")
      messages[operation] = record.at("message").as_string();
    else if (messages[operation] == "BYE")
      seen.sources.emplace(operation.first, record.at("source").as_string());
  }
  return seen;
}

using Sources = std::set<std::pair<std::int64_t, std::string>>;

}  // namespace

BOOST_AUTO_TEST_CASE(each_finds_the_others_calls_in_its_table) {
  const Seen seen = play({});
  BOOST_TEST((seen.sources == Sources{{0, "table"}, {1, "table"}}));
  BOOST_TEST(seen.inserts == 40U);
  BOOST_TEST(seen.removals == 40U);
  for (const auto& check : seen.played.result.checks) BOOST_TEST(check.passed(), check.summary);
}

BOOST_AUTO_TEST_CASE(without_it_the_hash_decides_again_and_rows_stay) {
  for (const Deployment& deployment :
       {Deployment{.left = "", .right = ""}, Deployment{.left = ""}, Deployment{.right = ""}}) {
    const Seen seen = play(deployment);
    BOOST_TEST((seen.sources == Sources{{0, "weighted"}, {1, "weighted"}}));
    BOOST_TEST(seen.inserts == 0U);
    BOOST_TEST(!seen.played.result.checks[1].passed(), seen.played.result.checks[1].summary);
  }
}

BOOST_AUTO_TEST_CASE(calls_stay_with_their_proxy_where_nothing_is_said) {
  const Seen seen = play({.traffic = ""});
  BOOST_TEST((seen.sources == Sources{{0, "table"}, {1, "table"}}));
  for (const auto& record : test::records(seen.played, "sip_message"))
    BOOST_TEST(record.at("proxy").as_int64() == (record.at("call").as_int64() + 1) % 2);
}

BOOST_AUTO_TEST_CASE(requests_in_a_dialog_go_where_they_are_sent) {
  const Seen seen = play({.traffic = "in_dialog_proxy = \"right\"\nflow = \"re-invite\""});
  for (const auto& record : test::records(seen.played, "sip_message")) {
    const auto message = record.at("message").as_string();
    if (message == "BYE" || message == "200 BYE") BOOST_TEST(record.at("proxy").as_int64() == 1);
  }
  BOOST_TEST((seen.sources == Sources{{1, "table"}}));
}

BOOST_AUTO_TEST_CASE(lost_and_copied_requests_do_no_harm) {
  const Seen seen = play({.rest = "[[link]]\nprotocol = \"sip\"\nloss = 0.2\nduplication = 0.2\n", .count = "200"});
  // Each insert and removal arrives within 30 s, and is carried out once.
  std::set<std::string> inserted;
  for (const auto& record : test::records(seen.played, "table_replicated"))
    if (record.at("is_insert").as_bool())
      BOOST_TEST(inserted.insert(std::string(record.at("call_id").as_string())).second);
  BOOST_TEST(inserted.size() > 190U);
  for (const auto& [proxy, source] : seen.sources) BOOST_TEST(source == "table");
}

BOOST_AUTO_TEST_CASE(a_cut_way_is_repeated_over_for_thirty_seconds) {
  const auto cut = [](const char* lasts, const char* proxy) {
    return fmt::format("[[fault]]\nat = \"0s\"\ndo = \"partition_dmq\"\nfor = \"{}\"\n{}\n", lasts, proxy);
  };
  BOOST_TEST(play({.rest = cut("20s", "")}).inserts == 40U);
  BOOST_TEST(play({.rest = cut("20s", "proxy = \"left\"")}).inserts == 40U);
  const Seen gone = play({.rest = cut("45s", "proxy = \"right\"")});
  BOOST_TEST((gone.sources == Sources{{0, "weighted"}, {1, "weighted"}}));
}

BOOST_AUTO_TEST_CASE(a_node_that_the_peer_lacks_is_refused) {
  const Seen seen = play({.right = "enable_dmq = 1\nrtpengine_sock = \"udp:10.0.0.1:2223\""});
  BOOST_TEST(seen.refused > 0U);
  BOOST_TEST(seen.refused < seen.inserts);
  BOOST_TEST((seen.sources == Sources{{0, "table"}, {1, "table"}, {1, "weighted"}}));
}

namespace {

/// From a change of the one table to that of the other.
Duration longest_delay(const Seen& seen) {
  Duration longest{};
  std::map<std::string, std::int64_t> changed;
  for (const auto& record : test::records(seen.played)) {
    const auto kind = record.at("event").as_string();
    if (kind != "table_change" && kind != "table_replicated") continue;
    const std::string call(record.at("call_id").as_string());
    const std::int64_t at = record.at("at_ns").as_int64();
    if (kind == "table_change" && record.contains("node")) changed.try_emplace(call, at);
    if (kind == "table_replicated" && record.at("is_insert").as_bool())
      longest = std::max(longest, Duration(at - changed.at(call)));
  }
  return longest;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_needs_a_free_worker) {
  BOOST_TEST((longest_delay(play({})) < std::chrono::milliseconds(10)));
  // The right one's workers wait for the silent engine b, which the left one does not have.
  const Seen seen = play({.left = "enable_dmq = 1\nrtpengine_sock = \"udp:10.0.0.1:2223\"",
                          .rest = "[[fault]]\nat = \"1s\"\nengine = \"b\"\ndo = \"hang\"\n"});
  BOOST_TEST(longest_delay(seen).count() > 1'000'000'000);
}

BOOST_AUTO_TEST_CASE(mistakes_are_told) {
  const struct {
    Deployment deployment;
    const char* says;
  } rows[] = {
      {{.traffic = "in_dialog_proxy = \"middle\""},
       "there is no [[proxy]] \"middle\"; \"next\" is the next one in turn"},
      {{.left = "personality = \"kamailio-6.0\"\nenable_dmq = 1"}, "enable_dmq"},
      {{.rest = "[[fault]]\nat = \"1s\"\ndo = \"partition_dmq\"\nengine = \"a\""}, "it befalls proxies"},
      {{.rest = "[[fault]]\nat = \"1s\"\ndo = \"partition_dmq\"\nproxy = \"middle\""},
       "there is no [[proxy]] \"middle\""},
  };
  for (const auto& row : rows) {
    const auto scenario = parse_scenario(text_of(row.deployment), "wrong.toml");
    std::string told;
    if (!scenario)
      for (const Error& error : scenario.error()) told += error.text() + "\n";
    BOOST_TEST(told.contains(row.says), row.says << ": " << told);
  }
}

BOOST_AUTO_TEST_CASE(a_fault_of_nothing_is_doubtful) {
  const auto warnings = [](const char* right) {
    const auto scenario =
        test::parse(text_of({.right = right, .rest = "[[fault]]\nat = \"1s\"\ndo = \"partition_dmq\"\n"}));
    return std::ranges::count_if(scenario.warnings, [](const Error& one) { return one.message.contains("replicate"); });
  };
  BOOST_TEST(warnings("") == 1);
  BOOST_TEST(warnings("enable_dmq = 1") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
