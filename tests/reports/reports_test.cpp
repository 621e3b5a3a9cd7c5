// Verdict, JUnit XML and summary of runs, from results made by hand.
#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <pugixml.hpp>

#include "reports/junit.hpp"
#include "reports/summary.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"
#include "reports/verdict.hpp"

BOOST_AUTO_TEST_SUITE(reports_test)

using namespace rtpe;
using namespace std::chrono_literals;
using report::PlayedRun;
using scenario::CheckOutcome;
using scenario::RunEnd;
using scenario::RunResult;

namespace {

PlayedRun passed_run() {
  RunResult result;
  result.title = "Two engines";
  result.simulated = 1h;
  result.wall = 900ms;
  result.calls = 7200;
  result.commands = 21600;
  result.calls_completed = 7198;
  result.calls_failed = 1;
  result.workers = 8;
  result.nodes = {{.name = "udp:10.0.0.1:2223",
                   .url = "udp:10.0.0.1:2223",
                   .engine = "a",
                   .new_calls = 3600,
                   .commands = 10800,
                   .sends = 10812,
                   .answered = 10800,
                   .times_disabled = 2,
                   .time_disabled = 91s,
                   .latency = {.count = 10800, .median = 1250us, .p90 = 2ms, .p99 = 9ms, .highest = 11ms},
                   .latencies = {{Command::ping, {.count = 1, .median = 1ms}},
                                 {Command::offer, {.count = 3600, .median = 1250us, .highest = 11ms}}},
                   .refusals = {{"Ran out of ports", 1234}, {"Unknown call-ID", 2}}},
                  {.name = "udp:10.0.0.2:2223", .url = "udp:10.0.0.2:2223", .engine = "b"}};
  result.checks = {
      {.that = "affinity", .outcome = CheckOutcome::passed, .summary = "every call stayed", .line = 40, .column = 1}};
  return {.title = "Two engines",
          .file = "scenarios/two.toml",
          .seed = 7,
          .started = {},
          .replay_command = "rtpe-lab run scenarios/two.toml --seed 7",
          .result = result};
}

PlayedRun failed_run() {
  PlayedRun run = passed_run();
  run.result->checks.push_back({.that = "calls_lost",
                                .outcome = CheckOutcome::failed,
                                .summary = "3 calls lost, allowed 0",
                                .evidence = {"120.5 s call 17 \x1b[31mevil\x01 <&>\" \xff", "second line"},
                                .line = 44,
                                .column = 3});
  return run;
}

PlayedRun error_run() {
  PlayedRun run = passed_run();
  run.result =
      std::unexpected(Error{.kind = ErrorKind::missing, .message = "address in use", .place = "127.0.0.1:2223"});
  return run;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0, begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin))
    longest = std::max(longest, report::display_width(std::string_view(text).substr(begin, end - begin)));
  return longest;
}

}  // namespace

BOOST_AUTO_TEST_CASE(durations_and_counts) {
  const std::pair<Duration, const char*> rows[] = {
      {0s, "0 s"},          {1ns, "1 ns"},          {999ns, "999 ns"},      {1500ns, "1.5 us"},
      {46us, "46.0 us"},    {411us, "411 us"},      {999600ns, "1 ms"},     {1250us, "1.25 ms"},
      {30s, "30 s"},        {59400ms, "59.4 s"},    {59600ms, "1 min 0 s"}, {725s, "12 min 5 s"},
      {3600s, "1 h 0 min"}, {90061s, "25 h 1 min"}, {-2s, "-2 s"},
  };
  for (const auto& [duration, text] : rows) BOOST_TEST(report::duration_text(duration) == text);
  BOOST_TEST(report::count_text(0) == "0");
  BOOST_TEST(report::count_text(999) == "999");
  BOOST_TEST(report::count_text(1234567) == "1 234 567");
  BOOST_TEST(report::iso_text(Time(1735689600s + 5ns)) == "2025-01-01T00:00:00.000000005Z");
}

BOOST_AUTO_TEST_CASE(foreign_bytes) {
  BOOST_TEST(report::printable("a\x1b[2Jb\n\xc3\xa9\xc2\x9b\xff") == "a\\x1b[2Jb\\x0a\xc3\xa9\\x9b\\xff");
  // Right-to-left override, zero width joiner, a tag character; an ideograph stays.
  BOOST_TEST(report::printable("a\xe2\x80\xae"
                               "b\xe2\x80\x8d"
                               "c\xf3\xa0\x80\xa1 \xe4\xb8\xad") == "a\\u202eb\\u200dc\\ue0021 \xe4\xb8\xad");
  BOOST_TEST(report::valid_utf8("\xc3\xa9\xe9\xed\xa0\x80") == "\xc3\xa9\xc3\xa9\xc3\xad\xc2\xa0\xc2\x80");
  BOOST_TEST(report::display_width("\xc3\xa9x") == 2U);
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    boost::json::error_code error;
    boost::json::parse(boost::json::serialize(boost::json::string(report::valid_utf8(text))), error);
    BOOST_TEST(!error, byte);
    pugi::xml_document document;
    BOOST_TEST(bool(
        document.load_string(("<a>" + report::xml_text(byte == '<' || byte == '&' ? "x" : text) + "</a>").c_str())));
  }
  BOOST_TEST(report::xml_text("tab\tline\nnul" + std::string(1, '\0') + "\x0b\xef\xbf\xbf") ==
             "tab\tline\nnul\\x00\\x0b?");
}

BOOST_AUTO_TEST_CASE(tables_are_aligned_and_keep_their_widths) {
  report::TextTable table({{"name"}, {"n", report::Align::right}});
  table.add({"a", "1"});
  table.add({"long name", "1000"});
  std::string out;
  table.render(out);
  table.add({"b", "2"});
  table.render(out);
  BOOST_TEST(out ==
             "name          n\n"
             "a             1\n"
             "long name  1000\n"
             "b             2\n");
}

BOOST_AUTO_TEST_CASE(verdict_of_a_passed_run) {
  const std::string text = report::verdict(passed_run());
  BOOST_TEST(text.starts_with("PASSED  Two engines\n"), text);
  BOOST_TEST(has(text, "seed 7, virtual time: 1 h 0 min in 900 ms\n"), text);
  BOOST_TEST(has(text, "ok    affinity  every call stayed\n"), text);
  BOOST_TEST(has(text, "was disabled 2 times, 1 min 31 s in all\n"), text);
  BOOST_TEST(has(text, "7 200 calls: 7 198 completed, 1 failed, 1 not over\n"), text);
  BOOST_TEST(!has(text, "\x1b"), text);
  BOOST_TEST(longest_line(text) <= 80U, text);
}

BOOST_AUTO_TEST_CASE(verdict_of_a_failed_run) {
  PlayedRun run = failed_run();
  run.result->checks.back().evidence.emplace_back(std::string(60, 'x') + " " + std::string(60, 'y'));
  const std::string text = report::verdict(run, {.colour = report::Colour::always});
  BOOST_TEST(has(text, "\x1b[1;31mFAILED\x1b[0m  Two engines\n"), text);
  BOOST_TEST(has(text, "\x1b[1;31mFAIL\x1b[0m  calls_lost  3 calls lost, allowed 0\n"), text);
  BOOST_TEST(has(text, "call 17 \\x1b[31mevil\\x01"), text);
  BOOST_TEST(has(text, std::string(60, 'x') + "\n          " + std::string(60, 'y') + "\n"), text);
  run.result->end = RunEnd::interrupted;
  BOOST_TEST(report::verdict(run).starts_with("INTERRUPTED"));
  BOOST_TEST(has(report::verdict(run), "the run was cut short: interrupted\n"));
}

BOOST_AUTO_TEST_CASE(verdict_fits_a_terminal_of_80_columns) {
  PlayedRun run = failed_run();
  run.result->checks.back().summary = "6 operations went elsewhere, the slowest of those, took 5.1 s (allowed 2 s)";
  run.result->checks.back().evidence = {
      "call d5f0b16de69a84e1491791ed1c85fc18@192.0.2.20: rtpengine_manage: 12 345 calls took 5.001 s",
      "  0:02:05.400 offer to udp:10.0.0.1:2223 (engine a): timed out after 5 sends; weighted: 248 mod 2"};
  run.result->nodes[0].sends = 10815;
  const std::string text = report::verdict(run);
  BOOST_TEST(longest_line(text) <= 80U, text);
  // A number stays with its unit and in one piece; what is indented goes on below itself.
  BOOST_TEST(has(text,
                 "calls_lost  6 operations went elsewhere, the slowest of those, took\n"
                 "                    5.1 s (allowed 2 s)\n"),
             text);
  BOOST_TEST(has(text,
                 "\n          call d5f0b16de69a84e1491791ed1c85fc18@192.0.2.20: rtpengine_manage:\n"
                 "          12 345 calls took 5.001 s\n"),
             text);
  BOOST_TEST(has(text,
                 "\n            0:02:05.400 offer to udp:10.0.0.1:2223 (engine a): timed out after 5\n"
                 "              sends; weighted: 248 mod 2\n"),
             text);
  BOOST_TEST(has(text,
                 "  node               engine  calls  answered  refused  no reply  again  pings\n"
                 "  udp:10.0.0.1:2223  a       3 600    10 800        0         0     15      0\n"),
             text);
}

BOOST_AUTO_TEST_CASE(verdict_of_a_run_that_could_not_be_set_up) {
  const std::string text = report::verdict(error_run());
  BOOST_TEST(text.starts_with("ERROR  Two engines\n"));
  BOOST_TEST(has(text, "127.0.0.1:2223: address in use"));
}

BOOST_AUTO_TEST_CASE(junit_is_well_formed_and_counts) {
  PlayedRun cut = passed_run();
  cut.result->end = RunEnd::event_limit;
  const std::vector<PlayedRun> runs = {passed_run(), failed_run(), error_run(), cut};
  const std::string xml = report::junit_xml(runs);
  pugi::xml_document document;
  BOOST_REQUIRE(bool(document.load_string(xml.c_str())));
  const auto suites = document.child("testsuites");
  BOOST_TEST(suites.attribute("tests").as_int() == 6);
  BOOST_TEST(suites.attribute("failures").as_int() == 1);
  BOOST_TEST(suites.attribute("errors").as_int() == 2);
  BOOST_TEST(std::distance(suites.begin(), suites.end()) == 4);
  int tests = 0, failures = 0, errors = 0;
  for (const auto& node : suites.select_nodes("//testcase")) {
    ++tests;
    BOOST_TEST(node.node().attribute("classname").value() == std::string("scenarios.two"));
  }
  failures = static_cast<int>(suites.select_nodes("//failure").size());
  errors = static_cast<int>(suites.select_nodes("//error").size());
  BOOST_TEST(tests == 6);
  BOOST_TEST(failures == 1);
  BOOST_TEST(errors == 2);
  const auto failure = suites.select_node("//failure").node();
  BOOST_TEST(failure.attribute("message").value() == std::string("3 calls lost, allowed 0"));
  const std::string text = failure.text().get();
  BOOST_TEST(has(text, "call 17 \\x1b[31mevil\\x01 <&>\" \\xff"), text);
  BOOST_TEST(has(text, "seed: 7\nreplay: rtpe-lab run scenarios/two.toml --seed 7"), text);
  BOOST_TEST(failure.parent().attribute("name").value() == std::string("calls_lost (seed 7)"));
  BOOST_TEST(failure.parent().attribute("line").as_int() == 44);
  BOOST_TEST(suites.child("testsuite").attribute("time").value() == std::string("0.900"));
  for (const char c : xml) BOOST_TEST((static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t'));
}

BOOST_AUTO_TEST_CASE(junit_of_many_runs_stays_within_its_bound_and_keeps_every_case) {
  std::vector<PlayedRun> runs(200, passed_run());
  runs.push_back(failed_run());
  const auto cases = [](const std::string& xml) {
    pugi::xml_document document;
    BOOST_REQUIRE(bool(document.load_string(xml.c_str())));
    return document.select_nodes("//testcase").size();
  };
  const std::string all = report::junit_xml(runs), part = report::junit_xml_within(runs, all.size() - 1),
                    little = report::junit_xml_within(runs, part.size() - 1), least = report::junit_xml_within(runs, 0);
  BOOST_TEST(all.size() > 2 * part.size());
  BOOST_TEST(part.size() > little.size());
  BOOST_TEST(little.size() > least.size());
  BOOST_TEST(has(part, "FAILED  "));
  BOOST_TEST(!has(part, "PASSED  "));
  BOOST_TEST(!has(little, "FAILED  "));
  BOOST_TEST(has(little, "call 17"));
  BOOST_TEST(!has(least, "call 17"));
  for (const std::string* xml : {&all, &part, &little, &least}) {
    BOOST_TEST(cases(*xml) == cases(all));
    BOOST_TEST(has(*xml, "replay: rtpe-lab run scenarios/two.toml --seed 7"));
  }
}

/// A check that had nothing to judge by.
PlayedRun unjudged_run() {
  PlayedRun run = passed_run();
  run.result->checks.push_back({.that = "share", .summary = "no call was set up"});
  return run;
}

BOOST_AUTO_TEST_CASE(what_is_not_judged_is_not_passed) {
  const PlayedRun run = unjudged_run();
  BOOST_TEST(!run.passed());
  BOOST_TEST((run.result->outcome() == CheckOutcome::not_judged));
  const std::string text = report::verdict(run);
  BOOST_TEST(text.starts_with("NOT JUDGED  Two engines\n"), text);
  BOOST_TEST(has(text, "--    share     not judged: no call was set up\n"), text);
  pugi::xml_document document;
  BOOST_REQUIRE(bool(document.load_string(report::junit_xml(std::vector{run}).c_str())));
  const auto suites = document.child("testsuites");
  BOOST_TEST(suites.attribute("skipped").as_int() == 1);
  BOOST_TEST(suites.attribute("failures").as_int() == 0);
  BOOST_TEST(suites.select_node("//skipped").node().attribute("message").value() ==
             std::string("not judged: no call was set up"));
  const auto summary = boost::json::parse(report::summary_json(std::vector{run}));
  BOOST_TEST(!summary.at("passed").as_bool());
  BOOST_TEST(summary.at("runs").at(0).at("outcome").as_string() == "not judged");
  BOOST_TEST(summary.at("runs").at(0).at("checks").at(1).at("outcome").as_string() == "not judged");
  PlayedRun failed = failed_run();
  failed.result->checks.push_back(run.result->checks.back());
  BOOST_TEST((failed.result->outcome() == CheckOutcome::failed));
}

BOOST_AUTO_TEST_CASE(a_run_whose_calls_needed_no_node_has_tried_nothing) {
  PlayedRun run = passed_run();
  run.result->commands = 0;
  BOOST_TEST((run.result->outcome() == CheckOutcome::not_judged));
  BOOST_TEST(report::verdict(run).starts_with("NOT JUDGED"));
  BOOST_TEST(has(report::verdict(run), "no call needed a node, so nothing was tried"));
  BOOST_TEST(has(report::junit_xml(std::vector{run}), "skipped=\"1\""));
  run.result->operations_failed = 1;  // a node was needed, and none was there
  BOOST_TEST(run.passed());
}

BOOST_AUTO_TEST_CASE(refusals_waits_and_latencies_are_in_every_form) {
  PlayedRun run = passed_run();
  run.result->nodes[0].refused = 1236;
  run.result->sip_messages = 100;
  run.result->sip_dropped = 300;
  run.result->sip_waited = 90;
  run.result->sip_waited_longest = 82s;
  run.result->most_queued = 256;
  const std::string text = report::verdict(run);
  BOOST_TEST(has(text, "udp:10.0.0.1:2223 refused 1 236 commands: 1 234 Ran out of ports, 2 Unknown\n  call-ID\n"),
             text);
  BOOST_TEST(
      has(text, "90 of 100 SIP messages waited for a worker, 1 min 22 s at the longest; 256 in\n  the queue at most\n"),
      text);
  BOOST_TEST(has(text, "300 of 400 SIP messages that came were dropped, the queue was full\n"), text);
  BOOST_TEST(has(text, "  udp:10.0.0.1:2223   offer       3 600  1.25 ms   0 s   0 s  11.0 ms\n"), text);
  BOOST_TEST(longest_line(text) <= 80U, text);
  BOOST_TEST(has(report::junit_xml(std::vector{run}), "1 234 Ran out of ports"));
  const auto summary = boost::json::parse(report::summary_json(std::vector{run})).at("runs").at(0);
  const auto& node = summary.at("nodes").at(0);
  BOOST_TEST(node.at("refusals").at(0).at("reason").as_string() == "Ran out of ports");
  BOOST_TEST(node.at("refusals").at(0).at("count").to_number<int>() == 1234);
  BOOST_TEST(node.at("latency").at("offer").at("median_ns").to_number<int>() == 1'250'000);
  BOOST_TEST(node.at("latency").at("all").at("p99_ns").to_number<int>() == 9'000'000);
  BOOST_TEST(summary.at("sip_messages").at("waited_longest_ns").to_number<std::int64_t>() == 82'000'000'000);
  BOOST_TEST(summary.at("sip_messages").at("most_queued").to_number<int>() == 256);
}

BOOST_AUTO_TEST_CASE(two_checks_of_one_kind_have_two_names) {
  PlayedRun run = passed_run();
  run.result->checks.push_back(run.result->checks.front());
  const std::string xml = report::junit_xml(std::vector{run});
  BOOST_TEST(has(xml, "name=\"affinity (seed 7)\""));
  BOOST_TEST(has(xml, "name=\"affinity (seed 7) #2\""));
}

BOOST_AUTO_TEST_CASE(summary_is_json) {
  const std::vector<PlayedRun> runs = {failed_run(), error_run()};
  const auto summary = boost::json::parse(report::summary_json(runs));
  BOOST_TEST(summary.at("schema").as_int64() == 2);
  BOOST_TEST(!summary.at("passed").as_bool());
  const auto& failed = summary.at("runs").at(0);
  BOOST_TEST(failed.at("calls").at("started").to_number<int>() == 7200);
  BOOST_TEST(failed.at("checks").at(1).at("that").as_string() == "calls_lost");
  BOOST_TEST(failed.at("nodes").at(0).at("time_disabled_ns").to_number<std::int64_t>() == 91'000'000'000);
  BOOST_TEST(summary.at("runs").at(1).at("error").as_string() == "127.0.0.1:2223: address in use");
  BOOST_TEST(boost::json::parse(report::summary_json(std::vector{passed_run()})).at("passed").as_bool());
}

BOOST_AUTO_TEST_SUITE_END()
