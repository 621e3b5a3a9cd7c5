// Takes messages apart as far as it is needed to replace things in them, tolerant and without a copy.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rtpe::capture {

template <class Receiver>
void for_each_line(std::string_view text, const Receiver& receiver) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    receiver(line);
  }
}

/// Tells where each string of a bencoded text stands, in order, keys and values alike. A string that the text cuts is
/// told as far as it goes, with its whole length. Gives the place where the text stops being bencode, or its length.
template <class Receiver>
std::size_t for_each_bencode_string(std::string_view text, const Receiver& receiver) {
  std::size_t at = 0;
  while (at < text.size()) {
    const char first = text[at];
    if (first == 'd' || first == 'l' || first == 'e') {
      ++at;
      continue;
    }
    if (first == 'i') {
      const auto end = text.find('e', at);
      if (end == std::string_view::npos || end - at > 24) return at;
      at = end + 1;
      continue;
    }
    std::size_t length = 0;
    const auto colon = text.substr(at, 12).find(':');
    if (colon == std::string_view::npos) return at;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + colon, length);
    if (error != std::errc{} || end != text.data() + at + colon) return at;
    at += colon + 1;
    const std::size_t there = std::min(length, text.size() - at);
    receiver(at, there, length);
    at += there;
  }
  return at;
}

/// What follows an NG message's cookie; the whole text when it begins with a dictionary.
[[nodiscard]] std::string_view ng_dictionary(std::string_view message);

struct SipParts {
  std::string_view first_line;
  std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< folded lines stand with their line ends
  std::string_view body;
  bool has_sdp = false;  ///< the body is SDP, or has a part that is
  bool is_multipart = false;
};
[[nodiscard]] SipParts sip_parts(std::string_view message);

}  // namespace rtpe::capture
