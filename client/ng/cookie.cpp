#include "client/ng/cookie.hpp"

#include <charconv>

namespace rtpe::ng {

void append_cookie(std::string& out, std::int32_t server_id, std::uint32_t pid, std::uint32_t sequence) {
  char text[40];
  char* const last = text + sizeof text;
  char* end = std::to_chars(text, last, server_id).ptr;
  *end++ = '_';
  end = std::to_chars(end, last, pid).ptr;
  *end++ = '_';
  end = std::to_chars(end, last, sequence).ptr;
  *end++ = ' ';
  out.append(text, static_cast<std::size_t>(end - text));
}

std::optional<Message> split(std::string_view datagram) {
  const auto blank = datagram.find(' ');
  if (blank == std::string_view::npos || blank == 0) return std::nullopt;
  return Message{datagram.substr(0, blank), datagram.substr(blank + 1)};
}

}  // namespace rtpe::ng
