#include "tests/support/sip_text.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

namespace rtpe::test {

std::string SipText::text() const {
  std::string out =
      status == 0 ? fmt::format("{} sip:b@h SIP/2.0\r\n", method) : fmt::format("SIP/2.0 {} Reason\r\n", status);
  for (const auto& branch : branches) out += fmt::format("Via: SIP/2.0/UDP 10.0.0.1;branch={}\r\n", branch);
  out += fmt::format("From: <sip:a@h>;tag={}\r\nTo: <sip:b@h>", from_tag);
  if (to_tag) out += ";tag=" + *to_tag;
  out += fmt::format("\r\nCall-ID: {}\r\nCSeq: 1 {}\r\n", call_id, method);
  for (const auto& line : headers) out += line + "\r\n";
  if (!body.empty()) out += fmt::format("Content-Type: {}\r\n", content_type);
  return out + fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

void parse_into(const SipText& text, sip::ParsedMessage& out) {
  const auto done = sip::parse(text.text(), out);
  BOOST_REQUIRE_MESSAGE(done.has_value(), (done ? std::string() : done.error().text()));
}

}  // namespace rtpe::test
