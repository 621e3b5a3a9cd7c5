// Lines, sections and faults of SDP bodies, and their re-assembly.
#include <boost/test/unit_test.hpp>

#include "client/sdp/document.hpp"
#include "client/sdp/values.hpp"

BOOST_AUTO_TEST_SUITE(sdp_test)

using namespace rtpe::sdp;

namespace {

constexpr std::string_view head = "v=0\r\no=a 1 1 IN IP4 1.1.1.1\r\ns=-\r\nc=IN IP4 1.1.1.1\r\nt=0 0\r\n";

struct BadBody {
  std::string_view text;
  Fault fault;
  std::uint32_t line;
};

}  // namespace

BOOST_AUTO_TEST_CASE(faults_name_their_line) {
  static const BadBody bodies[] = {
      {"o=a 1 1 IN IP4 1.1.1.1\r\n", Fault::no_version, 1},
      {"hello", Fault::unknown_line, 1},
      {"v=1\r\n", Fault::bad_version, 1},
      {"v=0 \r\n", Fault::bad_version, 1},
      {"v=0\r\nx=1\r\n", Fault::unknown_line, 2},
      {"v=0\r\nfoo\r\n", Fault::unknown_line, 2},
      {"v=0\r\na\r\n", Fault::unknown_line, 2},
      {"v=0\r\no=a 1\r\n", Fault::bad_origin, 2},
      {"v=0\r\no=a 1 1 IN IP4\r\n", Fault::bad_origin, 2},
      {"v=0\r\no=a 1 1 IN IP4 h\r\no=a 1 1 IN IP4 h\r\n", Fault::second_origin, 3},
      {"v=0\r\nc=IN IP4 host.example\r\n", Fault::bad_connection, 2},
      {"v=0\r\nc=IN IP4 224.2.1.1/127\r\n", Fault::bad_connection, 2},
      {"v=0\r\nc=IN IP5 1.1.1.1\r\n", Fault::bad_connection, 2},
      {"v=0\r\nc=In IP4 1.1.1.1\r\n", Fault::bad_connection, 2},
      {"v=0\r\nc=IN IP4 01.1.1.1\r\n", Fault::bad_connection, 2},
      {"v=0\r\nc=IN IP4 1.1.1.1\r\nc=IN IP4 1.1.1.1\r\n", Fault::second_connection, 3},
      {"v=0\r\nm=audio\r\n", Fault::bad_media, 2},
      {"v=0\r\nm=audio x RTP/AVP 0\r\n", Fault::bad_media, 2},
      {"v=0\r\nm=audio -1 RTP/AVP 0\r\n", Fault::bad_media, 2},
      {"v=0\r\nm=audio 65536 RTP/AVP 0\r\n", Fault::bad_media, 2},
      {"v=0\r\nm=audio 4000/0 RTP/AVP 0\r\n", Fault::bad_media, 2},
      {"v=0\r\nm=audio 4000/11 RTP/AVP 0\r\n", Fault::bad_media, 2},
      {"v=0\r\nm=audio 4000 RTP/AVP 0\r\ns=x\r\n", Fault::misplaced_line, 3},
      {"v=0\r\nm=audio 4000 RTP/AVP 0\r\no=a 1 1 IN IP4 h\r\n", Fault::misplaced_line, 3},
      {"v=0\rs=-\rt=0 0", Fault::bad_version, 1},
  };
  for (const BadBody& bad : bodies) {
    Document document;
    const auto read = document.read(bad.text);
    BOOST_REQUIRE_MESSAGE(!read, "accepted: " << bad.text);
    BOOST_TEST(describe(read.error().fault) == describe(bad.fault), bad.text);
    BOOST_TEST(read.error().line == bad.line, bad.text);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_line_ends_the_body_or_is_refused) {
  const std::string text = std::string(head) + "\r\nm=audio 1 RTP/AVP 0\r\n";
  Document document;
  BOOST_REQUIRE(document.read(text).has_value());
  BOOST_TEST(document.sections().size() == 1U);
  BOOST_TEST(document.text() == head);
  const auto refused = document.read(text, {.empty_line = EmptyLine::is_refused});
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().fault == Fault::empty_line));
}

BOOST_AUTO_TEST_CASE(lines_are_bounded) {
  std::string text = "v=0\n";
  for (int i = 0; i < 5000; ++i) text += "a=x\n";
  Document document;
  const auto read = document.read(text);
  BOOST_REQUIRE(!read);
  BOOST_TEST((read.error().fault == Fault::too_many_lines));
}

BOOST_AUTO_TEST_CASE(sections_and_attributes) {
  const std::string text =
      std::string(head) + "a=group:BUNDLE a\r\nm=audio 4000/2 rtp/avp 0 8\na=rtcp-mux\na=fmtp:8 x:y";
  Document document;
  BOOST_REQUIRE(document.read(text).has_value());
  BOOST_REQUIRE(document.sections().size() == 2U);
  BOOST_TEST((document.lines()[5].attribute == Attribute::group));
  const Line& media = document.head(document.sections()[1]);
  const auto line = read_media_line(media.value);
  BOOST_REQUIRE(line.has_value());
  BOOST_TEST(line->port == 4000);
  BOOST_TEST(line->port_count == 2);
  BOOST_TEST(line->formats == "0 8");
  const Line& last = document.lines().back();
  BOOST_TEST(last.name() == "fmtp");
  BOOST_TEST(last.value == "8 x:y");
  BOOST_TEST(last.next == text.size());
}

BOOST_AUTO_TEST_CASE(media_lines_are_read_as_strtol_would) {
  struct {
    std::string_view value, port_text, protocol;
    int port;
  } static const cases[] = {
      {"audio  4000 RTP/AVP 0", "", "4000", 4000},         {"audio 4000  RTP/AVP 0", "4000", "", 4000},
      {"audio 4000x RTP/AVP 0", "4000x", "RTP/AVP", 4000}, {"audio +40 RTP/AVP", "+40", "RTP/AVP", 40},
      {"audio 0x10 RTP/AVP 0", "0x10", "RTP/AVP", 0},      {" 7 X", "7", "X", 7},
  };
  for (const auto& one : cases) {
    const auto line = read_media_line(one.value);
    BOOST_REQUIRE_MESSAGE(line.has_value(), one.value);
    BOOST_TEST(line->port_text == one.port_text);
    BOOST_TEST(line->protocol == one.protocol);
    BOOST_TEST(line->port == one.port);
  }
}

BOOST_AUTO_TEST_CASE(the_editor_keeps_drops_and_replaces) {
  const std::string_view text = "v=0\r\na=one\r\na=two\r\na=three\r\n";
  Document document;
  BOOST_REQUIRE(document.read(text).has_value());
  std::string out;
  Editor editor(document.text(), out);
  editor.drop(document.lines()[1]);
  editor.cut(text.substr(text.find("two"), 3));
  editor.output() += "2";
  editor.keep(document.lines()[3]);
  BOOST_TEST(out == "v=0\r\na=2\r\na=three\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
