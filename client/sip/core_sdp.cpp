#include "client/sip/core_sdp.hpp"

#include <cstddef>

namespace rtpe::sip {
namespace {

std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view next_field(std::string_view& rest) {
  const auto begin = rest.find_first_not_of(' ');
  if (begin == std::string_view::npos) return rest = {};
  rest.remove_prefix(begin);
  const auto field = rest.substr(0, rest.find(' '));
  rest.remove_prefix(field.size());
  return field;
}

std::size_t count_fields(std::string_view text) {
  std::size_t count = 0;
  while (!next_field(text).empty()) ++count;
  return count;
}

bool connection_is_sound(std::string_view value) {
  const auto network = next_field(value);
  const auto family = next_field(value);
  return !network.empty() && (family.empty() || family == "IP4" || family == "IP6");
}

}  // namespace

bool core_parses_sdp(std::string_view body) {
  constexpr std::size_t origin_fields = 6, least_media_fields = 3;
  bool version = false, origin = false, session_connection = false, media_connection = true;
  std::size_t media = 0;
  while (!body.empty()) {
    const auto line = next_line(body);
    if (line.starts_with("v=")) version = true;
    if (!version) continue;
    if (line.starts_with("o=") && media == 0) {
      origin = count_fields(line.substr(2)) >= origin_fields;
    } else if (line.starts_with("c=") && origin) {
      if (!connection_is_sound(line.substr(2))) return false;
      (media == 0 ? session_connection : media_connection) = true;
    } else if (line.starts_with("m=")) {
      if (!media_connection || count_fields(line.substr(2)) < least_media_fields) return false;
      ++media;
      media_connection = session_connection;
    }
  }
  return origin && media > 0 && media_connection;
}

}  // namespace rtpe::sip
