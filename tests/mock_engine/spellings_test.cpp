// Every spelling of flags, keys and their values that was tried on the real rtpengine 10.5.3.5, which logs those that
// it does not know (tests/data/rtpengine/spellings.json).
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "mock_engine/rewrite/options.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/transcript.hpp"

BOOST_AUTO_TEST_SUITE(spellings_test)

using namespace rtpe;
using bencode::Value;

namespace {

const Value& table() {
  static const Value read = [] {
    std::ifstream file(test::data_directory() + "/rtpengine/spellings.json");
    std::ostringstream text;
    text << file.rdbuf();
    return test::dictionary_of("1 " + text.str());
  }();
  return read;
}

std::vector<std::string> reported(const Value::Dictionary& request, mock::OperationMode mode) {
  const std::string bytes = bencode::encode(Value(request));
  bencode::Reader reader;
  const auto view = reader.read(bytes);
  BOOST_REQUIRE(view);
  return mock::parse_options(*view, mode).unknown;
}

/// Checks the texts of `rows` under `name`: as one request each.
template <class Make>
void check(const Value& rows, std::string_view name, mock::OperationMode mode, bool is_known, Make make) {
  const Value* texts = rows.find(name);
  BOOST_REQUIRE(texts != nullptr && texts->list() != nullptr && !texts->list()->empty());
  for (const Value& text : *texts->list()) {
    const auto unknown = reported(make(*text.string()), mode);
    BOOST_TEST(unknown.empty() == is_known, "'" << *text.string() << "'");
  }
}

Value::Dictionary flag(const std::string& text) { return {{"flags", Value::List{text}}}; }

}  // namespace

BOOST_AUTO_TEST_CASE(flags) {
  const Value& rows = *table().find("flags");
  using enum mock::OperationMode;
  for (const auto mode : {offer, answer, other, control}) {
    check(rows, "known", mode, true, flag);
    check(rows, "unknown", mode, false, flag);
    check(rows, "of offers", mode, mode == offer || mode == other, flag);
  }
}

BOOST_AUTO_TEST_CASE(keys) {
  const Value& rows = *table().find("keys");
  const auto key = [](const std::string& text) { return Value::Dictionary{{text, 7}}; };
  for (const auto mode : {mock::OperationMode::offer, mock::OperationMode::answer}) {
    check(rows, "known", mode, true, key);
    check(rows, "unknown", mode, false, key);
  }
}

BOOST_AUTO_TEST_CASE(elements_of_lists) {
  for (const auto& [name, rows] : *table().find("elements")->dictionary()) {
    const auto list = [&](const std::string& text) { return Value::Dictionary{{name, Value::List{text}}}; };
    check(rows, "known", mock::OperationMode::answer, true, list);
    check(rows, "unknown", mock::OperationMode::offer, false, list);
  }
}

BOOST_AUTO_TEST_CASE(words) {
  for (const auto& [name, rows] : *table().find("words")->dictionary()) {
    const auto word = [&](const std::string& text) { return Value::Dictionary{{name, text}}; };
    check(rows, "known", mock::OperationMode::offer, true, word);
    check(rows, "unknown", mock::OperationMode::offer, false, word);
  }
}

BOOST_AUTO_TEST_CASE(what_is_reported) {
  const Value::Dictionary request = {
      {"flags", Value::List{"force asymmetric", "SDES-foo", "all"}}, {"ICE", "maybe"}, {"replace", Value::List{"all"}},
      {"codec", Value::Dictionary{{"Strip", Value::List{"PCMU"}}}},  {"nokey", "x"},   {"nolist", Value::List{"x"}}};
  const std::vector<std::string> wanted = {"force-asymmetric", "SDES=foo", "ICE=maybe", "replace=all",
                                           "codec=Strip",      "nokey=x",  "nolist="};
  BOOST_TEST(reported(request, mock::OperationMode::offer) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
