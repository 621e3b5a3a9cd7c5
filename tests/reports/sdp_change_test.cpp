// What an engine made of an SDP, out of the datagrams of a log.
#include "reports/sdp_change.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(sdp_change_test)

using namespace rtpe;
using report::SdpLine;

namespace {

std::string text_of(const std::vector<SdpLine>& lines) {
  std::string out;
  for (const SdpLine& line : lines)
    out += (line.change == SdpLine::Change::kept      ? " "
            : line.change == SdpLine::Change::removed ? "-"
                                                      : "+") +
           line.text + "\n";
  return out;
}

std::string string_of(std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); }
scenario::DatagramSent ng(std::string_view bytes, bool is_lost = false) { return {.is_lost = is_lost, .bytes = bytes}; }

}  // namespace

BOOST_AUTO_TEST_CASE(changed_lines_stand_beside_each_other) {
  BOOST_TEST(text_of(report::sdp_lines("v=0\r\nc=IN IP4 1\r\nt=0 0\r\nm=audio 6 RTP/AVP 0\r\n",
                                       "v=0\r\nc=IN IP4 2\r\nt=0 0\r\nm=audio 7 RTP/AVP 0\r\na=rtcp:8\r\n")) ==
             " v=0\n-c=IN IP4 1\n+c=IN IP4 2\n t=0 0\n-m=audio 6 RTP/AVP 0\n+m=audio 7 RTP/AVP 0\n+a=rtcp:8\n");
  BOOST_TEST(text_of(report::sdp_lines("", "a\nb")) == "+a\n+b\n");
  BOOST_TEST(text_of(report::sdp_lines("a\nb", "")) == "-a\n-b\n");
  BOOST_TEST(report::sdp_lines("", "").empty());
  std::string long_text;
  for (int line = 0; line < 10'000; ++line) long_text += "a=" + std::to_string(line) + "\n";
  BOOST_TEST(report::sdp_lines(long_text, long_text).size() == 500U);
}

BOOST_AUTO_TEST_CASE(a_command_and_its_reply_are_a_pair) {
  const std::string offer = "7_1 d7:command5:offer3:sdp" + string_of("v=0\r\nc=1\r\n") + "e",
                    reply = "7_1 d6:result2:ok3:sdp" + string_of("v=0\r\nc=2\r\n") + "e";
  report::SdpExchanges exchanges;
  BOOST_TEST(!exchanges.datagram(ng(offer)).has_value());
  BOOST_TEST(!exchanges.datagram(ng(offer)).has_value());        // sent again
  BOOST_TEST(!exchanges.datagram(ng(reply, true)).has_value());  // lost on its way
  const auto pair = exchanges.datagram(ng(reply));
  BOOST_REQUIRE(pair.has_value());
  BOOST_TEST(pair->command == "offer");
  BOOST_TEST(pair->before == "v=0\r\nc=1\r\n");
  BOOST_TEST(pair->after == "v=0\r\nc=2\r\n");
  BOOST_TEST(!exchanges.datagram(ng(reply)).has_value());  // of a command that was sent again
}

BOOST_AUTO_TEST_CASE(what_has_no_sdp_is_no_pair) {
  report::SdpExchanges exchanges;
  for (const char* bytes : {"", "x", "7_1 ", "7_1 d7:command4:pinge", "7_1 d7:command5:offer3:sdp9:ve", "7_1 i5e",
                            "7_1 d6:result2:ok3:sdp3:v=0e"})
    BOOST_TEST(!exchanges.datagram(ng(bytes)).has_value(), bytes);
  scenario::DatagramSent sip{.protocol = scenario::WireProtocol::sip, .bytes = "7_1 d7:command5:offer3:sdp3:v=0e"};
  BOOST_TEST(!exchanges.datagram(sip).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
