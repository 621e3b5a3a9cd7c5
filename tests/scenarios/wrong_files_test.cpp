// Files with one mistake each, which the JSON Schema refuses too: one error each, with place and reason.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "scenarios/model/scenario.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(wrong_files_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

std::string content(const std::string& name) {
  std::ostringstream out;
  out << std::ifstream(test::source_directory() + "/tests/data/scenarios/schema/" + name).rdbuf();
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_good_one_is_read) {
  const auto read = parse_scenario(content("good.toml"), "good.toml");
  BOOST_TEST(read.has_value(), (read ? std::string() : text_of(read.error())));
}

BOOST_AUTO_TEST_CASE(each_mistake_is_one_error_with_its_place) {
  const std::string good = content("good.toml");
  std::istringstream rows(content("wrong.txt"));
  std::size_t count = 0;
  for (std::string row; std::getline(rows, row); ++count) {
    const auto arrow = row.find(" => ");
    BOOST_REQUIRE(arrow != std::string::npos);
    const std::string text = row.substr(0, arrow), other = row.substr(arrow + 4);
    std::string wrong = good;
    const auto at = wrong.find(text);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, row);
    wrong.replace(at, text.size(), other);
    const auto read = parse_scenario(wrong, "wrong.toml");
    BOOST_REQUIRE_MESSAGE(!read.has_value(), row);
    BOOST_TEST_MESSAGE(row << "\n" << text_of(read.error()));
    BOOST_TEST(read.error().front().place.starts_with("wrong.toml:"), row << ": " << read.error().front().text());
    BOOST_TEST(read.error().size() <= 3U, row << ": " << text_of(read.error()));
  }
  BOOST_TEST(count >= 80U);
}

BOOST_AUTO_TEST_SUITE_END()
