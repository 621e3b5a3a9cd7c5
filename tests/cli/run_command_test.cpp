// `rtpe-lab run` and `rtpe-lab pcap ls` as a user runs them: exit codes, files, what is printed where.
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/database.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/two_scenarios.hpp"

BOOST_AUTO_TEST_SUITE(run_command_test)

namespace {

using rtpe::test::Ran;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

using rtpe::test::TwoScenarios;
constexpr auto scenario = &rtpe::test::small_scenario;

const std::string captures = rtpe::test::data_directory() + "/pcap/";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(run_command, TwoScenarios)

BOOST_AUTO_TEST_CASE(a_passed_run) {
  const Ran ran = run("run good.toml");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(ran.out.starts_with("PASSED  Steady\n"), ran.out);
  BOOST_TEST(has(ran.out, "seed 3, virtual time: "), ran.out);
  BOOST_TEST(has(ran.out, "20 calls: 20 completed, 0 failed"), ran.out);
  BOOST_TEST(!has(ran.out, "\x1b"));
  BOOST_TEST(ran.err == "");
}

BOOST_AUTO_TEST_CASE(situations_of_all_runs) {
  const Ran one = run("run good.toml --situations");
  BOOST_TEST(one.exit_code == 0, one.err);
  BOOST_TEST(has(one.out, "PASSED  Steady\n"), one.out);
  BOOST_TEST(has(one.out, "the call table gave the node"), one.out);
  BOOST_TEST(has(one.out, "\nnever reached:\n"), one.out);
  const Ran several = run("run good.toml bad.toml --situations --jobs 2");
  BOOST_TEST(has(several.out, "2 of 2"), several.out);
}

BOOST_AUTO_TEST_CASE(a_failed_run) {
  const Ran ran = run("run bad.toml");
  BOOST_TEST(ran.exit_code == 1, ran.err);
  BOOST_TEST(ran.out.starts_with("FAILED  Broken\n"), ran.out);
  BOOST_TEST(has(ran.out, "FAIL  calls_lost"), ran.out);
}

BOOST_AUTO_TEST_CASE(runs_are_chosen_by_tag_repeated_and_cut_short) {
  (void)file("tagged.toml", "tags = ['nightly', 'small']\n" + scenario("Tagged", "calls_lost", "max = 0"));
  const Ran tagged = run("run . --tag nightly --tag weekly");
  BOOST_TEST(tagged.exit_code == 0, tagged.err);
  BOOST_TEST(has(tagged.out, "PASSED  Tagged"));
  BOOST_TEST(!has(tagged.out, "Steady"), tagged.out);
  BOOST_TEST(has(run("run good.toml --repeat 3").out, "3 runs: 3 passed"));
  const Ran fast = run("run bad.toml good.toml --jobs 1 --fail-fast");
  BOOST_TEST(fast.exit_code == 1);
  BOOST_TEST(has(fast.err, "1 of 2 runs were not played"), fast.err);
  const Ran cut = run("run good.toml --until 3s");
  BOOST_TEST(has(cut.out, "not over"), cut.out);
  BOOST_TEST(has(run("run bad.toml --until 3s --json").out, "--until 3s"));
}

BOOST_AUTO_TEST_CASE(a_run_that_takes_too_long_is_interrupted_and_fails) {
  std::string endless = scenario("Endless", "calls_lost", "max = 0");
  endless.replace(endless.find("count = 20"), 10, "until = '400h'");
  (void)file("endless.toml", endless);
  const Ran ran = run("run endless.toml --timeout 300ms");
  BOOST_TEST(ran.exit_code == 1, ran.err);
  BOOST_TEST(ran.out.starts_with("INTERRUPTED  Endless"), ran.out);
}

BOOST_AUTO_TEST_CASE(an_announced_failure_is_a_pass) {
  (void)file("announced.toml", scenario("Announced", "table_size", "max = 3\nexpect = 'fail'"));
  const Ran announced = run("run announced.toml");
  BOOST_TEST(announced.exit_code == 0, announced.out);
  BOOST_TEST(has(announced.out, "ok    table_size  failed as expected: at most"), announced.out);
  (void)file("missed.toml", scenario("Missed", "table_size", "max = 300\nexpect = 'fail'"));
  const Ran missed = run("run missed.toml --events missed.jsonl");
  BOOST_TEST(missed.exit_code == 1, missed.out);
  BOOST_TEST(has(missed.out, "FAIL  table_size  was expected to fail: at most"), missed.out);
  const Ran read_back = run("report missed.jsonl");
  BOOST_TEST(read_back.exit_code == 1, read_back.err);
  BOOST_TEST(has(read_back.out, "FAIL  table_size  was expected to fail"), read_back.out);
}

BOOST_AUTO_TEST_CASE(wrong_usage_and_missing_things) {
  const struct {
    const char* arguments;
    int exit_code;
    const char* err;
  } rows[] = {
      {"run", 2, "FILE is required"},
      {"run nowhere.toml", 3, "there is no such file"},
      {"run good.toml --seed x", 2, "--seed: \"x\" is no seed"},
      {"run good.toml --seed 5..2", 2, "the range 5..2 ends before it begins"},
      {"run good.toml --seed 0..18446744073709551615", 2, "seeds"},
      {"run good.toml --clock warp", 2, "--clock"},
      {"run good.toml --client kamailio --clock virtual", 2, "--clock virtual: other programs live in real time"},
      {"run good.toml --client kamailio --control unix:x", 2, "--control with other programs"},
      {"run good.toml --engines none", 2, "--engines"},
      {"run good.toml --filter nothing", 2, "no scenario matches"},
      {"run good.toml --jobs 0", 2, "--jobs"},
      {"run good.toml --tag nightly", 2, "no scenario has the tag nightly"},
      {"run good.toml --until soon", 2, "--until"},
      {"run good.toml --timeout 0s", 2, "--timeout: a run of no duration"},
      {"run good.toml --repeat 0", 2, "--repeat"},
      {"run good.toml --clock real --jobs 2", 2, "one after the other"},
      {"run good.toml --seed 1..2 --pcap x.pcapng", 2, "one file cannot hold 2 runs"},
      {"run good.toml --junit /no/such/folder/x.xml", 3, "cannot create"},
      {"run good.toml --events /no/such/folder/x", 3, ""},
      {"run good.toml --pcap /no/such/folder/x", 3, ""},
      {"run good.toml --events /dev/full", 3, ""},
      {"run good.toml --out /dev/null/x", 3, "cannot make this folder"},
      {"run good.toml --json --quiet", 2, "excludes"},
      {"run good.toml --json --situations", 2, "excludes"},
      {"run good.toml --wrong", 2, "--wrong"},
      {"pcap", 2, "subcommand"},
      {"pcap ls", 2, "FILE is required"},
      {"pcap ls nowhere.pcap", 3, "nowhere.pcap: cannot open"},
      {"pcap ls good.toml", 2, "not a capture"},
  };
  for (const auto& row : rows) {
    const Ran ran = run(row.arguments);
    BOOST_TEST(ran.exit_code == row.exit_code, row.arguments << ": " << ran.exit_code << " " << ran.err);
    BOOST_TEST(has(ran.err, row.err), row.arguments << ": " << ran.err);
  }
}

BOOST_AUTO_TEST_CASE(an_invalid_file_among_good_ones_plays_nothing) {
  (void)file("wrong.toml", "titel = 'x'\n");
  const Ran ran = run("run good.toml wrong.toml --out out");
  BOOST_TEST(ran.exit_code == 2);
  BOOST_TEST(has(ran.err, "wrong.toml:1:1"), ran.err);
  BOOST_TEST(ran.out == "");
  BOOST_TEST(!std::filesystem::exists(path_of("out")));
}

BOOST_AUTO_TEST_CASE(reports_of_one_run) {
  const Ran ran = run("run good.toml --out out --pcap sent.pcapng --junit j.xml");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(content("out/verdict.txt") == ran.out);
  const auto summary = boost::json::parse(content("out/summary.json"));
  BOOST_TEST(summary.at("passed").as_bool());
  BOOST_TEST(summary.at("runs").at(0).at("seed").to_number<int>() == 3);
  BOOST_TEST(has(content("j.xml"), "<testsuites"));
  BOOST_TEST(content("j.xml") == content("out/junit.xml"));
  std::istringstream events(content("out/events.jsonl"));
  std::size_t lines = 0;
  for (std::string line; std::getline(events, line); ++lines) boost::json::parse(line);
  BOOST_TEST(lines > 100U);
  BOOST_TEST(lines == summary.at("runs").at(0).at("events").to_number<std::size_t>());
  const Ran listed = run("pcap ls sent.pcapng --json");
  BOOST_TEST(listed.exit_code == 0, listed.err);
  std::istringstream records(listed.out);
  std::size_t exchanges = 0;
  for (std::string line; std::getline(records, line);)
    if (boost::json::parse(line).at("record").as_string() == "exchange") ++exchanges;
  BOOST_TEST(exchanges == summary.at("runs").at(0).at("exchanges").to_number<std::size_t>());
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bytes_and_another_seed_others) {
  BOOST_TEST(run("run good.toml --events a --pcap pa -q").exit_code == 0);
  BOOST_TEST(run("run good.toml --events b --pcap pb -q").exit_code == 0);
  BOOST_TEST(run("run good.toml --events c --seed 4 -q").exit_code == 0);
  BOOST_TEST((content("a") == content("b")));
  BOOST_TEST((content("pa") == content("pb")));
  BOOST_TEST((content("a") != content("c")));
}

BOOST_AUTO_TEST_CASE(several_runs_in_order_whatever_the_jobs) {
  const auto without_wall = [](std::string text) {
    for (auto at = text.find(" in "); at != std::string::npos; at = text.find(" in ", at + 1))
      if (at < text.find('\n', at) &&
          has(text.substr(text.rfind('\n', at) + 1, at - text.rfind('\n', at)), "virtual time"))
        text.erase(at, text.find('\n', at) - at);
    return text;
  };
  const Ran one = run("run good.toml bad.toml --seed 1..3 --jobs 1 --out o1");
  const Ran four = run("run good.toml bad.toml --seed 1..3 --jobs 4 --out o4");
  BOOST_TEST(one.exit_code == 1);
  BOOST_TEST(four.exit_code == 1);
  BOOST_TEST(without_wall(one.out) == without_wall(four.out));
  BOOST_TEST(has(four.out, "6 runs: 3 passed, 3 failed"), four.out);
  BOOST_TEST(content("o1/good-seed-2/events.jsonl") == content("o4/good-seed-2/events.jsonl"));
  BOOST_TEST(has(content("o4/junit.xml"), "tests=\"6\""));
}

BOOST_AUTO_TEST_CASE(what_is_printed) {
  const Ran list = run("run . --list");
  BOOST_TEST(list.exit_code == 0);
  BOOST_TEST(has(list.out, "good.toml  Steady (seed 3; calls_lost)\n"), list.out);
  const Ran filtered = run("run . --filter 'go*' --list");
  BOOST_TEST(!has(filtered.out, "Broken"));
  BOOST_TEST(run("run good.toml --quiet").out == "");
  BOOST_TEST(run("run bad.toml --quiet").out.starts_with("FAILED"));
  const Ran json = run("run good.toml bad.toml --json");
  BOOST_TEST(json.exit_code == 1);
  BOOST_TEST(boost::json::parse(json.out).at("runs").as_array().size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_interrupt_ends_with_what_is_known) {
  auto text = scenario("Long", "calls_lost", "max = 0");
  text.replace(text.find("count = 20"), 10, "until = '2000h'");
  (void)file("long.toml", text);
  const Ran ran = run("run long.toml & pid=$!; sleep 1; kill -INT $pid; wait $pid");
  BOOST_TEST(ran.exit_code == 1, ran.err);
  BOOST_TEST(ran.out.starts_with("INTERRUPTED  Long\n"), ran.out);
}

BOOST_AUTO_TEST_CASE(a_closed_pipe_is_no_error_message) {
  const Ran ran = run("pcap ls " + captures + "ng_framing_raw.pcap --json", "| head -1");
  BOOST_TEST(has(ran.out, "\"record\":\"exchange\""));
  BOOST_TEST(ran.err == "");
}

BOOST_AUTO_TEST_CASE(a_damaged_capture_shows_what_was_readable) {
  const std::string whole = content(captures + "sip_kill9_reinvite.pcap");
  (void)file("cut.pcap", whole.substr(0, 5000));
  const Ran ran = run("pcap ls cut.pcap");
  BOOST_TEST(ran.exit_code == 2);
  BOOST_TEST(has(ran.out, "1-18647@127.0.8.20"), ran.out);
  BOOST_TEST(has(ran.err, "after frame 9, near byte 5000"), ran.err);
}

BOOST_AUTO_TEST_CASE(the_node_that_died) {
  const Ran ran = run("pcap ls " + captures + "sip_kill9_reinvite.pcap");
  BOOST_TEST(ran.exit_code == 0);
  BOOST_TEST(has(ran.out, "no answer"), ran.out);
  BOOST_TEST(has(ran.out, "silent since 2.504920, 1 unanswered"), ran.out);
}

/// The nodes of a scenario may stand in a database, as Kamailio's may.
BOOST_AUTO_TEST_CASE(nodes_come_from_sqlite) {
  constexpr const char* rest = R"([routing]
"request INVITE" = ['set_rtpengine_set("2")', 'rtpengine_manage()']
"request BYE" = ['set_rtpengine_set("2")', 'rtpengine_manage()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
count = 10
hold = "1s"
[[check]]
that = "calls_lost"
max = 0
)";
  const rtpe::test::SqliteFile nodes;
  nodes.execute(rtpe::test::rtpengine_tables("rtpengine", "setid"));
  nodes.execute("INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (0, 'udp:10.0.0.1:2223', 1, 0)");
  nodes.execute("INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (2, 'udp:10.0.0.2:2223', 1, 0)");
  (void)file("rows.toml", "[client]\ndb_url = \"" + nodes.db_url() + "\"\n" + rest);
  (void)file("gone.toml", std::string("[client]\ndb_url = \"sqlite:///nowhere/nodes\"\n") + rest);
  const Ran ran = run("run rows.toml --events rows.jsonl");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(has(content("rows.jsonl"), "udp:10.0.0.2:2223"));
  BOOST_TEST(run("check --strict rows.toml").exit_code == 0);
  for (const char* verb : {"check", "run"}) {
    const Ran failed = run(std::string(verb) + " gone.toml");
    BOOST_TEST(failed.exit_code == 3, failed.err);
    BOOST_TEST(has(failed.err, "gone.toml:1:1: "), failed.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
