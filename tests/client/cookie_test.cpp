// Cookies and command names.
#include "client/ng/cookie.hpp"

#include <boost/test/unit_test.hpp>

#include "client/ng/command.hpp"
#include "tests/support/json.hpp"

BOOST_AUTO_TEST_SUITE(cookie_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(every_vector) {
  const auto vectors = test::read_json("kamailio/cookie.json");
  for (const auto& row : vectors.at("cases").as_array()) {
    auto sequence = row.at("seq").to_number<std::uint32_t>();
    std::string cookie = "kept ";
    ng::append_cookie(cookie, row.at("server_id").to_number<std::int32_t>(), row.at("pid").to_number<std::uint32_t>(),
                      sequence++);
    BOOST_TEST(cookie == "kept " + test::text_of(row.at("cookie")));
    BOOST_TEST(sequence == row.at("next_seq").to_number<std::uint32_t>());
  }
}

BOOST_AUTO_TEST_CASE(splits_at_the_first_blank) {
  const auto message = ng::split("0_1_2 d7:command4:ping e");
  BOOST_REQUIRE(message);
  BOOST_TEST(message->cookie == "0_1_2");
  BOOST_TEST(message->payload == "d7:command4:ping e");
  BOOST_TEST(ng::split("c ")->payload.empty());
  for (const char* refused : {"", " ", " d7:command4:pinge", "noblank", "tab\td4:pinge"})
    BOOST_TEST(!ng::split(refused).has_value(), refused);
}

BOOST_AUTO_TEST_CASE(command_names_round_trip) {
  for (int i = 0; i <= static_cast<int>(Command::connect); ++i) {
    const auto command = static_cast<Command>(i);
    BOOST_TEST((command_of(wire_name(command)) == command));
  }
  BOOST_TEST(wire_name(Command::delete_) == "delete");
  BOOST_TEST(wire_name(Command::block_dtmf) == "block DTMF");
  BOOST_TEST(wire_name(Command::subscribe_request) == "subscribe request");
  for (const char* unknown : {"", "Ping", "ping ", "start  recording", "block dtmf"}) BOOST_TEST(!command_of(unknown));
}

BOOST_AUTO_TEST_SUITE_END()
