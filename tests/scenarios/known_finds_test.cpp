// The finds that the lab ships (scenarios/chaos/found): short files that fail as they say.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "scenarios/campaign/hunt.hpp"
#include "scenarios/run/runner.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(known_finds_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

std::vector<std::filesystem::path> files_in(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_directory() + folder))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Lines of [[fault]] and [[traffic]], also where they are written in one.
std::size_t lines_of_day(const std::string& text) {
  std::istringstream in(text);
  std::size_t lines = 0;
  bool counts = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('[')) counts = line == "[[fault]]" || line == "[[traffic]]";
    if (counts || line.starts_with("fault = ") || line.starts_with("traffic = ")) ++lines;
  }
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_is_short_and_fails_as_it_says) {
  std::set<std::string> identities;
  for (const auto& file : files_in("/scenarios/chaos/found")) {
    BOOST_TEST_CONTEXT(file.filename()) {
      const std::string text = content(file);
      BOOST_TEST(std::ranges::count(text, '\n') < 30);
      BOOST_TEST(lines_of_day(text) <= 10U);
      const std::string identity = campaign::identity_in(text);
      BOOST_TEST(!identity.empty());
      identities.insert(file.stem().string());
      const auto scenario = read_scenario(file.string(), {});
      if (!scenario) BOOST_FAIL(scenario.error().front().text());
      const auto played = run(*scenario, {});
      if (!played) BOOST_FAIL(played.error().text());
      BOOST_REQUIRE(played->checks.size() == 1U);
      BOOST_TEST((played->checks.front().outcome == CheckOutcome::failed), played->checks.front().summary);
      BOOST_TEST(played->passed());
      BOOST_TEST(identity.starts_with(played->checks.front().that));
    }
  }
  BOOST_TEST(identities.size() >= 11U);
}

BOOST_AUTO_TEST_CASE(the_deployments_pass_as_they_are) {
  for (const auto& file : files_in("/scenarios/chaos")) {
    BOOST_TEST_CONTEXT(file.filename()) {
      const auto scenario = read_scenario(file.string(), {});
      if (!scenario) BOOST_FAIL(scenario.error().front().text());
      BOOST_TEST(scenario->faults.empty());
      BOOST_TEST(scenario->checks.empty());
      const auto played = run(*scenario, {});
      if (!played) BOOST_FAIL(played.error().text());
      BOOST_TEST(played->calls >= 30U);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
