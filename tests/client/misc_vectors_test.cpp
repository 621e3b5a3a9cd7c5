// allow_op, retries 0 and 1, weight 0, CRC-32, table lifetime, unresolvable hosts and crash inputs: the step lists
// recorded from Kamailio 5.6.3, each scenario on a proxy of its own.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/support/json.hpp"
#include "tests/support/recorded_lab.hpp"

BOOST_AUTO_TEST_SUITE(misc_vectors_test)

using namespace rtpe;
using namespace std::chrono_literals;
using control::ControlCommand;
using rtpe::test::text_of;
using Lab = test::RecordedLab;

namespace {

/// Steps at which the real module crashed or hung, so that nothing was recorded, and what happens here (section 15.16).
struct Guarded {
  int rc;
  std::size_t sent;
};
const std::map<std::string, Guarded> guarded = {
    {"flag 'direction' without value", {-1, 0}},  // the module aborts
    {"after", {1, 1}},                            // the module hangs after `call-id=` with delete
};

Parameters parameters_of(const std::string& scenario) {
  Parameters out;
  out.rtpengine_sock = {"udp:127.0.0.1:22231 udp:127.0.0.1:22232"};
  out.rtpengine_tout_ms = 100;
  out.rtpengine_disable_tout = 5;
  out.rtpengine_retr = 2;
  if (scenario.starts_with("allow_op=")) {
    out.rtpengine_allow_op = scenario[9] - '0';
    out.queried_nodes_limit = 4;
  }
  if (scenario == "retr=0") out.rtpengine_retr = 0;
  if (scenario.starts_with("aggressive_redetection=0")) out.aggressive_redetection = 0;
  if (scenario.starts_with("retr=1")) out.rtpengine_retr = 1;
  if (scenario.starts_with("weights 0 and 1")) out.rtpengine_sock = {"udp:127.0.0.1:22231=0 udp:127.0.0.1:22232=1"};
  if (scenario == "hash_algo=2") out.hash_algo = 2;
  if (scenario.starts_with("hash_table_tout=2")) out.hash_table_tout = 2, out.hash_table_size = 1;
  if (scenario.starts_with("one unresolvable"))
    out.rtpengine_sock = {"udp:127.0.0.1:22231 udp:127.0.0.1:22232 udp:nowhere.invalid:22233"};
  return out;
}

/// What the recording did before the step.
void prepare(Lab& lab, const std::string& scenario, const std::string& step) {
  const auto both = [&](const Lab::Behaviour& behaviour) { lab.nodes = {{"22231", behaviour}, {"22232", behaviour}}; };
  const auto rpc = [&](const std::string& url, std::int64_t flag) { lab.rpc(ControlCommand::enable, url, flag); };
  if (step == "delete perm-disabled") rpc("udp:127.0.0.1:22231", 0);
  if (step == "establish2 (avoid node0)") lab.pass(1s);
  if (step == "establish3") rpc("udp:127.0.0.1:22231", 1);
  if (step == "re-offer silent node") lab.nodes["22231"] = Lab::silent();
  if (step == "delete again node back (still flagged disabled)") lab.nodes.clear();
  if (step == "all silent aggr=0") both(Lab::silent());
  if (step == "nodes back inside window aggr=0") lab.nodes.clear();
  if (step == "after window aggr=0") lab.pass(6s);
  if (step == "closed port retr=1") lab.nodes["22231"] = Lab::closed();
  if (step.starts_with("back up, after window")) lab.nodes.clear(), lab.pass(6s);
  if (step == "only weight-0 left") lab.nodes["22232"] = Lab::silent();
  if (step.starts_with("ttl: same call")) lab.pass(0s);
  if (step.starts_with("ttl: other call")) lab.pass(3s);
  if (scenario.starts_with("weights") && step == "only weight-0 left") BOOST_TEST(lab.total() == 5U);
}

std::string flags_of(const std::string& step) {
  if (step.starts_with("flag 'direction'")) return "direction";
  if (step == "delete call-id=") return "call-id=";
  std::string flags;
  if (step == "600 flags")
    for (int i = 0; i < 600; ++i) flags += fmt::format("flag{} ", i);
  return flags;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_step) {
  const auto vectors = test::read_json("kamailio/misc_live.json");
  std::unique_ptr<Lab> lab;
  std::string scenario;
  std::size_t steps = 0, scenarios = 0, totals = 0, guards = 0;
  for (const auto& value : vectors.at("steps").as_array()) {
    BOOST_TEST_CONTEXT(scenario << ": " << boost::json::serialize(value)) {
      const auto& row = value.as_object();
      if (!row.contains("step")) {
        const auto note = text_of(row.at("note"));
        if (note.starts_with("total")) {
          if (note.starts_with("total after ttl")) lab->pass(4500ms);
          BOOST_TEST(std::to_string(lab->total()) == note.substr(note.rfind(' ') + 1));
          ++totals;
          continue;
        }
        scenario = note;
        lab = std::make_unique<Lab>(parameters_of(scenario));
        ++scenarios;
        continue;
      }
      ++steps;
      const auto step = text_of(row.at("step"));
      prepare(*lab, scenario, step);
      const auto command = text_of(row.at("cmd"));
      lab->run({.statement = "rtpengine_" + command + "(\"$var(flags)\")",
                .message = {.method = command == "delete" ? "BYE" : "INVITE", .call_id = text_of(row.at("callid"))},
                .flags = flags_of(step)});
      if (!row.at("rc").is_null()) {
        lab->check(row);
        continue;
      }
      const auto expected = guarded.find(step);
      BOOST_REQUIRE(expected != guarded.end());
      BOOST_TEST(lab->rc == expected->second.rc);
      BOOST_TEST(lab->network.sent.size() == expected->second.sent);
      ++guards;
    }
  }
  BOOST_TEST(steps == 42U);
  BOOST_TEST(scenarios == 12U);
  BOOST_TEST(totals == 2U);
  BOOST_TEST(guards == guarded.size());
}

BOOST_AUTO_TEST_CASE(too_many_flags_disable_every_node) {
  Lab lab(parameters_of("flags string with 600 items"));
  lab.proxy.parameters.aggressive_redetection = 0;
  lab.run({.flags = flags_of("600 flags")});
  BOOST_TEST(lab.rc == -1);
  BOOST_TEST(lab.network.sent.empty());
  for (const auto& node : lab.proxy.registry.sets()[0].nodes) BOOST_TEST(node->disabled);
}

BOOST_AUTO_TEST_SUITE_END()
