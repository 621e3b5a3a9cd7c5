#include "pcap/stream/bencode_extent.hpp"

#include "base/ascii.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t digits_at_most = 20;

}  // namespace

/// complete: position_ moved behind a token.
BencodeExtent::State BencodeExtent::one_token(std::string_view bytes) {
  if (position_ >= bytes.size()) return State::incomplete;
  const char first = bytes[position_];
  if (first == 'd' || first == 'l') {
    ++position_, ++depth_;
    return State::complete;
  }
  if (first == 'e') {
    if (depth_ == 0) return State::invalid;
    ++position_, --depth_;
    return State::complete;
  }
  if (first != 'i' && !is_digit(first)) return State::invalid;
  std::size_t at = position_ + 1;
  if (first == 'i' && at < bytes.size() && bytes[at] == '-') ++at;
  std::size_t length = first == 'i' ? 0 : static_cast<std::size_t>(first - '0');
  while (at < bytes.size() && is_digit(bytes[at])) {
    if (at - position_ > digits_at_most) return State::invalid;
    length = length * 10 + static_cast<std::size_t>(bytes[at++] - '0');
  }
  if (at >= bytes.size()) return State::incomplete;
  if (bytes[at] != (first == 'i' ? 'e' : ':')) return State::invalid;
  ++at;
  if (first != 'i') {
    if (length > bytes.size() - at) return State::incomplete;
    at += length;
  }
  position_ = at;
  return State::complete;
}

BencodeExtent::State BencodeExtent::feed(std::string_view bytes) {
  if (position_ > 0 && depth_ == 0) return State::complete;
  do {
    if (const State state = one_token(bytes); state != State::complete) return state;
  } while (depth_ > 0);
  return State::complete;
}

}  // namespace rtpe::capture
