// Captures as scenarios: what is written passes the reader, and when it is played it repeats the capture.
#include "pcap/to_scenario/to_scenario.hpp"

#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "pcap/to_scenario/anonymise_seen.hpp"
#include "pcap/to_scenario/played.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/seen_capture.hpp"

using namespace rtpe;
using namespace rtpe::capture;
using test::seen_in;

BOOST_AUTO_TEST_SUITE(to_scenario_test)

namespace {

/// A folder that goes away.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("rtpe-lab-to-scenario-" + std::to_string(::getpid()))) {
    std::filesystem::create_directory(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

void write(const std::string& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

struct Result {
  Converted converted;
  Played played;
  std::string written;
};

Result convert(const Observed& seen) {
  const Folder folder;
  Result out{
      .converted = to_scenario(seen, {.title = "Captured", .file = folder.file("c.toml"), .bodies_file = "c.sdp"}),
      .played = {},
      .written = {}};
  out.written = scenario::write_scenario(out.converted.scenario);
  write(folder.file("c.sdp"), out.converted.bodies);
  write(folder.file("c.toml"), out.written);
  const auto back = scenario::read_scenario(folder.file("c.toml"));
  BOOST_REQUIRE_MESSAGE(back.has_value(), (back ? std::string() : text_of(back.error())) << out.written);
  auto played = play_and_compare(*back, seen, out.converted.lead);
  BOOST_REQUIRE_MESSAGE(played.has_value(), (played ? std::string() : played.error().text()));
  out.played = std::move(*played);
  return out;
}

void expect_repeated(const Result& result) {
  for (const SeenCall& call : result.converted.calls) BOOST_TEST(call.why_not == "", call.call_id << call.why_not);
  for (const CallComparison& call : result.played.calls)
    BOOST_TEST(call.difference == "", call.call_id << ": " << call.difference << "\n" << result.written);
  BOOST_TEST(result.played.calls.size() == result.converted.calls.size());
}

constexpr std::string_view captures[] = {"sip_basic.pcap",
                                         "sip_reinvite.pcap",
                                         "sip_cancel.pcap",
                                         "sip_busy486.pcap",
                                         "sip_all_dead.pcap",
                                         "sip_after_restart.pcap",
                                         "sip_after_kill_newcall.pcap",
                                         "sip_kill9_bye.pcap",
                                         "sip_media_mos.pcap",
                                         "sip_kill9_reinvite.pcap",
                                         "b2bua_legs.pcapng.gz"};

/// Without its SIP, as captured beside an engine.
Observed only_ng(Observed seen) {
  seen.sip.clear();
  attribute_pings(seen);
  return seen;
}

}  // namespace

BOOST_DATA_TEST_CASE(a_capture_is_repeated, boost::unit_test::data::make(captures), name) {
  expect_repeated(convert(seen_in(name)));
}

constexpr std::string_view failures[] = {"two-proxies", "engine-hangs", "node-dies-mid-call",
                                         "known-node-dies-before-re-invite"};

/// What a run with several proxies, or with nodes that fail, records becomes a scenario that does the same.
BOOST_DATA_TEST_CASE(a_run_is_repeated, boost::unit_test::data::make(failures), name) {
  auto original =
      scenario::read_scenario(test::source_directory() + "/scenarios/library/" + std::string(name) + ".toml");
  BOOST_REQUIRE(original.has_value());
  original->duration = std::chrono::minutes(5);
  const auto seen = observe_run(*original);
  BOOST_REQUIRE(seen.has_value());
  const Result result = convert(*seen);
  std::size_t repeated = 0;
  std::string differ;
  for (const CallComparison& call : result.played.calls) {
    if (call.difference.empty()) ++repeated;
    if (!call.difference.empty() && differ.size() < 2000) differ += call.call_id + ": " + call.difference + "\n";
  }
  BOOST_TEST(repeated >= 300U);
  BOOST_TEST(repeated == result.played.calls.size(), differ);
  if (name == "two-proxies") BOOST_TEST(result.converted.scenario.proxies.size() == 2U);
}

BOOST_AUTO_TEST_CASE(ng_alone_is_enough_where_it_says_what_happened) {
  for (const std::string_view name : {"sip_basic.pcap", "sip_reinvite.pcap", "sip_cancel.pcap", "sip_busy486.pcap"})
    BOOST_TEST_CONTEXT(name) expect_repeated(convert(only_ng(seen_in(name))));
}

BOOST_AUTO_TEST_CASE(nothing_of_the_original_is_left_after_anonymising) {
  for (const std::string_view name : captures) {
    const Observed seen = seen_in(name);
    const AnonymisedSeen hidden = anonymised(seen, 1, deployment_of(seen, calls_of(seen)).order);
    const Result result = convert(hidden.seen);
    BOOST_TEST_CONTEXT(name) {
      expect_repeated(result);
      BOOST_TEST(hidden.originals.size() > 3U);
      const std::string everything = result.written + result.converted.bodies;
      for (const std::string& original : hidden.originals)
        BOOST_TEST(!everything.contains(original), "\"" << original << "\" is still there:\n" << everything);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_plainest_order_that_explains_the_choices) {
  std::vector<Endpoint> nodes;
  for (const char* address : {"10.0.0.1", "10.0.0.2", "10.0.0.3"})
    nodes.push_back({.address = *parse_address(address), .port = 2223});
  // One byte each: its number is the remainder's.
  const NodeOrder plain = node_order(nodes, {{.call_id = "c", .chosen = nodes[0], .without = {}}});
  BOOST_TEST((plain.nodes == nodes));
  const NodeOrder turned = node_order(nodes, {{.call_id = "c", .chosen = nodes[2], .without = {}}});
  BOOST_TEST(turned.explained == 1U);
  BOOST_TEST((turned.nodes.front() == nodes[2]));
  // By their last bytes: e and b are one another's modulo 3, not modulo 4.
  std::vector<SeenChoice> choices;
  for (const auto& [call_id, node] : {std::pair{"d", 0}, {"a", 0}, {"e", 0}, {"b", 1}, {"c", 2}})
    choices.push_back({.call_id = call_id, .chosen = nodes[static_cast<std::size_t>(node)], .without = {}});
  const NodeOrder weighted = node_order(nodes, choices);
  BOOST_TEST(weighted.explained == 5U);
  BOOST_TEST(weighted.weights == (std::vector<std::uint32_t>{2, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_call_that_began_before_the_capture_is_left_out_with_its_reason) {
  Observed seen = seen_in("sip_basic.pcap");
  auto& messages = seen.sip.begin()->second;
  messages.erase(messages.begin());
  const auto calls = calls_of(seen);
  BOOST_REQUIRE(calls.size() == 1U);
  BOOST_TEST(calls.front().why_not == "the capture begins in the middle of it");
}

BOOST_AUTO_TEST_SUITE_END()
