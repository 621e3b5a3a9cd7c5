#include "pcap/packet/duplicate_filter.hpp"

#include <cstring>

#include "pcap/packet/byte_order.hpp"
#include "pcap/packet/hash.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t first_bytes = 96, last_bytes = 32;

/// Of headers behind the addresses and the beginning and end of what they carry.
std::uint64_t hash_from(std::uint64_t hash, std::string_view bytes) {
  hash ^= bytes.size();
  if (bytes.size() < first_bytes) return hash_bytes(hash, bytes);
  const auto word = [&](std::size_t at) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, 8);
    return value;
  };
  std::uint64_t lanes[3] = {hash, hash + 1, hash + 2};  // they do not wait for each other
  for (std::size_t at = 0; at < first_bytes; at += 48) {
    lanes[0] = hash_pair(word(at) ^ hash_keys[0], word(at + 8) ^ lanes[0]);
    lanes[1] = hash_pair(word(at + 16) ^ hash_keys[1], word(at + 24) ^ lanes[1]);
    lanes[2] = hash_pair(word(at + 32) ^ hash_keys[2], word(at + 40) ^ lanes[2]);
  }
  const std::size_t end = bytes.size() - last_bytes;
  lanes[0] = hash_pair(word(end) ^ hash_keys[0], word(end + 8) ^ lanes[0]);
  lanes[1] = hash_pair(word(end + 16) ^ hash_keys[1], word(end + 24) ^ lanes[1]);
  return hash_pair(lanes[0] ^ hash_prime, lanes[1] ^ lanes[2]);
}

}  // namespace

bool DuplicateFilter::is_copy(std::string_view bytes, Time now) {
  if (bytes.size() < 28) return false;
  const bool is_v6 = byte_at(bytes, 0) >> 4 == 6;
  bool has_id = false;
  std::uint64_t hash = 0;
  if (is_v6) {
    hash = hash_from(u32_at(bytes, 4) >> 8, skipped(bytes, 8));  // payload length, next header; without the hop limit
  } else {
    has_id = u16_at(bytes, 4) != 0;
    const std::uint64_t header = std::uint64_t{u32_at(bytes, 4)} << 32 | std::uint64_t{u16_at(bytes, 2)} << 8 |
                                 byte_at(bytes, 9);  // length, identification, fragment, protocol
    hash = hash_from(header, skipped(bytes, 12));
  }
  Seen& seen = (*seen_)[hash % places];
  const auto distance = now - seen.at;
  const bool is_same =
      seen.hash == hash && distance <= (has_id ? window : window_without_id) && distance >= -window_without_id;
  seen = {hash, now};
  return is_same;
}

}  // namespace rtpe::capture
