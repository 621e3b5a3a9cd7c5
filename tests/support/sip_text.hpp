// SIP messages for tests, as text that is then parsed as any other.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/sip/message.hpp"

namespace rtpe::test {

inline constexpr std::string_view sdp =
    "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\n";

struct SipText {
  std::string method = "INVITE";  ///< of the request, or of a reply's CSeq
  int status = 0;                 ///< 0: a request
  std::string call_id = "call-1@h";
  std::string from_tag = "ft";
  std::optional<std::string> to_tag = std::nullopt;
  std::vector<std::string> branches = {"z9hG4bKone"};
  std::vector<std::string> headers = {};  ///< further lines
  std::string content_type = "application/sdp";
  std::string body = std::string(sdp);  ///< empty: no Content-Type either

  [[nodiscard]] std::string text() const;
};

/// Parses the text; fails the test when that is not possible.
void parse_into(const SipText& text, sip::ParsedMessage& out);

}  // namespace rtpe::test
