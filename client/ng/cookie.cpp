#include "client/ng/cookie.hpp"

#include <charconv>

namespace rtpe::ng {

void append_cookie(std::string& out, std::int32_t server_id, std::uint32_t pid, std::uint32_t sequence) {
  constexpr std::size_t number = 11;  // the longest: -2147483648
  char text[3 * (number + 1)];
  char* end = text;
  const auto put = [&end](auto value, char separator) {
    end = std::to_chars(end, end + number, value).ptr;
    *end++ = separator;
  };
  put(server_id, '_');
  put(pid, '_');
  put(sequence, ' ');
  out.append(text, static_cast<std::size_t>(end - text));
}

std::optional<Message> split(std::string_view datagram) {
  const auto blank = datagram.find(' ');
  if (blank == std::string_view::npos || blank == 0) return std::nullopt;
  return Message{datagram.substr(0, blank), datagram.substr(blank + 1)};
}

}  // namespace rtpe::ng
