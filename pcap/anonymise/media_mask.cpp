#include "pcap/anonymise/media_mask.hpp"

#include <algorithm>

#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

void clear(std::string& out, std::size_t from, std::size_t to, char by = '\0') {
  for (std::size_t at = from; at < std::min(to, out.size()); ++at) out[at] = by;
}

void mask_rtp(std::string& out) {
  const unsigned first = byte_at(out, 0);
  std::size_t at = 12 + (first & 0x0fU) * 4;
  if ((first & 0x10U) != 0 && at + 4 <= out.size()) {
    const std::size_t end = at + 4 + u16_at(out, at + 2) * std::size_t{4};
    clear(out, at + 4, end);
    at = end;
  }
  const bool has_padding = (first & 0x20U) != 0;  // its length stands in the last byte
  clear(out, at, out.size() - (has_padding ? 1 : 0));
}

void mask_descriptions(std::string& out, std::size_t at, std::size_t end) {
  while (at + 4 <= end) {
    at += 4;  // the source
    while (at + 1 < end && out[at] != '\0') {
      const std::size_t length = byte_at(out, at + 1);
      clear(out, at + 2, std::min(at + 2 + length, end), 'x');
      at += 2 + length;
    }
    at = (at / 4 + 1) * 4;  // a zero ends the chunk, up to the next word
  }
}

void mask_rtcp(std::string& out) {
  std::size_t at = 0;
  while (at + 8 <= out.size() && byte_at(out, at) >> 6 == 2) {
    const std::size_t end = std::min(at + (u16_at(out, at + 2) + std::size_t{1}) * 4, out.size());
    const unsigned count = byte_at(out, at) & 0x1fU;
    switch (byte_at(out, at + 1)) {
      case 200:
        clear(out, at + 28 + count * std::size_t{24}, end);
        break;
      case 201:
        clear(out, at + 8 + count * std::size_t{24}, end);
        break;
      case 202:
        mask_descriptions(out, at + 4, end);
        break;
      case 203:
        clear(out, at + 4 + count * std::size_t{4}, end);
        break;
      case 204:
        clear(out, at + 12, end);
        break;
      case 205:
      case 206:
      case 207:
        break;
      default:
        clear(out, at + 8, end);
        break;
    }
    at = end;
  }
  clear(out, at, out.size());
}

void mask_stun(std::string& out) {
  std::size_t at = 20;
  while (at + 4 <= out.size()) {
    const std::size_t end = at + 4 + (u16_at(out, at + 2) + std::size_t{3}) / 4 * 4;
    clear(out, at + 4, end);
    at = end;
  }
  clear(out, at, out.size());
}

void mask_dtls(std::string& out) {
  std::size_t at = 0;
  while (at + 13 <= out.size()) {
    const std::size_t end = at + 13 + u16_at(out, at + 11);
    const bool is_handshake = out[at] == 22 && u16_at(out, at + 3) == 0;  // of epoch 0: not encrypted yet
    clear(out, at + 13 + (is_handshake ? 12 : 0), end);
    at = end;
  }
  clear(out, at, out.size());
}

}  // namespace

std::string masked_media(std::string_view payload, Content content) {
  std::string out(payload);
  switch (content) {
    case Content::rtp:
      if (out.size() >= 12) mask_rtp(out);
      break;
    case Content::rtcp:
      mask_rtcp(out);
      break;
    case Content::stun:
      mask_stun(out);
      break;
    case Content::dtls:
      mask_dtls(out);
      break;
    default:
      clear(out, 0, out.size());
      break;
  }
  return out;
}

}  // namespace rtpe::capture
