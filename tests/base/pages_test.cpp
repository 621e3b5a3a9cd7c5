#include "base/pages.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(pages_test)

BOOST_AUTO_TEST_CASE(values_have_their_numbers_and_never_move) {
  rtpe::Pages<std::string> pages;
  std::vector<const std::string*> places;
  constexpr std::size_t many = 100;
  for (std::size_t number = 0; number < many; ++number) {
    BOOST_TEST(pages.size() == number);
    std::string& value = pages.emplace_back();
    BOOST_TEST(value.empty());
    value = std::to_string(number);
    places.push_back(&value);
  }
  BOOST_TEST(pages.size() == many);
  for (std::size_t number = 0; number < many; ++number) {
    BOOST_TEST(pages[number] == std::to_string(number));
    BOOST_TEST(&pages[number] == places[number]);
  }
}

BOOST_AUTO_TEST_SUITE_END()
