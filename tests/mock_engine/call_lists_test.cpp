// The containers of a call: lists with room inside, shared codec lists, common texts.
#include <boost/test/unit_test.hpp>
#include <memory>

#include "mock_engine/calls/call.hpp"

BOOST_AUTO_TEST_SUITE(call_lists_test)

using namespace rtpe::mock;

namespace {

using Numbers = CompactList<std::unique_ptr<int>, 2>;

Numbers numbers(int count) {
  Numbers list;
  for (int i = 0; i < count; ++i) list.push_back(std::make_unique<int>(i));
  return list;
}

std::string joined(const Numbers& list) {
  std::string out;
  for (const auto& number : list) out += std::to_string(*number);
  return out;
}

Codec codec(std::string_view name, std::uint8_t payload_type) {
  Codec result;
  result.name = name;
  result.clock_rate = 8000;
  result.payload_type = payload_type;
  return result;
}

/// Not as const char*: Boost.Test would compare what stands there, up to a zero that is not there.
const void* place_of(const Text& text) { return text.view().data(); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_list_keeps_its_elements_inside_and_outside) {
  for (const int count : {0, 1, 2, 3, 5, 9}) {
    Numbers list = numbers(count);
    BOOST_TEST(list.size() == static_cast<std::size_t>(count));
    Numbers moved = std::move(list);
    BOOST_TEST(list.empty());  // NOLINT: a moved-from list is an empty one
    list.push_back(std::make_unique<int>(7));
    BOOST_TEST(joined(list) == "7");
    BOOST_TEST(joined(moved) == std::string("012345678").substr(0, static_cast<std::size_t>(count)));
    moved.push_front(std::make_unique<int>(9));
    BOOST_TEST(joined(moved).front() == '9');
    list = std::move(moved);
    BOOST_TEST(list.size() == static_cast<std::size_t>(count) + 1);
    list.erase_if([](const auto& number) { return *number % 2 == 1; });
    BOOST_TEST(joined(list) == std::string("02468").substr(0, static_cast<std::size_t>(count + 1) / 2));
    list.clear();
    BOOST_TEST(list.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_list_takes_an_element_of_its_own) {
  CompactList<std::string, 1> list;
  list.emplace_back("a text that is longer than what a string has room for");
  list.push_back(list.front());
  list.emplace_back(list.back());
  for (const std::string& text : list) BOOST_TEST(text == "a text that is longer than what a string has room for");
  list.grow(5);
  BOOST_TEST(list.size() == 5U);
  BOOST_TEST(list.back().empty());
  list.grow(2);
  BOOST_TEST(list.size() == 5U);
}

BOOST_AUTO_TEST_CASE(legs_stay_where_they_are) {
  Call call;
  const Leg* first = &call.add_leg("a", {});
  for (int i = 0; i < 20; ++i) call.add_leg(std::to_string(i), {});
  BOOST_TEST(&call.legs[0] == first);
  BOOST_TEST(call.find_tag("19") == &call.legs[20]);
  const Call& same = call;
  BOOST_TEST(std::ranges::distance(same.legs.begin(), same.legs.end()) == 21);
}

BOOST_AUTO_TEST_CASE(equal_codec_lists_are_one_until_they_are_changed) {
  CodecLists pool;
  CodecList one(std::vector{codec("PCMU", 0), codec("x-own", 96)});
  CodecList other(std::vector{codec("PCMU", 0), codec("x-own", 96)});
  BOOST_TEST(&one.get() != &other.get());
  pool.share(one);
  pool.share(other);
  BOOST_TEST(&one.get() == &other.get());
  one.edit()[0].accepted = true;
  BOOST_TEST(one[0].accepted);
  BOOST_TEST(!other[0].accepted);
  pool.share(one);
  BOOST_TEST(&one.get() != &other.get());
  CodecList none(std::vector<Codec>{});
  pool.share(none);
  BOOST_TEST(none.empty());
  BOOST_TEST(none.edit().empty());
}

/// Lists that no media has any more do not stay for ever.
BOOST_AUTO_TEST_CASE(the_pool_forgets_what_nobody_uses) {
  CodecLists pool;
  for (int i = 0; i < 100'000; ++i) {
    CodecList list(std::vector{codec(std::to_string(i), 96)});
    pool.share(list);
    BOOST_REQUIRE(pool.size() <= 64U);
  }
}

BOOST_AUTO_TEST_CASE(texts_are_what_they_were_made_from) {
  for (const std::string_view text :
       {"", "audio", "PCMU", "PCMA", "PCMX", "telephone-event", "telephone-events", "a"}) {
    const Text made = text;
    const Text copy = made;  // NOLINT: the copy is the matter
    BOOST_TEST(made.view() == text);
    BOOST_TEST(place_of(copy) == place_of(made));
  }
  BOOST_TEST(place_of(Text("audio")) == place_of(Text("audio")));
  BOOST_TEST(place_of(Text("PCMA")) == place_of(Text("PCMA")));
}

BOOST_AUTO_TEST_SUITE_END()
