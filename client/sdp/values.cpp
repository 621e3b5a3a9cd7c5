// Reads o=, c= and m= lines as the daemon does (sdp-rewriting.md 2 and 16.12).
#include "client/sdp/values.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>
#include <initializer_list>

namespace rtpe::sdp {
namespace {

/// Fills the fields in order; false when the line ends before the last one.
bool take_fields(std::string_view& rest, std::initializer_list<std::string_view*> fields) {
  for (std::string_view* field : fields) {
    const auto token = take_field(rest);
    if (!token) return false;
    *field = *token;
  }
  return true;
}

/// "[2001:db8::1]" counts as IP6.
bool is_literal(std::string_view address_type, std::string_view address) {
  if (address_type == "IP6" && address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  std::array<char, INET6_ADDRSTRLEN> text{};
  std::array<unsigned char, 16> bytes{};
  if (address.empty() || address.size() >= text.size() || address.find('\0') != std::string_view::npos) return false;
  std::memcpy(text.data(), address.data(), address.size());
  if (address_type == "IP4") return inet_pton(AF_INET, text.data(), bytes.data()) == 1;
  if (address_type == "IP6") return inet_pton(AF_INET6, text.data(), bytes.data()) == 1;
  return false;
}

}  // namespace

std::optional<std::string_view> take_field(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const std::size_t blank = rest.find(' ');
  const std::string_view token = rest.substr(0, blank);
  rest = blank == std::string_view::npos ? rest.substr(rest.size()) : rest.substr(blank + 1);
  return token;
}

std::string_view take_token(std::string_view& rest) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return take_field(rest).value_or(rest);
}

std::optional<std::uint64_t> read_number(std::string_view text) {
  if (text.size() <= 18 && !text.empty()) {  // what cannot overflow, which is nearly every number
    std::uint64_t number = 0;
    for (const char digit : text) {
      if (digit < '0' || digit > '9') return std::nullopt;
      number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return number;
  }
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> read_leading_number(std::string_view& text) {
  std::string_view rest = text;
  while (!rest.empty() && (rest.front() == ' ' || (rest.front() >= '\t' && rest.front() <= '\r')))
    rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  std::size_t digits = 0;
  std::int64_t small = 0;
  while (digits < 18 && digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9')
    small = small * 10 + (rest[digits++] - '0');
  if (digits > 0 && digits < 18) {  // cannot overflow
    text = rest.substr(digits);
    return small;
  }
  if (rest.starts_with('+') && !rest.starts_with("+-")) rest.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (fault == std::errc::invalid_argument) return std::nullopt;
  if (fault == std::errc::result_out_of_range) number = rest.starts_with('-') ? INT64_MIN : INT64_MAX;
  text = rest.substr(static_cast<std::size_t>(end - rest.data()));
  return number;
}

std::optional<Origin> read_origin(std::string_view value) {
  Origin origin;
  if (!take_fields(value, {&origin.username, &origin.session_id, &origin.version, &origin.network_type,
                           &origin.address_type, &origin.address}))
    return std::nullopt;
  return origin;
}

std::optional<Connection> read_connection(std::string_view value) {
  Connection connection;
  if (!take_fields(value, {&connection.network_type, &connection.address_type, &connection.address}))
    return std::nullopt;
  if (connection.network_type != "IN" && connection.network_type != "in") return std::nullopt;
  if (!is_literal(connection.address_type, connection.address)) return std::nullopt;
  return connection;
}

std::optional<MediaLine> read_media_line(std::string_view value) {
  MediaLine line;
  if (!take_fields(value, {&line.type, &line.port_text, &line.protocol})) return std::nullopt;
  line.formats = value;
  // The number is read on from where the port token begins, beyond its end if the token is empty.
  std::string_view text(line.port_text.data(),
                        static_cast<std::size_t>(value.data() + value.size() - line.port_text.data()));
  const auto port = read_leading_number(text);
  if (!port || *port < 0 || *port > 65535) return std::nullopt;
  line.port = static_cast<std::uint16_t>(*port);
  if (text.starts_with('/')) {
    text.remove_prefix(1);
    const auto count = read_leading_number(text);
    if (!count || *count <= 0 || *count > 10) return std::nullopt;
    line.port_count = static_cast<std::uint16_t>(*count);
  }
  return line;
}

}  // namespace rtpe::sdp
