// Lane perfetto: protoc, by the published field numbers (tests/conformance/perfetto), reads `report --perfetto`.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "tests/support/paths.hpp"
#include "tests/support/two_scenarios.hpp"

BOOST_AUTO_TEST_SUITE(perfetto_trace_test)

namespace {

void skip_without_protoc() {
  if (std::system("command -v protoc > /dev/null") == 0) return;
  std::cout << "skipped: protoc is missing; scripts/install-deps --lanes" << std::endl;
  std::_Exit(77);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++times;
  return times;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(protoc_knows_every_field, rtpe::test::TwoScenarios) {
  skip_without_protoc();
  const std::string decode = "> /dev/null; protoc --decode=Trace --proto_path='" + rtpe::test::source_directory() +
                             "/tests/conformance/perfetto' trace.proto < ";
  (void)run("run bad.toml --quiet --events bad.jsonl --perfetto run.perfetto");
  const auto trace = run("report bad.jsonl --perfetto log.perfetto " + decode + "log.perfetto");
  BOOST_TEST(trace.exit_code == 0, trace.err);
  BOOST_TEST(content("run.perfetto") == content("log.perfetto"));
  // A field that the .proto does not have is shown by its number.
  std::istringstream lines(trace.out);
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find_first_not_of(' ');
    BOOST_TEST((first == std::string::npos || line[first] < '0' || line[first] > '9'), line);
  }
  BOOST_TEST(count(trace.out, "type: TYPE_SLICE_BEGIN") == count(trace.out, "type: TYPE_SLICE_END"));
  BOOST_TEST(count(trace.out, "type: TYPE_SLICE_BEGIN") > 60U);
  BOOST_TEST(count(trace.out, "type: TYPE_COUNTER") > 20U);
  for (const char* part :
       {"process_name: \"proxy\"", "thread_name: \"worker 0\"", "name: \"rtpengine_manage on INVITE\"",
        "name: \"offer to a\"", "name: \"disabled: no reply\"", "name: \"blackhole of a\"",
        "name: \"calls_lost: failed\"", "string_value: \"timed out\"", "flow_ids: "})
    BOOST_TEST(count(trace.out, part) > 0U, part);
}

BOOST_AUTO_TEST_SUITE_END()
