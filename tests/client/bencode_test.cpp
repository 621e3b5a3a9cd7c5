// The bencode reader and writer: every malformed input with the offset of its fault, both tolerances, bounds, round
// trips.
#include <boost/random/mersenne_twister.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "client/bencode/reader.hpp"
#include "client/bencode/value.hpp"
#include "client/bencode/writer.hpp"

BOOST_AUTO_TEST_SUITE(bencode_test)

using namespace rtpe::bencode;

namespace {

constexpr ReadOptions peer{.tolerance = Tolerance::peer};

struct Malformed {
  std::string text;
  Fault fault;
  std::uint32_t offset;
  bool peer_accepts = false;
};

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

Value random_value(boost::random::mt19937& random, int depth) {
  switch (random() % (depth > 0 ? 4U : 2U)) {
    case 0:
      return Value(static_cast<std::int64_t>((static_cast<std::uint64_t>(random()) << 32U) | random()));
    case 1: {
      std::string text(random() % 40, ' ');
      for (char& c : text) c = static_cast<char>(random());
      return Value(std::move(text));
    }
    case 2: {
      Value::List list;
      for (auto n = random() % 5; n > 0; --n) list.push_back(random_value(random, depth - 1));
      return Value(std::move(list));
    }
    default: {
      Value::Dictionary dictionary;
      for (auto n = random() % 5; n > 0; --n)
        dictionary.emplace_back(std::to_string(random() % 7), random_value(random, depth - 1));
      return Value(std::move(dictionary));
    }
  }
}

using enum Fault;
const Malformed malformed[] = {
    {"", empty, 0},
    {"x", unexpected_byte, 0},
    {"e", unexpected_byte, 0},
    {" 4:ping", unexpected_byte, 0},
    {"-1:x", unexpected_byte, 0},
    {"lxe", unexpected_byte, 1},
    {"l4:pingxe", unexpected_byte, 7},
    {std::string("\0", 1), unexpected_byte, 0},
    {"\xff", unexpected_byte, 0},
    {"d1:ax", unexpected_byte, 4},
    {"4", bad_length, 1},
    {"4ping", bad_length, 1},
    {"4;ping", bad_length, 1},
    {"12", bad_length, 2},
    {"l4", bad_length, 2},
    {"0", bad_length, 1},
    {"04:ping", length_leading_zero, 0},
    {"00:", length_leading_zero, 0},
    {"d06:result2:oke", length_leading_zero, 1},
    {"5:ping", string_too_long, 0},
    {"l3:abc9:xe", string_too_long, 6},
    {"99999999999999999999:x", string_too_long, 0},
    {"4294967300:ping", string_too_long, 0},
    {"18446744073709551620:ping", string_too_long, 0},
    {"ie", bad_integer, 0},
    {"i", bad_integer, 0},
    {"i5", bad_integer, 0},
    {"i-e", bad_integer, 0},
    {"i--5e", bad_integer, 0},
    {"i5xe", bad_integer, 0},
    {"i0x10e", bad_integer, 0},
    {"i1.5e", bad_integer, 0},
    {"li1ei2", bad_integer, 4},
    {"i+5e", bad_integer, 0, true},
    {"i 5e", bad_integer, 0, true},
    {"i\n5e", bad_integer, 0, true},
    {"i5 e", bad_integer, 0},
    {"i05e", integer_leading_zero, 0},
    {"i00e", integer_leading_zero, 0},
    {"i-05e", integer_leading_zero, 0},
    {"i-0e", integer_leading_zero, 0, true},
    {"d1:xi05ee", integer_leading_zero, 4},
    {"i9223372036854775808e", integer_overflow, 0, true},
    {"i-9223372036854775809e", integer_overflow, 0, true},
    {"i" + std::string(400, '9') + "e", integer_overflow, 0, true},
    {"di1e1:xe", key_not_string, 1},
    {"dl1:xe1:ye", key_not_string, 1},
    {"dd1:x1:ye1:ze", key_not_string, 1},
    {"d1:a1:bi1e1:ce", key_not_string, 7},
    {"d1:ae", missing_value, 4},
    {"d1:a1:b1:ce", missing_value, 10},
    {"ld1:aee", missing_value, 5},
    {"d1:a", unterminated, 4},
    {"d", unterminated, 1, true},
    {"l", unterminated, 1, true},
    {"ld", unterminated, 2, true},
    {"d6:result2:ok", unterminated, 13, true},
    {"ll4:ping", unterminated, 8, true},
    {"4:pingx", trailing_bytes, 6, true},
    {"i1ei2e", trailing_bytes, 3, true},
    {"dee", trailing_bytes, 2, true},
    {"d7:command4:pinge\n", trailing_bytes, 17, true},
};

}  // namespace

BOOST_AUTO_TEST_CASE(reads_a_ping) {
  Reader reader;
  const auto view = reader.read("d7:command4:pinge");
  BOOST_REQUIRE(view);
  BOOST_TEST(*view->find_string("command") == "ping");
  BOOST_TEST(encode(to_value(*view)) == "d7:command4:pinge");
}

BOOST_AUTO_TEST_CASE(every_malformed_input_has_its_fault_and_offset) {
  for (const auto& row : malformed) {
    BOOST_TEST_CONTEXT(row.text.substr(0, 60)) {
      Reader reader;
      const auto strict = reader.read(row.text);
      BOOST_TEST_REQUIRE(!strict.has_value());
      BOOST_TEST(describe(strict.error().fault) == describe(row.fault));
      BOOST_TEST(strict.error().offset == row.offset);
      BOOST_TEST(reader.read(row.text, peer).has_value() == row.peer_accepts);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_peers_may_write) {
  const struct {
    std::string text;
    std::string same_as;
  } rows[] = {
      {"d6:result2:ok", "d6:result2:oke"},
      {"d4:tagsd1:tl1:a", "d4:tagsd1:tl1:aeee"},
      {"d6:result2:okejunk", "d6:result2:oke"},
      {"li+5ei 5ei-0ee", "li5ei5ei0ee"},
      {"li9223372036854775807ei9223372036854775808ei-99999999999999999999ee",
       "li9223372036854775807ei9223372036854775807ei-9223372036854775808ee"},
      {"d1:b1:11:a1:21:b1:3e", "d1:b1:11:a1:21:b1:3e"},
  };
  for (const auto& row : rows) {
    Reader reader;
    const auto view = reader.read(row.text, peer);
    BOOST_TEST_REQUIRE(view.has_value(), row.text);
    BOOST_TEST(encode(to_value(*view)) == row.same_as);
  }
  Reader reader;
  const auto first_wins = reader.read("d6:result5:error6:result2:oke", peer);
  BOOST_TEST(*first_wins->find_string("result") == "error");
  BOOST_TEST(reader.read("d6:result2:okejunk", peer).has_value());
  BOOST_TEST(reader.consumed() == 14U);
}

BOOST_AUTO_TEST_CASE(bounds) {
  Reader reader;
  const auto fault = [&](std::string_view text, Limits limits) {
    const auto view = reader.read(text, {.tolerance = Tolerance::peer, .limits = limits});
    return view ? std::string("none") : std::string(describe(view.error().fault));
  };
  BOOST_TEST(fault(repeated("l", 4), {.depth = 4}) == "none");
  BOOST_TEST(fault(repeated("l", 5), {.depth = 4}) == describe(Fault::too_deep));
  BOOST_TEST(fault(repeated("d1:a", 5), {.depth = 4}) == describe(Fault::too_deep));
  BOOST_TEST(fault(repeated("l", 257), {}) == describe(Fault::too_deep));
  BOOST_TEST(fault(repeated("l", 1'000'000), {}) == describe(Fault::too_deep));
  BOOST_TEST(fault("l0:0:0:e", {.tokens = 4}) == "none");
  BOOST_TEST(fault("l0:0:0:0:e", {.tokens = 4}) == describe(Fault::too_many_tokens));
  BOOST_TEST(fault("4:ping", {.bytes = 6}) == "none");
  BOOST_TEST(fault("4:ping", {.bytes = 5}) == describe(Fault::too_large));
  // A container that is closed makes room for the next.
  BOOST_TEST(fault("l" + repeated("le", 1000) + "e", {.depth = 2}) == "none");
}

BOOST_AUTO_TEST_CASE(views_of_the_wrong_kind_are_empty) {
  Reader reader;
  const auto view = *reader.read("d1:ai7e1:bl1:xe1:c1:ye");
  BOOST_TEST(view.size() == 3U);
  BOOST_TEST(!view.string());
  BOOST_TEST(!view.integer());
  BOOST_TEST(!view.find_string("a"));
  BOOST_TEST(*view.find_integer("a") == 7);
  BOOST_TEST(!view.find("z"));
  BOOST_TEST(!view.find("z").find("y"));
  BOOST_TEST(!view.find("c").find("x"));
  BOOST_TEST(view.find("c").size() == 0U);
  BOOST_TEST(!(view.find("c").begin() != view.find("c").end()));
  BOOST_TEST(!(View().begin() != View().end()));
  std::string keys;
  for (auto at = view.begin(); at != view.end(); ++at) keys += at.key();
  BOOST_TEST(keys == "abc");
}

BOOST_AUTO_TEST_CASE(random_values_come_back_and_every_cut_is_refused) {
  boost::random::mt19937 random(11);
  Reader reader;
  for (int round = 0; round < 300; ++round) {
    const auto value = random_value(random, 4);
    const auto bytes = encode(value);
    const auto view = reader.read(bytes);
    BOOST_REQUIRE(view);
    BOOST_REQUIRE((to_value(*view) == value));
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      const auto short_view = reader.read(std::string_view(bytes).substr(0, cut));
      BOOST_REQUIRE(!short_view);
      BOOST_REQUIRE(short_view.error().offset <= cut);
      BOOST_REQUIRE(reader.tape().empty());  // nobody walks through what has no end
    }
  }
}

BOOST_AUTO_TEST_CASE(the_writer_appends_in_the_given_order) {
  std::string out = "kept";
  Writer(out).begin_dictionary().pair("b", "1").key("a").begin_list().integer(-7).string("").end().pair("n", 9).end();
  BOOST_TEST(out == "keptd1:b1:11:ali-7e0:e1:ni9ee");
  out.clear();
  Writer(out).raw("i1e").integer(std::numeric_limits<std::int64_t>::min());
  BOOST_TEST(out == "i1ei-9223372036854775808e");
}

BOOST_AUTO_TEST_SUITE_END()
