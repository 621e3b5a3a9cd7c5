#include "pcap/sip/sip_message.hpp"

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t legs_at_most = 8;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// The value of `;name=` outside of <...>; empty: none.
std::string_view parameter(std::string_view value, std::string_view name) {
  const auto behind = value.rfind('>');
  if (behind != std::string_view::npos) value.remove_prefix(behind);
  while (true) {
    const auto semicolon = value.find(';');
    if (semicolon == std::string_view::npos) return {};
    value.remove_prefix(semicolon + 1);
    const auto one = trimmed(value.substr(0, value.find_first_of(";,")));
    const auto equals = one.find('=');
    if (equals != std::string_view::npos && equal_ignoring_case(trimmed(one.substr(0, equals)), name))
      return trimmed(one.substr(equals + 1));
  }
}

/// "sip:alice@example.com" out of `"Alice" <sip:alice@example.com>;tag=1`.
std::string_view uri(std::string_view value) {
  const auto open = value.find('<');
  if (open == std::string_view::npos) return trimmed(value.substr(0, value.find(';')));
  const auto close = value.find('>', open);
  return value.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

void first_line(SipMessage& message, std::string_view line) {
  if (line.starts_with("SIP/2.0 ")) {
    line.remove_prefix(8);
    std::from_chars(line.data(), line.data() + std::min<std::size_t>(line.size(), 3), message.status);
    if (message.status == 0) message.status = 1;
    message.reason = trimmed(line.substr(std::min<std::size_t>(line.size(), 3)));
    return;
  }
  message.method = line.substr(0, line.find(' '));
}

void cseq(SipMessage& message, std::string_view value) {
  std::from_chars(value.data(), value.data() + value.size(), message.cseq);
  const auto blank = value.find_first_of(" \t");
  if (message.status != 0 && blank != std::string_view::npos) message.method = trimmed(value.substr(blank));
}

void header(SipMessage& message, std::string_view name, std::string_view value,
            const std::vector<std::string>& leg_headers) {
  const auto is = [&](std::string_view full, std::string_view brief) {
    return equal_ignoring_case(name, full) || (!brief.empty() && equal_ignoring_case(name, brief));
  };
  if (is("Call-ID", "i") && message.call_id.empty()) {
    message.call_id = value;
  } else if (is("From", "f")) {
    message.from = uri(value);
    message.from_tag = parameter(value, "tag");
  } else if (is("To", "t")) {
    message.to = uri(value);
    message.to_tag = parameter(value, "tag");
  } else if (is("CSeq", "")) {
    cseq(message, value);
  } else if (is("Contact", "m")) {
    message.contact = uri(value);
  } else if (is("Via", "v") && message.via_branch.empty()) {
    message.via_branch = parameter(value, "branch");
  } else if (is("Content-Type", "c")) {
    message.has_sdp = value.find("sdp") != std::string_view::npos || value.starts_with("multipart");
  }
  if (message.legs.size() < legs_at_most)
    for (const std::string& leg : leg_headers)
      if (is(leg, "")) message.legs.push_back(trimmed(value.substr(0, value.find(';'))));
}

}  // namespace

bool is_sip(std::string_view payload) {
  if (payload.starts_with("SIP/2.0 ")) return true;
  if (payload.empty() || payload[0] < 'A' || payload[0] > 'Z') return false;
  const auto line = payload.substr(0, std::min(payload.find('\n'), std::size_t{4096}));
  const auto blank = line.find(' ');
  if (blank == 0 || blank == std::string_view::npos || blank > 20) return false;
  const auto method = line.substr(0, blank);
  if (!std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return false;
  return line.ends_with(" SIP/2.0\r") || line.ends_with(" SIP/2.0");
}

SipMessage read_sip(std::string_view payload, const std::vector<std::string>& leg_headers) {
  SipMessage message;
  bool is_first = true;
  while (!payload.empty()) {
    auto end = payload.find('\n');
    while (end != std::string_view::npos && end + 1 < payload.size() && !is_first && end > 1 &&
           (payload[end + 1] == ' ' || payload[end + 1] == '\t'))
      end = payload.find('\n', end + 1);  // a folded line
    const auto line = trimmed(payload.substr(0, end));
    payload.remove_prefix(std::min(end == std::string_view::npos ? payload.size() : end + 1, payload.size()));
    if (is_first) {
      first_line(message, line);
      is_first = false;
      continue;
    }
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    header(message, trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)), leg_headers);
  }
  message.body = payload;
  message.has_sdp = message.has_sdp && !payload.empty();
  return message;
}

}  // namespace rtpe::capture
