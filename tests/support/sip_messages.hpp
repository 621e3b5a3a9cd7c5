// SIP messages for tests, as text.
#pragma once
#include <string>
#include <string_view>

namespace rtpe::test {

inline constexpr std::string_view audio_sdp =
    "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
    "a=sendrecv\r\n";

/// `method` INVITE, BYE, ...; `body` is SDP, or empty.
inline std::string sip_request(std::string_view method, std::string_view call_id, std::string_view body,
                               std::string_view to_tag = "") {
  std::string text = std::string(method) + " sip:bob@198.51.100.2 SIP/2.0\r\n";
  text += "Via: SIP/2.0/UDP 198.51.100.1:5060;branch=z9hG4bK-1\r\nMax-Forwards: 70\r\n";
  text += "From: <sip:alice@198.51.100.1>;tag=ft\r\nTo: <sip:bob@198.51.100.2>";
  if (!to_tag.empty()) text += ";tag=" + std::string(to_tag);
  text += "\r\nCall-ID: " + std::string(call_id) + "\r\nCSeq: 1 " + std::string(method) + "\r\n";
  if (!body.empty()) text += "Content-Type: application/sdp\r\n";
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

/// A 200 to the INVITE.
inline std::string sip_ok(std::string_view call_id, std::string_view body) {
  return "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;branch=z9hG4bK-1\r\n"
         "From: <sip:alice@198.51.100.1>;tag=ft\r\nTo: <sip:bob@198.51.100.2>;tag=tt\r\nCall-ID: " +
         std::string(call_id) +
         "\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace rtpe::test
