#include "tests/conformance/kamailio/sip_text.hpp"

#include <fmt/format.h>

namespace rtpe::lane {

std::string sip_text_of(const SipText& message, std::size_t step, std::string_view kamailio, std::string_view sender) {
  std::string out;
  if (message.status == 0) {
    out = fmt::format("{} sip:callee@{} SIP/2.0\r\n", message.method, kamailio);
  } else {
    out = fmt::format("SIP/2.0 {} Answer\r\nVia: SIP/2.0/UDP {}:5060;branch={}.k\r\n", message.status, kamailio,
                      message.branch);
  }
  out += fmt::format(
      "Via: SIP/2.0/UDP {}:5060;branch={}\r\nFrom: <sip:caller@lab.test>;tag=f{}\r\nTo: <sip:callee@lab.test>{}\r\n"
      "Call-ID: {}\r\nCSeq: {} {}\r\nMax-Forwards: 70\r\nX-Step: {}\r\n",
      sender, message.branch, message.call_id.size(),
      message.to_tag ? fmt::format(";tag=t{}", message.call_id.size()) : std::string(), message.call_id, step + 1,
      message.method, step);
  if (!message.sdp.empty()) out += "Content-Type: application/sdp\r\n";
  out += fmt::format("Content-Length: {}\r\n\r\n{}", message.sdp.size(), message.sdp);
  return out;
}

std::string header_of(std::string_view message, std::string_view name) {
  const std::string start = fmt::format("\r\n{}: ", name);
  const auto at = message.find(start);
  if (at == std::string_view::npos) return {};
  const auto value = message.substr(at + start.size());
  return std::string(value.substr(0, value.find("\r\n")));
}

}  // namespace rtpe::lane
