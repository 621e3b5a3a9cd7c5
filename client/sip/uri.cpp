#include "client/sip/uri.hpp"

#include <charconv>

#include "base/ascii.hpp"
#include "client/sip/header_lines.hpp"

namespace rtpe::sip {
namespace {

constexpr auto npos = std::string_view::npos;

/// Index of the '<' that is not inside quotes.
std::size_t angle_of(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted)
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == '<' && !quoted)
      return i;
  }
  return npos;
}

void read_host_and_port(std::string_view text, SipUri& out) {
  const auto end_of_host = text.starts_with('[') ? text.find(']') : 0;
  const auto colon = text.find(':', end_of_host == npos ? 0 : end_of_host);
  out.host = text.substr(0, colon);
  if (colon == npos) return;
  std::uint16_t port = 0;
  const auto digits = text.substr(colon + 1);
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (fault == std::errc{} && end == digits.data() + digits.size()) out.port = port;
}

std::string_view parameter_of(std::string_view parameters, std::string_view name) {
  while (!parameters.empty()) {
    const auto one = parameters.substr(0, parameters.find(';'));
    parameters.remove_prefix(one.size() + (one.size() < parameters.size() ? 1 : 0));
    const auto equals = one.find('=');
    if (equals != npos && equal_ignoring_case(one.substr(0, equals), name)) return one.substr(equals + 1);
  }
  return {};
}

}  // namespace

SipUri parse_uri(std::string_view uri) {
  SipUri out;
  const auto colon = uri.find(':');
  if (colon == npos) return out;
  out.scheme = uri.substr(0, colon);
  auto rest = uri.substr(colon + 1);
  rest = rest.substr(0, rest.find('?'));
  if (equal_ignoring_case(out.scheme, "tel")) {
    out.user = rest.substr(0, rest.find(';'));
    return out;
  }
  if (const auto at = rest.find('@'); at != npos) {
    const auto who = rest.substr(0, at);
    out.user = who.substr(0, who.find_first_of(":;"));
    rest.remove_prefix(at + 1);
  }
  const auto where = rest.substr(0, rest.find(';'));
  read_host_and_port(where, out);
  out.transport = parameter_of(rest.substr(where.size() < rest.size() ? where.size() + 1 : where.size()), "transport");
  return out;
}

std::string_view display_name_of(std::string_view name_addr) {
  const auto angle = angle_of(name_addr);
  return angle == npos ? std::string_view{} : trimmed(name_addr.substr(0, angle));
}

std::string_view address_uri_of(std::string_view name_addr) {
  const auto angle = angle_of(name_addr);
  if (angle == npos) return trimmed(name_addr.substr(0, name_addr.find(';')));
  const auto close = name_addr.find('>', angle);
  return close == npos ? std::string_view{} : name_addr.substr(angle + 1, close - angle - 1);
}

}  // namespace rtpe::sip
