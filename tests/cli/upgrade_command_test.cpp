// `rtpe-lab upgrade` and `rtpe-lab check --for` as a user runs them.
#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_FIXTURE_TEST_SUITE(upgrade_command_test, rtpe::test::LabProgram)

using rtpe::test::Ran;
using rtpe::test::source_directory;

namespace {

std::string deployment() {
  return fmt::format("{}/scenarios/library/releases/natmanage-three-engines.toml", source_directory());
}

/// Finding of a JSON report whose sentence has that text; null: none.
const boost::json::value* find_finding(const boost::json::value& report, std::string_view text) {
  for (const boost::json::value& finding : report.at("findings").as_array())
    if (std::string_view(finding.at("says").as_string()).contains(text)) return &finding;
  return nullptr;
}

std::string whole(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// No roots of later releases meanwhile.
struct NoPeers {
  NoPeers() { setenv("RTPE_LAB_PEERS", "/nowhere", 1); }
  ~NoPeers() { unsetenv("RTPE_LAB_PEERS"); }
  NoPeers(const NoPeers&) = delete;
  NoPeers& operator=(const NoPeers&) = delete;
};

std::string_view text_at(const boost::json::value& value, std::string_view key) { return value.at(key).as_string(); }

}  // namespace

BOOST_AUTO_TEST_CASE(calls_that_change_node_are_told_with_their_live_calls) {
  const Ran ran = run("upgrade " + deployment() + " --proxy kamailio-5.6..kamailio-6.1");
  BOOST_TEST(ran.exit_code == 1);
  BOOST_TEST(ran.out.contains("calls of set 0 go to another node"), ran.out);
  BOOST_TEST(ran.out.contains("- udp:10.0.0.1:2223 100.0 %"), ran.out);
  BOOST_TEST(ran.out.contains("proxies ping their nodes 15 times in this play instead of 3"), ran.out);
  BOOST_TEST(ran.out.contains("restarted with its new release at its busiest moment"), ran.out);
  // The same seed tells the same.
  BOOST_TEST(run("upgrade " + deployment() + " --proxy kamailio-6.1").out == ran.out);
}

BOOST_AUTO_TEST_CASE(states_half_way_are_played_too) {
  const Ran ran = run("upgrade " + deployment() + " --proxy kamailio-6.1 --engine rtpengine-12.5 --json");
  BOOST_TEST(ran.exit_code == 1);
  const auto report = boost::json::parse(ran.out);
  std::string names;
  for (const boost::json::value& state : report.at("states").as_array())
    names += fmt::format("{};", text_at(state, "name"));
  BOOST_TEST(names == "before;after;proxies new;engines new;engine a new;engine b new;engine c new;");
  BOOST_TEST(text_at(report.at("states").at(5), "name") == "engine b new");
  BOOST_TEST(report.at("states").at(5).at("engines").at(1).as_string() == "rtpengine-12.5");
  BOOST_TEST(report.at("states").at(5).at("engines").at(2).as_string() == "rtpengine-10.5");
  const auto* keys = find_finding(report, "replies to delete have no longer");
  BOOST_REQUIRE(keys != nullptr);
  BOOST_TEST(text_at(*keys, "harm") == "wire");
  BOOST_TEST(keys->at("count").to_number<int>() == 400);
  // Old engines see the new proxies' key only half way.
  const auto* unknown = find_finding(report, "engines do not know sip-message-type=sip_request");
  BOOST_REQUIRE(unknown != nullptr);
  BOOST_TEST(unknown->at("states").as_array().size() == 1U);
  BOOST_TEST(unknown->at("states").at(0).as_string() == "proxies new");
}

BOOST_AUTO_TEST_CASE(nothing_differs_where_nothing_does) {
  const Ran ran = run(fmt::format("upgrade {}/scenarios/library/single-server.toml --proxy kamailio-5.6..kamailio-5.7",
                                  source_directory()));
  BOOST_TEST(ran.exit_code == 0, ran.out);
  BOOST_TEST(ran.out.contains("Nothing differs."), ran.out);
}

BOOST_AUTO_TEST_CASE(replies_that_become_errors_are_told_first) {
  const Ran ran =
      run(fmt::format("upgrade {}/scenarios/library/releases/equal-tags.toml --engine rtpengine-12.5 --set "
                      "release=rtpengine-10.5",
                      source_directory()));
  BOOST_TEST(ran.exit_code == 1);
  BOOST_TEST(ran.out.contains("\nworse  calls  calls that were fine fail: error reply (1 of 2 calls)\n"), ran.out);
  BOOST_TEST(ran.out.contains("answer is answered \"error: Invalid dialogue association\" instead of \"ok\""), ran.out);
  BOOST_TEST(ran.out.find("worse  calls") < ran.out.find("other  "), ran.out);
}

BOOST_AUTO_TEST_CASE(bodies_that_change_are_shown_line_by_line) {
  const std::string path = file("hold.toml",
                                "[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\n[routing]\n"
                                "\"request INVITE\" = ['rtpengine_offer(\"replace-origin\")']\n"
                                "\"reply 2xx INVITE\" = ['rtpengine_answer(\"replace-origin\")']\n"
                                "[[engine]]\nname = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n[[call]]\ncall_id = \"c1\"\n"
                                "flow = \"re-invite\"\nhold = \"30s\"\ncaller_tag = \"x\"\ncallee_tag = \"x\"\n"
                                "[[check]]\nthat = \"calls_lost\"\n");
  const Ran ran = run("upgrade " + path + " --engine rtpengine-12.5");
  // The ports, the o= line and c= of the two plays differ as well, and say nothing.
  const auto at = ran.out.find("the SDP that offer gives");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string told = ran.out.substr(at, ran.out.find("other  ", at) - at);
  BOOST_TEST(told.contains("lacks lines (a=recvonly) and has new ones (a=sendonly)"), told);
  BOOST_TEST(told.contains("- a=recvonly\n"), told);
  BOOST_TEST(told.contains("+ a=sendonly\n"), told);
  BOOST_TEST(!told.contains("m=audio"), told);
}

BOOST_AUTO_TEST_CASE(variables_that_stay_empty_are_told_with_their_line) {
  std::string text = whole(deployment());
  const auto put = [&](std::string_view before, std::string_view more) {
    const auto at = text.find(before);
    BOOST_REQUIRE(at != std::string::npos);
    text.insert(at, more);
  };
  put("mos_min_pv", "mos_A_label_pv = \"caller\"\nmos_average_A_pv = \"$avp(mos_average_A)\"\n");
  put("SIP-source-address replace", "label=caller ");
  put("replace-origin replace-session-connection\");\n    }\n    return", "label=caller ");
  const Ran ran = run("upgrade " + file("labelled.toml", text) + " --engine rtpengine-12.5");
  BOOST_TEST(ran.exit_code == 1);
  BOOST_TEST(ran.out.contains("$avp(mos_average_A) (mos_average_A_pv) is filled in 0 calls instead of 400"), ran.out);
  BOOST_TEST(ran.out.contains("labelled.toml:9:1"), ran.out);
  BOOST_TEST(!ran.out.contains("(mos_average_pv) is filled"), ran.out);  // that of all legs is as it was
}

BOOST_AUTO_TEST_CASE(what_a_release_does_not_start_with_comes_first) {
  const std::string path = file("timer.toml",
                                "[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\npersonality = \"kamailio-6.1\"\n"
                                "ping_interval = 60\n[routing]\n\"request INVITE\" = ['rtpengine_offer()']\n"
                                "[[engine]]\nname = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n[[traffic]]\ncount = 1\n"
                                "[[check]]\nthat = \"affinity\"\n");
  const Ran ran = run("upgrade " + path + " --proxy kamailio-5.6");
  BOOST_TEST(ran.exit_code == 1);
  const auto first = ran.out.substr(ran.out.find("\n\n") + 2);
  BOOST_TEST(first.starts_with("worse  start  Kamailio does not start: "), ran.out);
  BOOST_TEST(first.contains("ping_interval"), ran.out);
  BOOST_TEST(first.contains("timer.toml:4:"), ran.out);
}

BOOST_AUTO_TEST_CASE(a_configuration_is_upgraded_as_it_stands) {
  const std::string path =
      file("k.cfg",
           "modparam(\"rtpengine\",\"rtpengine_sock\",\"udp:127.0.0.1:2223\")\nrequest_route {\n"
           "  if (is_method(\"INVITE\")) { rtpengine_offer(\"replace-origin static-codecs blah\"); t_relay(); }\n}\n");
  const Ran ran = run("upgrade " + path + " --engine rtpengine-12.5");
  BOOST_TEST(ran.out.contains("engines know \"static-codecs\" now, which they ignored"), ran.out);
  BOOST_TEST(ran.out.contains("at " + path + ":3:"), ran.out);
  BOOST_TEST(!ran.out.contains("blah"), ran.out);  // neither knows it: nothing changes

  const Ran old = run("check --for kamailio-5.6,rtpengine-10.5 " + path),
            fresh = run("check --for rtpengine-12.5 " + path);
  BOOST_TEST(old.exit_code == 1);
  BOOST_TEST(old.out.contains("rtpengine-10.5 does not know \"static-codecs\" and ignores it; rtpengine-12.5 does"),
             old.out);
  BOOST_TEST(old.out.contains("rtpengine-10.5 does not know \"blah\""), old.out);
  BOOST_TEST(fresh.exit_code == 1);
  BOOST_TEST(!fresh.out.contains("static-codecs"), fresh.out);
  BOOST_TEST(fresh.out.contains("rtpengine-12.5 does not know \"blah\""), fresh.out);
}

BOOST_AUTO_TEST_CASE(a_parameter_that_a_release_has_not_stops_its_start) {
  const std::string path = file(
      "k.cfg",
      "modparam(\"rtpengine\",\"rtpengine_sock\",\"udp:127.0.0.1:2223\")\nmodparam(\"rtpengine\",\"ping_mode\",1)\n"
      "request_route {\n  rtpengine_offer(\"replace-origin\"); t_relay();\n}\n");
  const Ran old = run("check --for kamailio-5.6 " + path), fresh = run("check --for kamailio-6.1 " + path);
  BOOST_TEST(old.exit_code == 2);
  BOOST_TEST(old.out.contains(path + ":2:"), old.out);
  BOOST_TEST(old.out.contains("ping_mode"), old.out);
  BOOST_TEST(fresh.exit_code == 0, fresh.out);
  // Of several pairs each line says of which it is.
  const Ran both = run("check --for kamailio-5.6,kamailio-6.1 " + path);
  BOOST_TEST(both.exit_code == 2);
  BOOST_TEST(both.out.contains("[kamailio-5.6]\n"), both.out);
  BOOST_TEST(fresh.out.contains("kamailio-6.1 knows all of it"), fresh.out);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_judged_is_said) {
  const std::string path = file("k.cfg",
                                "modparam(\"rtpengine\",\"rtpengine_sock\",\"udp:127.0.0.1:2223\")\nrequest_route {\n"
                                "  $var(f) = \"blah\";\n  rtpengine_offer(\"$var(f)\"); t_relay();\n}\n");
  const Ran ran = run("check --for rtpengine-12.5 " + path);
  BOOST_TEST(ran.exit_code == 0, ran.out);
  BOOST_TEST(ran.out.contains("rtpengine-12.5 knows all of it that was judged\n"), ran.out);
  BOOST_TEST(ran.out.contains("not judged, only a call tells its flags: rtpengine_offer(\"$var(f)\")"), ran.out);
  const auto report = boost::json::parse(run("check --json --for rtpengine-12.5 " + path).out);
  BOOST_TEST(report.at(0).at("not_judged").as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(all_cases_of_a_matrix_are_judged) {
  const std::string path =
      file("cases.toml",
           "[matrix]\nmore = [\"\", \"blah\", \"blub\"]\n[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\n"
           "[routing]\n\"request INVITE\" = ['rtpengine_offer(\"replace-origin ${more}\")']\n"
           "[[engine]]\nname = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n[[traffic]]\ncount = 1\n"
           "[[check]]\nthat = \"affinity\"\n");
  const Ran ran = run("check --for rtpengine-12.5 " + path);
  BOOST_TEST(ran.exit_code == 1, ran.out);
  BOOST_TEST(ran.out.contains("does not know \"blah\""), ran.out);
  BOOST_TEST(ran.out.contains("does not know \"blub\""), ran.out);
}

BOOST_AUTO_TEST_CASE(what_real_programs_cannot_confirm_is_said_with_the_reason) {
  const NoPeers none;
  const std::string small = file("small.toml",
                                 "[client]\nrtpengine_sock = \"udp:10.0.0.1:2223=500 udp:10.0.0.2:2223=300\"\n"
                                 "[routing]\n\"request INVITE\" = ['rtpengine_offer(\"replace-origin\")']\n"
                                 "[[engine]]\nname = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n"
                                 "[[engine]]\nname = \"b\"\nlisten = \"udp:10.0.0.2:2223\"\n"
                                 "[[traffic]]\ncount = 20\n[[check]]\nthat = \"affinity\"\n");
  // A root that is not made: named, with what makes it, and the findings are those without --confirm.
  const Ran plain = run("upgrade " + small + " --proxy kamailio-6.1"),
            ran = run("upgrade " + small + " --proxy kamailio-6.1 --confirm");
  BOOST_TEST(plain.exit_code == 1);
  BOOST_TEST(ran.exit_code == 3, ran.out);
  BOOST_TEST(ran.err.contains("/nowhere/unstable/usr/sbin/kamailio: is not there for kamailio-6.1"), ran.err);
  BOOST_TEST(ran.err.contains("scripts/install-peers unstable"), ran.err);
  BOOST_TEST(
      ran.out.contains("              real: cannot be confirmed: /nowhere/unstable/usr/sbin/kamailio is not there"),
      ran.out);
  std::string without;
  for (std::size_t at = 0; at < ran.out.size();) {
    const std::size_t end = ran.out.find('\n', at) + 1;
    if (!ran.out.substr(at, end - at).starts_with("              real: ")) without += ran.out.substr(at, end - at);
    at = end;
  }
  BOOST_TEST(without.starts_with(plain.out.substr(0, plain.out.size() - 1)), without);
  // A release that no real program plays is nothing that is missing.
  const Ran between = run("upgrade " + small + " --proxy kamailio-5.8..kamailio-6.1 --confirm --json");
  BOOST_TEST(between.exit_code == 1, between.err);
  const auto report = boost::json::parse(between.out);
  const auto* const moved = find_finding(report, "go to another node");
  BOOST_REQUIRE(moved != nullptr);
  BOOST_TEST(text_at(moved->at("confirmation"), "verdict") == "cannot be confirmed");
  BOOST_TEST(text_at(moved->at("confirmation"), "says").contains("no real program is known for 'kamailio-5.8'"));
  BOOST_TEST(report.at("real").as_array().empty());
  // Runs with started programs want the same roots.
  const Ran played = run("run " +
                         file("later.toml", "[client]\npersonality = \"kamailio-6.0\"\n" +
                                                whole(small).substr(std::string_view("[client]\n").size())) +
                         " --client kamailio");
  BOOST_TEST(played.exit_code == 3, played.err);
  BOOST_TEST((played.out + played.err).contains("scripts/install-peers debian-13"), played.out << played.err);
}

BOOST_AUTO_TEST_CASE(wrong_words_are_told_with_what_there_is) {
  const std::pair<std::string, std::string_view> rows[] = {
      {"upgrade " + deployment() + " --proxy kamailio-6.2", "\"kamailio-6.2\" is no release of Kamailio's module"},
      {"upgrade " + deployment() + " --engine rtpengine-26.0", "rtpengine-26.0 is not played yet"},
      {"upgrade " + deployment() + " --engine 12.5", "did you mean rtpengine-12.5?"},
      {"upgrade " + deployment() + " --engine rtpengine-13", "did you mean rtpengine-12.5?"},
      {"upgrade " + deployment() + " --proxy kamailio-5.9.1", "did you mean kamailio-5.8?"},
      {"upgrade " + deployment() + " --proxy 4", "did you mean kamailio-5.6?"},
      {"upgrade " + deployment() + " --proxy kamilio", "is no release of Kamailio's module"},
      {"upgrade " + deployment() + " --engine rtpengine-12.5..rtpengine-12.5", "nothing changes"},
      {"upgrade " + deployment(), "say --proxy FROM..TO, --engine FROM..TO, or both"},
      {fmt::format("upgrade {}/scenarios/library/threads/kamailio-4518-the-hash-changes.toml --proxy kamailio-6.1",
                   source_directory()),
       "its [matrix] makes 2 cases"},
      {"check --for kamailio-9 " + deployment(), "\"kamailio-9\" is no release"},
      {"check --for kamailio-6.1", "FILE is required"},
      {"upgrade " + deployment() + " --proxy kamailio-6.1 --confirm-for 5s", "add --confirm"},
      {"upgrade " + deployment() + " --proxy kamailio-6.1 --confirm --confirm-for 0s", "a play lasts from 1s to 10min"},
  };
  for (const auto& [arguments, says] : rows) {
    const Ran ran = run(arguments);
    BOOST_TEST(ran.exit_code == 2, arguments);
    BOOST_TEST(ran.err.contains(says), arguments << ": " << ran.err);
  }
  BOOST_TEST(run("upgrade nowhere.toml --proxy kamailio-6.1").exit_code == 3);
  const Ran folder = run("upgrade . --proxy kamailio-6.1");
  BOOST_TEST(folder.exit_code == 3);
  BOOST_TEST(folder.err.contains(". is a directory, and a file is wanted"), folder.err);
}

BOOST_AUTO_TEST_SUITE_END()
