// The route language beside what Kamailio 5.6.3 said to the same blocks (tests/data/kamailio/routes).
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "tests/support/paths.hpp"
#include "tests/support/route_stage.hpp"

using namespace rtpe;
using test::RouteStage;

namespace {

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// What follows "OUT " on each line, as the recordings have it.
std::vector<std::string> lines_of(const std::vector<std::string>& said) {
  std::string all;
  for (const std::string& text : said) all += text;
  std::vector<std::string> lines;
  std::istringstream stream(all);
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with("OUT ")) lines.push_back(line.substr(4));
  return lines;
}

std::vector<std::string> recorded(const std::string& path) {
  std::vector<std::string> lines;
  std::istringstream stream(content(path));
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(route_test)

BOOST_AUTO_TEST_CASE(blocks_say_what_kamailio_said) {
  for (const std::string name : {"values", "calls", "numbers", "results", "equality", "contexts", "dialog_variables"}) {
    BOOST_TEST_CONTEXT(name) {
      const std::string base = test::data_directory() + "/kamailio/routes/" + name;
      RouteStage stage;
      stage.pseudo = {{"$ci", "call-1@x"}, {"$rm", "INVITE"}, {"$cs", "7"}};
      const auto said = lines_of(RouteStage::play(content(base + ".cfg"), stage));
      const auto wanted = recorded(base + ".said");
      for (std::size_t i = 0; i < std::max(said.size(), wanted.size()); ++i) {
        const std::string ours = i < said.size() ? said[i] : "nothing",
                          theirs = i < wanted.size() ? wanted[i] : "nothing";
        BOOST_TEST(ours == theirs);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
