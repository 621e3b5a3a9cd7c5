// One reader for every file of tables: all problems of a text in its order, each with place, line and caret; the same
// words without places for JSON.
#include "base/table_reader.hpp"

#include <boost/test/unit_test.hpp>

#include "base/toml.hpp"

BOOST_AUTO_TEST_SUITE(table_reader_test)

using namespace rtpe;

namespace {

std::vector<Error> problems_of(std::string_view text, void (*read)(TableReader&)) {
  Problems problems(text, "f");
  if (const auto root = parse_toml(text, problems)) {
    TableReader reader(*root, "the file", problems);
    read(reader);
    reader.finish();
  }
  return problems.errors();
}

void read_all(TableReader& reader) {
  static_cast<void>(reader.text("name"));
  static_cast<void>(reader.integer("count", 1, 9));
  static_cast<void>(reader.duration("at"));
  for (const Table* table : reader.tables("part", 2)) {
    TableReader part(*table, "[[part]]", reader.problems());
    static_cast<void>(part.truth("on"));
    part.finish();
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(all_problems_in_order) {
  const auto errors = problems_of("nmae = \"x\"\ncount = 10\nat = \"2m\"\n[[part]]\non = 1\nof = 2\n", &read_all);
  const std::string_view expected[] = {
      "f:1:1: the file knows no key \"nmae\"; did you mean \"name\"?\n    1 | nmae = \"x\"\n      | ^",
      "f:2:9: count of the file is 10; it must be 1..9\n    2 | count = 10\n      |         ^",
      "f:3:6: at of the file: \"2m\" is no duration: \"m\" is no unit",
      "f:5:6: on of [[part]] must be true or false, not a whole number",
      "f:6:1: [[part]] knows no key \"of\"; did you mean \"on\"?"};
  BOOST_REQUIRE_MESSAGE(errors.size() == std::size(expected), text_of(errors));
  for (std::size_t i = 0; i < errors.size(); ++i)
    BOOST_TEST(errors[i].text().starts_with(expected[i]), errors[i].text());
}

BOOST_AUTO_TEST_CASE(tables_that_are_none) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"[part]\non = true\n", "f:1:1: there may be several: write [[part]], not [part]"},
      {"part = 5\n", "f:1:8: part of the file must be tables, each written [[part]], not a whole number"},
      {"part = [5, { on = true }]\n",
       "f:1:9: part of the file must be tables, each written [[part]], not a whole number"},
      {"part = [{}, {}, {}]\n", "f:1:8: more than 2 [[part]] tables"}};
  for (const auto& [text, message] : rows) {
    const auto errors = problems_of(text, &read_all);
    BOOST_REQUIRE_MESSAGE(errors.size() == 1, text << text_of(errors));
    BOOST_TEST(errors[0].text().starts_with(message), errors[0].text());
  }
}

BOOST_AUTO_TEST_CASE(keys_keep_the_order_of_the_file) {
  Problems problems("", "");
  const auto root = parse_toml("b = 1\na = { z = 1, y = 2 }\n[c]\n", problems);
  BOOST_REQUIRE(root);
  std::string json;
  append_json(json, *root);
  BOOST_TEST(json == R"({"b":1,"a":{"z":1,"y":2},"c":{}})");
}

BOOST_AUTO_TEST_CASE(json_reads_the_same_without_places) {
  Problems problems("", "");
  const auto root = parse_json_object(R"({"count": 10, "at": "2m", "name": null, "part": {"on": true}})", problems);
  BOOST_REQUIRE(root);
  TableReader reader(*root, "the request", problems);
  read_all(reader);
  reader.finish();
  const auto errors = problems.errors();
  BOOST_REQUIRE_MESSAGE(errors.size() == 2, text_of(errors));
  BOOST_TEST(errors[0].text() == "count of the request is 10; it must be 1..9");
  BOOST_TEST(errors[1].text().starts_with("at of the request: \"2m\" is no duration"));
  for (const std::string_view broken : {"", "{", "[1]", "5"}) {
    Problems wrong("", "");
    BOOST_TEST(!parse_json_object(broken, wrong).has_value(), broken);
    BOOST_TEST(wrong.error_count() == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_hundred_problems_are_enough) {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "k" + std::to_string(i) + " = 1\n";
  const auto errors = problems_of(text, &read_all);
  BOOST_TEST(errors.size() == 101);
  BOOST_TEST(errors.back().message == "50 more problems are not shown");
}

BOOST_AUTO_TEST_SUITE_END()
