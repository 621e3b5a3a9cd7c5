// Lane html: Debian's Chromium opens pages of the HTML report (tests/conformance/html/drive.js): nothing is complained
// about or asked of a network, charts are drawn, a failed check leads to its call, the keyboard does.
#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "reports/html_report.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(html_browser_test)

using namespace rtpe;
namespace json = boost::json;

namespace {

const std::string driver = test::source_directory() + "/tests/conformance/html";

void skip_without_browser() {
  std::string reason;
  if (!report::HtmlReport::is_built())
    reason = "rtpe-lab is built without the HTML report";
  else if (std::system("command -v node > /dev/null") != 0)
    reason = "node is missing";
  else if (std::system("command -v chromium > /dev/null") != 0)
    reason = "chromium is missing";
  else if (!std::filesystem::exists(driver + "/node_modules/puppeteer-core"))
    reason = "puppeteer-core is missing below " + driver;
  if (reason.empty()) return;
  std::cout << "skipped: " << reason << "; scripts/install-deps --lanes" << std::endl;
  std::_Exit(77);
}

/// What drive.js saw on a page.
json::object seen_on(const std::string& page) {
  const std::string command =
      fmt::format("cd '{}' && timeout 300 node drive.js \"$(command -v chromium)\" '{}' 2>&1", driver, page);
  FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string output;
  std::array<char, 4096> part;
  while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe)) output.append(part.data(), count);
  const int status = ::pclose(pipe);
  BOOST_REQUIRE_MESSAGE(WEXITSTATUS(status) == 0, output);
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("{")) return json::parse(line).as_object();
  BOOST_FAIL("the driver said nothing: " + output);
  return {};
}

std::string text(const json::value& value) { return std::string(value.as_string()); }

/// What holds for every page.
void check_page(const json::object& seen) {
  BOOST_TEST(seen.at("errors").as_array().empty(), json::serialize(seen.at("errors")));
  BOOST_TEST(seen.at("requests").as_array().empty(), json::serialize(seen.at("requests")));
  const json::array& charts = seen.at("drawn").as_array();
  BOOST_TEST(charts.size() == seen.at("charts").to_number<std::size_t>());
  BOOST_TEST(charts.size() >= 5U);
  for (const json::value& chart : charts) {
    BOOST_TEST(chart.at("drawn").to_number<int>() > 1000, "a chart is empty: " << json::serialize(chart));
    BOOST_TEST(chart.at("inked").to_number<int>() > 4, "a chart has no line: " << json::serialize(chart));
  }
  BOOST_TEST(seen.at("lanes").to_number<int>() >= 3);
  BOOST_TEST(seen.at("nameless").as_array().empty(), json::serialize(seen.at("nameless")));
  BOOST_TEST(seen.at("phone_overflow").to_number<int>() <= 0);
  BOOST_TEST(text(seen.at("dark")) == "rgb(18, 22, 28)");
  BOOST_TEST(seen.at("printed_buttons").to_number<int>() == 0);
  // Lines of a ladder stand closer on a phone than on the wide page where it was opened.
  BOOST_TEST(seen.at("phone_ladder").to_number<int>() < 215);
  BOOST_TEST(seen.at("cut").as_array().empty(), json::serialize(seen.at("cut")));
  const json::object& paper = seen.at("paper").as_object();
  BOOST_TEST(paper.at("rows").to_number<int>() <= 40);
  BOOST_TEST(paper.at("spare").to_number<int>() < 40, json::serialize(paper));
  for (const json::value& picture : paper.at("too_large").as_array())
    BOOST_TEST(std::abs(picture.to_number<int>()) <= 3, json::serialize(paper));
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_failed_run, test::LabProgram) {
  skip_without_browser();
  const std::string library = test::source_directory() + "/scenarios/library/";
  // What the scenario announces as failures are failures here.
  BOOST_REQUIRE(
      std::system(
          fmt::format("sed '/^expect = /d' '{}all-nodes-down.toml' > '{}'", library, path_of("down.toml")).c_str()) ==
      0);
  const test::Ran ran = run("run down.toml --quiet --html down.html");
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 1, ran.err);
  const json::object seen = seen_on(path_of("down.html"));
  check_page(seen);
  BOOST_TEST(text(seen.at("verdict")) == "Failed3 of 4 checks failed");
  BOOST_TEST(text(seen.at("repeat")) == "rtpe-lab run down.toml --seed 31");
  BOOST_TEST(json::serialize(seen.at("checks")) == R"(["check bad","check bad","check bad","check good"])");
  // The click on the failed check: the call that its first evidence names, with what befell it.
  const json::object& ladder = seen.at("ladder").as_object();
  BOOST_TEST(ladder.at("has_focus").as_bool());
  BOOST_TEST(text(ladder.at("title")).starts_with("Call 302"), json::serialize(ladder));
  const std::string rows = json::serialize(ladder.at("rows"));
  for (const std::string_view row :
       {"INVITE from caller", "chose 10.0.0.1:2223: 220 mod 2 = 0", "sent to udp:10.0.0.1:2223: offer",
        "media session at engine a", "fault crash on engine a begins", "BYE"})
    BOOST_TEST(rows.find(row) != std::string::npos, row << " is not in " << rows);
}

BOOST_FIXTURE_TEST_CASE(evidence_that_names_a_time_only, test::LabProgram) {
  skip_without_browser();
  const std::string library = test::source_directory() + "/scenarios/library/";
  BOOST_REQUIRE(
      std::system(
          fmt::format("sed '/^expect = /d' '{}lossy-network.toml' > '{}'", library, path_of("lossy.toml")).c_str()) ==
      0);
  const test::Ran ran = run("run lossy.toml --quiet --html lossy.html");
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 1, ran.err);
  const json::object seen = seen_on(path_of("lossy.html"));
  check_page(seen);
  BOOST_TEST(text(seen.at("evidence")).ends_with(": attempt 2"), json::serialize(seen.at("evidence")));
  // The send that the evidence tells of, in the ladder of its call.
  const std::string chosen = text(seen.at("ladder").as_object().at("chosen"));
  BOOST_TEST(chosen.ends_with(", attempt 2"), chosen);
  BOOST_TEST(chosen.substr(0, 11) == text(seen.at("evidence")).substr(0, 11), chosen);
}

/// A capture of three seconds and one call: few values, and all that is seen of them is true.
BOOST_FIXTURE_TEST_CASE(a_capture, test::LabProgram) {
  skip_without_browser();
  const test::Ran made = run("pcap log " + test::data_directory() + "/pcap/sip_kill9_reinvite.pcap -o capture.jsonl");
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.err);
  const test::Ran ran = run("report capture.jsonl --html page.html");
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 1, ran.err);
  const json::object seen = seen_on(path_of("page.html"));
  check_page(seen);
  BOOST_TEST(text(seen.at("verdict")) == "Failed1 of 17 checks failed");
  for (const json::value& chart : seen.at("drawn").as_array())
    if (const std::string name = text(chart.at("name")); name.starts_with("Calls per second"))
      BOOST_TEST(name.ends_with("; highest 1"), name);
  BOOST_TEST(seen.at("list").at("rows").to_number<int>() == 1);
  BOOST_TEST(seen.at("list").at("height").to_number<int>() < 60);
  BOOST_TEST(text(seen.at("note")).find("pcap export") != std::string::npos, json::serialize(seen.at("note")));
  // A node is disabled by what was sent to it before, at the same microsecond.
  const std::string lines = json::serialize(seen.at("down"));
  const auto disabled = lines.find("127.0.8.1:2223 disabled (send failed)");
  BOOST_TEST(disabled != std::string::npos, lines);
  BOOST_TEST(lines.find("offer: send failed") < disabled, lines);
}

/// An engine that hangs answers when it is well again: nobody waits for that, and it changed no SDP.
BOOST_FIXTURE_TEST_CASE(a_reply_that_came_too_late, test::LabProgram) {
  skip_without_browser();
  (void)file(
      "hangs.toml",
      "title = 'Hangs'\n[client]\nrtpengine_sock = ['udp:10.0.0.1:2223']\n"
      "[routing]\n\"request INVITE\" = ['rtpengine_manage()']\n\"reply INVITE\" = ['rtpengine_manage()']\n"
      "[[engine]]\nname = 'a'\nlisten = 'udp:10.0.0.1:2223'\n[[fault]]\nat = '1s'\nengine = 'a'\ndo = 'hang'\n"
      "for = '20s'\n[[traffic]]\nflow = 'basic-call'\nrate = '1/s'\ncount = 1\narrival = 'regular'\nhold = '30s'\n"
      "[[check]]\nthat = 'calls_lost'\nmax = 0\n");
  const test::Ran ran = run("run hangs.toml --datagrams --quiet --html page.html");
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 1, ran.err);
  const json::object seen = seen_on(path_of("page.html"));
  check_page(seen);
  std::size_t attempts = 0, accepted = 0;
  for (const json::value& line : seen.at("down").as_array()) {
    const std::string what = text(line.at(0)), told = text(line.at(1));
    if (what.find(": answer") != std::string::npos) {
      ++attempts;
      BOOST_TEST(told.find("SDP before") == std::string::npos, what << " tells " << told);
      BOOST_TEST(told.find("What was sent, SDP") != std::string::npos, what << " tells " << told);
    }
    if (what.find(": offer") != std::string::npos && told.find("SDP before") != std::string::npos) ++accepted;
  }
  BOOST_TEST(attempts == 5U, json::serialize(seen.at("down")));
  BOOST_TEST(accepted == 1U, json::serialize(seen.at("down")));
}

BOOST_FIXTURE_TEST_CASE(a_passed_run, test::LabProgram) {
  skip_without_browser();
  const test::Ran ran =
      run("run " + test::source_directory() + "/scenarios/library/two-proxies.toml --quiet --html page.html");
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 0, ran.err);
  const json::object seen = seen_on(path_of("page.html"));
  check_page(seen);
  BOOST_TEST(text(seen.at("verdict")) == "Passedall 3 checks passed");
  BOOST_TEST(!seen.contains("ladder"));
}

BOOST_FIXTURE_TEST_CASE(an_interrupted_run, test::LabProgram) {
  skip_without_browser();
  (void)file("endless.toml",
             "title = 'Endless'\n[client]\nrtpengine_sock = ['udp:10.0.0.1:2223']\n"
             "[routing]\n\"request INVITE\" = ['rtpengine_manage()']\n[[engine]]\nname = 'a'\n"
             "listen = 'udp:10.0.0.1:2223'\n[[traffic]]\nflow = 'basic-call'\nrate = '5/s'\nuntil = '400h'\n"
             "hold = '5s'\n[[check]]\nthat = 'calls_lost'\nmax = 0\n");
  const test::Ran ran = run("run endless.toml --timeout 1s --quiet --html page.html");
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 1, ran.err);
  const json::object seen = seen_on(path_of("page.html"));
  check_page(seen);
  BOOST_TEST(text(seen.at("verdict")).starts_with("Interruptedthe run was interrupted"), json::serialize(seen));
}

BOOST_AUTO_TEST_SUITE_END()
