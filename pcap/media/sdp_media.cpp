#include "pcap/media/sdp_media.hpp"

#include <algorithm>
#include <charconv>

namespace rtpe::capture {
namespace {

constexpr std::size_t streams_at_most = 32, codecs_at_most = 64;

std::string_view take_word(std::string_view& rest) {
  const auto end = std::min(rest.find(' '), rest.size());
  const auto word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

unsigned number(std::string_view text) {
  unsigned value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void media_line(SdpMedia& media, std::string_view rest, const Address& session) {
  if (media.streams.size() >= streams_at_most) return;
  SdpStream& stream = media.streams.emplace_back();
  stream.kind = take_word(rest).substr(0, 16);
  stream.rtp = {session, static_cast<std::uint16_t>(number(take_word(rest)))};
  stream.rtcp = static_cast<std::uint16_t>(stream.rtp.port + 1);
  stream.is_secure = take_word(rest).find("SAVP") != std::string_view::npos;
}

void attribute(SdpStream& stream, std::string_view line) {
  if (line.starts_with("rtcp:")) {
    stream.rtcp = static_cast<std::uint16_t>(number(line.substr(5)));
  } else if (line == "rtcp-mux") {
    stream.rtcp = stream.rtp.port;
  } else if (line.starts_with("rtpmap:") && stream.codecs.size() < codecs_at_most) {
    line.remove_prefix(7);
    const unsigned type = number(take_word(line));
    if (type < 128) stream.codecs[static_cast<std::uint8_t>(type)] = line.substr(0, 40);
  } else if (line == "inactive") {
    stream.is_inactive = true;
    stream.can_send = false;
  } else if (line == "recvonly") {
    stream.can_send = false;
  }
}

}  // namespace

SdpMedia media_of_sdp(std::string_view body) {
  SdpMedia media;
  Address session;
  while (!body.empty()) {
    const auto end = std::min(body.find('\n'), body.size());
    auto line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.size() < 3 || line[1] != '=') continue;
    auto rest = line.substr(2);
    if (line[0] == 'm') {
      media_line(media, rest, session);
    } else if (line[0] == 'c') {
      (void)take_word(rest);
      (void)take_word(rest);
      const auto address = parse_address(rest.substr(0, rest.find('/')));
      if (!address) continue;
      (media.streams.empty() ? session : media.streams.back().rtp.address) = *address;
    } else if (line[0] == 'a' && !media.streams.empty()) {
      attribute(media.streams.back(), rest);
    }
  }
  return media;
}

}  // namespace rtpe::capture
