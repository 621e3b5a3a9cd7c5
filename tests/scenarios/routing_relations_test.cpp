// Warnings about rules that no message of the file's calls meets, and about offers that nothing deletes.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "scenarios/model/scenario.hpp"

BOOST_AUTO_TEST_SUITE(routing_relations_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

std::string warnings(std::string_view rules, std::string_view flow = "basic-call") {
  const auto read = parse_scenario(fmt::format(R"([client]
rtpengine_sock = "udp:10.0.0.1:2223"
[routing]
{}
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[traffic]]
flow = "{}"
count = 1
[[check]]
that = "calls_lost"
)",
                                               rules, flow),
                                   "x.toml");
  BOOST_REQUIRE_MESSAGE(read.has_value(), (read ? std::string() : text_of(read.error())));
  return text_of(read->warnings);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_rule_that_never_runs) {
  struct Row {
    std::string_view rule, flow, says;
  };
  constexpr Row rows[] = {
      {"\"request UPDATE\" = ['rtpengine_offer()']", "basic-call", "request UPDATE never runs"},
      {"\"request UPDATE\" = ['rtpengine_offer()']", "update", ""},
      {"\"reply 183 INVITE\" = ['rtpengine_answer()']", "basic-call", "reply 183 INVITE never runs"},
      {"\"reply 183 INVITE\" = ['rtpengine_answer()']", "early-media", ""},
      {"\"reply 1xx INVITE\" = ['rtpengine_answer()']", "basic-call", ""},
      {"\"reply 4xx INVITE\" = ['rtpengine_delete()']", "basic-call", ""},
      {"\"failure 486 INVITE\" = ['rtpengine_delete()']", "basic-call", "failure 486 INVITE never runs"},
      {"\"failure 486 INVITE\" = ['rtpengine_delete()']", "busy", ""},
      {"\"failure 408 INVITE\" = ['rtpengine_delete()']", "basic-call", ""},
      {"\"failure *\" = ['rtpengine_delete()']", "basic-call", ""},
      {"\"request *\" = ['rtpengine_delete()']", "basic-call", ""},
  };
  for (const Row& row : rows) {
    const std::string said = warnings(row.rule, row.flow);
    BOOST_TEST(said.contains("never runs") == !row.says.empty(), row.rule << " of " << row.flow << ": " << said);
    BOOST_TEST(said.contains(row.says), said);
  }
}

BOOST_AUTO_TEST_CASE(what_nothing_deletes) {
  constexpr std::string_view says = "engines keep every call";
  BOOST_TEST(warnings("\"request INVITE\" = ['rtpengine_manage()']").contains(says));
  BOOST_TEST(
      warnings("\"request INVITE\" = ['rtpengine_offer()']\n\"reply INVITE\" = ['rtpengine_answer()']").contains(says));
  BOOST_TEST(!warnings("\"request INVITE\" = ['rtpengine_manage()']\n\"request BYE\" = ['rtpengine_manage()']")
                  .contains(says));
  BOOST_TEST(!warnings("\"request INVITE\" = ['rtpengine_offer()']\n\"failure INVITE\" = ['rtpengine_delete()']")
                  .contains(says));
  BOOST_TEST(!warnings("\"request *\" = ['rtpengine_manage()']").contains(says));
  BOOST_TEST(!warnings("\"request INVITE\" = ['rtpengine_query()']").contains(says));
}

BOOST_AUTO_TEST_SUITE_END()
