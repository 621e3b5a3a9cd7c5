// `rtpe-lab check` and the command line around it: exit codes, where what is printed, the nearest verb.
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(check_command_test)

namespace {

using rtpe::test::Ran;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string library = rtpe::test::source_directory() + "/scenarios/library";
constexpr auto broken =
    "[client]\nworker = 8\nrtpengine_sock = 'udp:10.0.0.1:2223'\n[routing]\n[[traffic]]\ncount = 1\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(check_command, rtpe::test::LabProgram)

BOOST_AUTO_TEST_CASE(valid_files_exit_with_0) {
  const Ran one = run("check " + library + "/node-dies-mid-call.toml");
  BOOST_TEST(one.exit_code == 0);
  BOOST_TEST(has(one.out, "node-dies-mid-call.toml: valid (2 engines, 1 fault, "), one.out);
  BOOST_TEST(one.err == "");
  const Ran directory = run("check " + library);
  BOOST_TEST(directory.exit_code == 0);
  BOOST_TEST(has(directory.out, "steady-cluster.toml: valid"));
}

BOOST_AUTO_TEST_CASE(a_broken_file_exits_with_2_and_shows_the_place) {
  const std::string path = file("broken.toml", broken);
  const Ran ran = run("check " + path);
  BOOST_TEST(ran.exit_code == 2);
  BOOST_TEST(ran.out == "");
  BOOST_TEST(has(ran.err, "rtpe-lab: " + path + ":2:1: [client] knows no key \"worker\"; did you mean \"workers\"?\n" +
                              "    2 | worker = 8\n      | ^\n"),
             ran.err);
}

BOOST_AUTO_TEST_CASE(strict_makes_warnings_errors) {
  const std::string path = file("doubtful.toml", R"(
title = "Doubtful"
[client]
rtpengine_sock = ["udp:10.0.0.1:2223=-1"]
hash_algo = 3
rtpengine_retr = 0
[routing]
"request INVITE" = ['rtpengine_offer("via-branch=xyz")']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[traffic]]
count = 1
[[check]]
that = "calls_lost"
)");
  const Ran mild = run("check " + path);
  BOOST_TEST(mild.exit_code == 0, mild.err);
  const Ran strict = run("check --strict " + path);
  BOOST_TEST(strict.exit_code == 2);
  BOOST_TEST(strict.out == "");
  for (const char* part : {":4:20: Kamailio reads the weight \"-1\"", ":5:13: hash_algo 3 is no algorithm",
                           ":6:18: rtpengine_retr 0 sends nothing", "returns -1 always and sends nothing"}) {
    BOOST_TEST(has(mild.err, part), mild.err);
    BOOST_TEST(has(strict.err, part), strict.err);
  }
  BOOST_TEST(!has(strict.err, "warning: "), strict.err);
  const std::string later = file("later.toml", R"(
title = "Of a later release"
[client]
rtpengine_sock = ["udp:10.0.0.1:2223"]
ping_mode = 0
ping_interval = 60
[routing]
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[traffic]]
count = 1
)");
  const Ran refused = run("check " + later);
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(has(refused.err,
                 "later.toml:5:13: ping_mode: kamailio-5.6 does not know this parameter; it came with kamailio-5.8"),
             refused.err);
  BOOST_TEST(has(refused.err, "ping_interval: kamailio-5.6 does not know this parameter; it came with kamailio-6.0"),
             refused.err);
}

BOOST_AUTO_TEST_CASE(the_gravest_file_decides) {
  const std::string path = file("broken.toml", broken);
  BOOST_TEST(run("check " + library + "/steady-cluster.toml " + path).exit_code == 2);
  const Ran missing = run("check " + path_of("nothing.toml"));
  BOOST_TEST(missing.exit_code == 3);
  BOOST_TEST(has(missing.err, "there is no such file or directory"));
  std::filesystem::create_directories(path_of("empty"));
  BOOST_TEST(run("check " + path_of("empty")).exit_code == 3);
}

BOOST_AUTO_TEST_CASE(json_is_one_array_on_stdout) {
  const std::string path = file("broken.toml", broken);
  const Ran ran = run("check --json " + library + "/node-without-engine.toml " + path);
  BOOST_TEST(ran.exit_code == 2);
  BOOST_TEST(ran.err == "");
  const auto files = boost::json::parse(ran.out).as_array();
  BOOST_REQUIRE(files.size() == 2U);
  BOOST_TEST(files[0].at("valid").as_bool());
  BOOST_TEST(files[0].at("warnings").as_array().size() == 1U);
  BOOST_TEST(!files[1].at("valid").as_bool());
  const auto& error = files[1].at("errors").at(0);
  BOOST_TEST(error.at("line").as_int64() == 2);
  BOOST_TEST(error.at("column").as_int64() == 1);
  BOOST_TEST(has(error.at("message").as_string().c_str(), "did you mean \"workers\"?"));
  BOOST_TEST(has(error.at("excerpt").as_string().c_str(), "worker = 8"));
}

BOOST_AUTO_TEST_CASE(hostile_bytes_do_not_reach_the_terminal) {
  const std::string path = file("hostile.toml", "x = \"\x1b[31m\xff\"\n\x1b]0;title\x07 = 1\n");
  const Ran ran = run("check " + path);
  BOOST_TEST(ran.exit_code == 2);
  for (const char c : {'\x1b', '\x07', '\xff'}) BOOST_TEST(!has(ran.err, std::string(1, c)));
}

BOOST_AUTO_TEST_CASE(wrong_usage_exits_with_2_and_helps) {
  const std::pair<const char*, const char*> rows[] = {
      {"chek x", "\"chek\" is no verb; did you mean \"check\"?"},
      {"frobnicate", "\"frobnicate\" is no verb; the verbs are advise, audit, calls, chaos, check, "},
      {"", "a verb is needed"},
      {"check", "FILE is required; see rtpe-lab check --help"},
      {"check --jsn x", "--jsn"},
      {"--bogus", "see rtpe-lab --help"},
  };
  for (const auto& [arguments, message] : rows) {
    const Ran ran = run(arguments);
    BOOST_TEST(ran.exit_code == 2, arguments);
    BOOST_TEST(ran.out == "", arguments);
    BOOST_TEST(has(ran.err, message), arguments << ": " << ran.err);
  }
}

BOOST_AUTO_TEST_CASE(help_and_version) {
  const Ran version = run("--version");
  BOOST_TEST(version.exit_code == 0);
  BOOST_TEST(version.out.starts_with("rtpe-lab "));
  BOOST_TEST(run("version").out == version.out);
  for (const char* arguments : {"--help", "check --help"}) {
    const Ran help = run(arguments);
    BOOST_TEST(help.exit_code == 0);
    BOOST_TEST(help.out.find("Examples:") < help.out.find("Usage:"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
