// include, [variables] and [matrix]: what becomes of the values, and what is said where they are wrong.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "scenarios/model/scenario.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(cases_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

constexpr std::string_view rest = R"([client]
rtpengine_sock = "udp:10.0.0.1:2223"
rtpengine_retr = "${retr}"
[routing]
"request INVITE" = ['rtpengine_manage("${flags} ICE=remove")']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[traffic]]
rate = "${rate}"
count = 3
[[check]]
that = "calls_lost"
)";

std::string text_with(std::string_view head) { return fmt::format("title = \"x\"\n{}{}", head, rest); }

std::vector<ScenarioFile> cases(std::string_view head, const GivenVariables& given = {}) {
  auto read = parse_scenarios(text_with(head), "x.toml", {.read_rows = {}, .variables = given});
  if (!read) BOOST_FAIL(text_of(read.error()));
  return *read;
}

std::string wrong(std::string_view head, const GivenVariables& given = {}) {
  const auto read = parse_scenarios(text_with(head), "x.toml", {.read_rows = {}, .variables = given});
  BOOST_REQUIRE(!read.has_value());
  return text_of(read.error());
}

/// A folder that goes with the test.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / fmt::format("rtpe-cases-{}", ::getpid());
  Folder() { std::filesystem::create_directories(path / "sub"); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(variables_stand_for_values_of_any_type) {
  const auto one = cases(
      "[variables]\nretr = 4\nflags = \"replace-${what}\"\nwhat = \"x\"\nrate = \"2/s\"\n"
      "\n",
      {{"flags", "trust-address"}});
  BOOST_REQUIRE(one.size() == 1U);
  BOOST_TEST(one[0].title == "x");
  BOOST_TEST(one[0].proxies[0].parameters.rtpengine_retr == 4);
  BOOST_TEST(one[0].routing[0].lines[0] == "rtpengine_manage(\"trust-address ICE=remove\")");
  BOOST_TEST(one[0].traffic[0].rate_per_s == 2.0);
}

BOOST_AUTO_TEST_CASE(a_matrix_makes_every_combination_a_case) {
  const auto all = cases(
      "[variables]\nrate = \"${speed.rate}\"\n[matrix]\nretr = [1, 3, 5]\nspeed = [{ name = \"slow\", rate = \"1/s\" "
      "}, "
      "{ name = \"fast\", rate = \"9/s\" }]\nflags = [\"a\"]\n");
  BOOST_REQUIRE(all.size() == 6U);
  BOOST_TEST(all[0].case_name == "retr = 1, speed = slow, flags = a");
  BOOST_TEST(all[3].title == "x (retr = 3, speed = fast, flags = a)");
  BOOST_TEST(all[3].proxies[0].parameters.rtpengine_retr == 3);
  BOOST_TEST(all[3].traffic[0].rate_per_s == 9.0);
  const auto some = cases(
      "[variables]\nrate = \"${speed.rate}\"\n[matrix]\nretr = [1, 3, 5]\nspeed = [{ name = \"slow\", rate = \"1/s\" "
      "}, "
      "{ name = \"fast\", rate = \"9/s\" }]\nflags = [\"a\"]\n",
      {{"retr", "5"}, {"speed", "fast"}});
  BOOST_REQUIRE(some.size() == 1U);
  BOOST_TEST(some[0].case_name == "retr = 5, speed = fast, flags = a");
}

BOOST_AUTO_TEST_CASE(the_characters_themselves_are_written_twice) {
  const auto one = cases("[variables]\nretr = 1\nflags = \"$$${y}\"\nrate = \"1/s\"\n");
  BOOST_TEST(one[0].routing[0].lines[0].contains("$${y} ICE"));
  const auto again = parse_scenario(write_scenario(one[0]), "x.toml");
  BOOST_REQUIRE_MESSAGE(again.has_value(), write_scenario(one[0]));
  BOOST_TEST((static_cast<const Scenario&>(*again) == static_cast<const Scenario&>(one[0])));
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_with_their_place) {
  struct Row {
    std::string_view head, says;
  };
  constexpr std::string_view fine = "[variables]\nretr = 1\nflags = \"\"\nrate = \"1/s\"\n";
  const Row rows[] = {
      {"[variables]\nretr = 1\nrate = \"1/s\"\nflag = \"x\"\n",
       "no variable is called \"flags\"; did you mean \"flag\"?"},
      {"[variables]\nretr = \"x\"\nrate = \"1/s\"\nflags = \"\"\n", "x.toml:8:18: rtpengine_retr"},
      {"[variables]\nretr = [1]\nrate = \"1/s\"\nflags = [2]\n", "${flags} is an array, which stands alone"},
      {"[variables]\nretr = 1\nrate = \"1/s\"\nflags = \"${x\"\n", "\"${\" without \"}\""},
      {"[variables]\n\"a b\" = 1\n", "\"a b\" is no name for a variable"},
      {"variables = 3\n", "\"variables\" must be a table, written [variables]"},
      {"[variables]\nretr = 1\nflags = \"\"\nrate = \"1/s\"\n[matrix]\nretr = [1]\n",
       "\"retr\" is a variable already (line 3)"},
      {"[matrix]\nretr = 3\n", "retr of [matrix] must be an array of values"},
      {"[matrix]\nretr = []\n", "not an empty one"},
      {"include = \"a.toml\"\n[variables]\nretr = 1\nflags = \"\"\nrate = \"1/s\"\n", "includes nothing"},
      {"[variables]\nretr = { a = 1 }\nflags = \"${retr.b}\"\nrate = \"1/s\"\n", "\"retr\" has no member \"b\""},
  };
  for (const Row& row : rows)
    BOOST_TEST(wrong(row.head).contains(row.says), wrong(row.head) << "\nwanted: " << row.says);
  BOOST_TEST(
      wrong(fine, {{"rat", "2/s"}}).contains("--set rat: the file has no such variable; did you mean \"rate\"?"));
  std::string many = "[matrix]\n";
  for (char name = 'a'; name < 'e'; ++name) many += fmt::format("{} = [1, 2, 3, 4, 5, 6, 7, 8, 9]\n", name);
  BOOST_TEST(wrong(many).contains("more than 1000 cases"));
}

BOOST_AUTO_TEST_CASE(what_is_never_used_is_a_warning) {
  const auto one = cases("[variables]\nretr = 1\nflags = \"\"\nrate = \"1/s\"\nspare = 3\n");
  BOOST_TEST(text_of(one[0].warnings).contains("x.toml:6:1: the variable \"spare\" is never used"));
  BOOST_TEST(!text_of(one[0].warnings).contains("\"rate\" is never used"));
}

BOOST_AUTO_TEST_CASE(included_tables_lie_under_the_file_s_own) {
  const Folder folder;
  folder.write("sub/base.inc",
               "include = \"deeper.inc\"\n[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\nworkers = 2\n[[engine]]\n"
               "name = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n");
  folder.write("sub/deeper.inc",
               "seed = 5\n[client]\nworkers = 9\nrtpengine_retr = 7\n[routing]\n\"request INVITE\" = "
               "['rtpengine_manage()']\n");
  const std::string file =
      folder.write("x.toml",
                   "include = [\"sub/base.inc\"]\n[client]\nrtpengine_retr = 3\n[[engine]]\nname = \"b\"\nlisten = "
                   "\"udp:10.0.0.2:2223\"\n[[traffic]]\ncount = 1\n[[check]]\nthat = \"calls_lost\"\n");
  const auto read = read_scenario(file);
  BOOST_REQUIRE_MESSAGE(read.has_value(), (read ? std::string() : text_of(read.error())));
  BOOST_TEST(read->seed == 5U);
  BOOST_TEST(read->proxies[0].workers == 2U);
  BOOST_TEST(read->proxies[0].parameters.rtpengine_retr == 3);
  BOOST_REQUIRE(read->engines.size() == 2U);
  BOOST_TEST(read->engines[0].config.name == "a");
  BOOST_TEST(read->places.engines[0].line == 0U);
  BOOST_TEST(read->places.engines[1].line == 4U);
}

BOOST_AUTO_TEST_CASE(a_mistake_in_an_included_file_has_its_place_there) {
  const Folder folder;
  folder.write("base.inc", "[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\nworker = 2\n");
  folder.write("broken.inc", "x = \n");
  folder.write("loop.inc", "include = \"loop.inc\"\n");
  const std::string_view tail =
      "[routing]\n\"request INVITE\" = ['rtpengine_manage()']\n[[engine]]\nname = \"a\"\nlisten = "
      "\"udp:10.0.0.1:2223\"\n[[traffic]]\ncount = 1\n[[check]]\nthat = \"calls_lost\"\n";
  const auto errors = [&](std::string_view include) {
    const auto read = read_scenarios(folder.write("x.toml", fmt::format("include = \"{}\"\n{}", include, tail)));
    BOOST_REQUIRE(!read.has_value());
    return text_of(read.error());
  };
  BOOST_TEST(
      errors("base.inc")
          .contains("base.inc:3:1: [client] knows no key \"worker\"; did you mean \"workers\"?\n    3 | worker = 2"),
      errors("base.inc"));
  BOOST_TEST(errors("broken.inc").contains("broken.inc:1:"), errors("broken.inc"));
  BOOST_TEST(errors("loop.inc").contains("more than 8 files inside each other"), errors("loop.inc"));
  BOOST_TEST(errors("nothing.inc").contains("x.toml:1:11: include: "), errors("nothing.inc"));
}

BOOST_AUTO_TEST_SUITE_END()
