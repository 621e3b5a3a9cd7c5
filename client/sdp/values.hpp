// The values of o=, c= and m= lines as views.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpe::sdp {

/// o=<username> <session id> <version> <network type> <address type> <address>
struct Origin {
  std::string_view username, session_id, version, network_type, address_type, address;
};
[[nodiscard]] std::optional<Origin> read_origin(std::string_view value);

/// c=<network type> <address type> <address>
struct Connection {
  std::string_view network_type, address_type, address;
};
/// Only literal addresses of the named type, without TTL (sdp-rewriting.md 2).
[[nodiscard]] std::optional<Connection> read_connection(std::string_view value);

/// m=<media> <port>[/<count>] <protocol> <format> ...
struct MediaLine {
  std::string_view type, port_text, protocol, formats;
  std::uint16_t port = 0;
  std::uint16_t port_count = 1;
};
[[nodiscard]] std::optional<MediaLine> read_media_line(std::string_view value);

/// The number in front of the text as C's strtol reads it (white space, sign), which is taken off; it saturates.
/// Nothing without digits.
[[nodiscard]] std::optional<std::int64_t> read_leading_number(std::string_view& text);
/// The text up to the next blank, which is taken too: a second blank yields an empty field. Nothing when the line has
/// ended already.
std::optional<std::string_view> take_field(std::string_view& rest);
/// Takes the first blank-separated token off `rest`.
std::string_view take_token(std::string_view& rest);
/// The whole text as a number without sign.
[[nodiscard]] std::optional<std::uint64_t> read_number(std::string_view text);

}  // namespace rtpe::sdp
