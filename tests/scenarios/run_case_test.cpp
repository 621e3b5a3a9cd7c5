// The text that names a case of a [matrix], taken apart.
#include "scenarios/log/run_case.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

BOOST_AUTO_TEST_SUITE(run_case_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(every_value_is_found_again) {
  struct Row {
    std::string_view text, values;
  };
  constexpr Row rows[] = {
      {"", ""},
      {"retr = 3", "[retr|3]"},
      {"retr = 3, release = kamailio-5.6", "[retr|3][release|kamailio-5.6]"},
      {"flags = replace-origin, ICE=remove, retr = 3", "[flags|replace-origin, ICE=remove][retr|3]"},
      {"condition = a = b", "[condition|a = b]"},
      {"empty = , retr = 3", "[empty|][retr|3]"},
      {"no equal sign", ""},
  };
  for (const Row& row : rows) {
    std::string found;
    for (const auto& [name, value] : scenario::values_of_case(row.text))
      found.append("[").append(name).append("|").append(value).append("]");
    BOOST_TEST(found == row.values, row.text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
