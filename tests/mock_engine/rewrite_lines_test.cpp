// Which lines an offer keeps, by level; as observed on rtpengine 10.5.3.5.
#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_lines_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

struct Row {
  std::string_view line;
  bool media, session;  ///< kept on that level
};

bool keeps(std::string_view line, bool in_media) {
  NegotiationBench negotiation;
  const std::string media = in_media ? "m=audio 4000 RTP/SAVP 0\n" + std::string(line) : "m=audio 4000 RTP/SAVP 0";
  const std::string session = in_media ? "" : std::string(line) + "\r\n";
  const std::string out = negotiation.offer("a", "", test::body(media, "IN IP4 198.51.100.1", session),
                                            {{"SDES", bencode::Value::List{"off"}}, {"DTLS", "off"}});
  BOOST_REQUIRE_MESSAGE(!out.starts_with("error"), line << ": " << out);
  return out.find("\n" + std::string(line) + "\r\n") != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(lines_kept_and_removed) {
  static const Row rows[] = {
      {"a=crypto:foo bar", true, true},
      {"a=crypto:1 X inline:", false, false},
      {"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:cTS2xxJ4qUJVIaBPhJSOUyoFjhRQk9Pj3dhVTB6f", false, true},
      {"a=rtcp:xx", false, false},
      {"a=rtcp:", false, false},
      {"a=rtcp:5 IN IP4", true, true},
      {"a=rtcp:5 IN IP4 foo", true, true},
      {"a=rtcp:5 IN IP4 1.2.3.4", false, true},
      {"a=rtcp:99999", false, false},
      {"a=candidate:x", true, true},
      {"a=candidate:1 1 UDP 5 1.2.3.4 5", true, true},
      {"a=candidate:1 1 UDP 5 1.2.3.4 5 typ host", false, false},
      {"a=candidate:1 1 UDP 5 foo.local 5 typ host", false, false},
      {"a=candidate:1 x UDP 5 1.2.3.4 5 typ host", true, true},
      {"a=candidate:1 1 UDP 5 1.2.3.4 5 xyz host", true, true},
      {"a=candidate:1 1 UDP 5 1.2.3.4 5 typ srflx raddr", true, true},
      {"a=fingerprint:sha-256 AA", true, true},
      {"a=fingerprint:SHA-1 48:9B:1E:6C:7B:36:9F:4B:6B:9E:CA:08:5E:3C:31:B9:25:58:13:02", false, false},
      {"a=setup:foo", false, false},
      {"a=group:BUNDLE", true, true},
      {"a=group:BUNDLE 1", true, false},
      {"a=group:LS 1", true, true},
      {"a=ice-lite:x", false, false},
      {"a=ice-options:foo", false, false},
      {"a=ice-mismatch", false, false},
      {"a=remote-candidates:1 1.2.3.4 5", false, false},
      {"a=extmap:1 x", true, true},
      {"a=ptime:0", true, true},
      {"a=ptime:5x", false, true},
      {"a=fmtp:x 5", true, true},
      {"a=fmtp:0", false, true},
      {"a=rtcp-fb:* nack", true, true},
      {"a=rtpmap:0", true, true},
      {"a=label:1", true, true},
      {"a=X-custom:hello world", true, true},
      {"b=AS:64", true, true},
  };
  for (const Row& row : rows) {
    BOOST_TEST(keeps(row.line, true) == row.media, "in a media: " << row.line);
    BOOST_TEST(keeps(row.line, false) == row.session, "in the session: " << row.line);
  }
}

BOOST_AUTO_TEST_CASE(line_ends_are_kept_and_generated_lines_end_in_crlf) {
  NegotiationBench negotiation;
  const std::string out = negotiation.offer(
      "a", "", "v=0\no=a 1 1 IN IP4 1.1.1.1\ns=-\nc=IN IP4 1.1.1.1\nt=0 0\nm=audio 4000 RTP/AVP 0\na=x");
  BOOST_TEST(out ==
             "v=0\no=a 1 1 IN IP4 1.1.1.1\ns=-\nc=IN IP4 127.0.7.1\nt=0 0\nm=audio 30000 RTP/AVP 0\n"
             "a=xa=rtpmap:0 PCMU/8000\r\na=sendrecv\r\na=rtcp:30001\r\n");
}

BOOST_AUTO_TEST_CASE(errors) {
  NegotiationBench negotiation;
  BOOST_TEST(negotiation.offer("a", "", "x=0") == "error: Failed to parse SDP");
  BOOST_TEST(negotiation.offer("a", "", "v=0\r\n") == "error: Error rewriting SDP");
  BOOST_TEST(negotiation.offer("a", "", test::body("m=audio 4000 RTP/AVP 0", "")) ==
             "error: Incomplete SDP specification");
  BOOST_TEST(negotiation.offer("a", "", test::body("m=audio 4000 RTP/AVP 0 128")) ==
             "error: Incomplete SDP specification");
  BOOST_TEST(negotiation.offer("a", "", "") == "");
}

BOOST_AUTO_TEST_SUITE_END()
