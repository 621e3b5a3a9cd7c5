// Copies that the capture made: a mirror port that sends both directions, a packet seen on two interfaces.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/time.hpp"
#include "pcap/packet/byte_order.hpp"
#include "pcap/packet/hash.hpp"

namespace rtpe::capture {

/// A packet is a copy when the same bytes came shortly before, identification included; time to live, checksum and type
/// of service may have changed on the way. Whoever sends again makes a new packet: it has another identification, or
/// none (then only a copy within 5 ms counts). Remembers the last packets, so many that fit its table.
class DuplicateFilter {
 public:
  static constexpr Duration window = std::chrono::seconds(1);
  static constexpr Duration window_without_id = std::chrono::milliseconds(5);
  /// `bytes`: an IPv4 or IPv6 packet from its header on.
  [[nodiscard]] bool is_copy(std::string_view bytes, Time now);
  /// The same for IPv4 with 28 bytes or more, in two steps: the place that the second looks at comes from memory in
  /// between.
  struct Sought {
    std::uint64_t hash = 0;
    Duration within{};
  };
  [[nodiscard, gnu::always_inline]] inline Sought sought_v4(std::string_view bytes) const {
    const bool has_id = u16_at(bytes, 4) != 0;
    // Length, identification, fragment, protocol; not the time to live.
    const std::uint64_t header = word_at(bytes, 2) & ~(std::uint64_t{0xff} << 48U);
    const std::uint64_t hash = hash_of(header, skipped(bytes, 12));
    __builtin_prefetch(&(*seen_)[hash % places], 1);
    return {.hash = hash, .within = has_id ? window : window_without_id};
  }
  [[nodiscard, gnu::always_inline]] inline bool is_copy(const Sought& sought, Time now) {
    return is_seen(sought.hash, now, sought.within);
  }

 private:
  struct Seen {
    std::uint64_t hash = 0;
    Time at;
  };
  [[nodiscard]] static std::uint64_t word_at(std::string_view bytes, std::size_t at) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, 8);
    return value;
  }
  /// Of headers behind the addresses and the beginning and end of what they carry.
  [[nodiscard, gnu::always_inline]] static std::uint64_t hash_of(std::uint64_t hash, std::string_view bytes) {
    constexpr std::size_t first_bytes = 96, last_bytes = 32;
    hash ^= bytes.size();
    if (bytes.size() < first_bytes) return hash_bytes(hash, bytes);
    const auto pair = [&](std::size_t at, std::uint64_t key, std::uint64_t lane) {
      return hash_pair(word_at(bytes, at) ^ key, word_at(bytes, at + 8) ^ lane);
    };
    std::uint64_t lanes[3] = {hash, hash + 1, hash + 2};  // they do not wait for each other
    for (std::size_t at = 0; at < first_bytes; at += 48)
      for (std::size_t lane = 0; lane < 3; ++lane) lanes[lane] = pair(at + lane * 16, hash_keys[lane], lanes[lane]);
    const std::size_t end = bytes.size() - last_bytes;
    lanes[0] = pair(end, hash_keys[0], lanes[0]);
    lanes[1] = pair(end + 16, hash_keys[1], lanes[1]);
    return hash_pair(lanes[0] ^ hash_prime, lanes[1] ^ lanes[2]);
  }
  [[nodiscard, gnu::always_inline]] bool is_seen(std::uint64_t hash, Time now, Duration within) {
    Seen& seen = (*seen_)[hash % places];
    const auto distance = now - seen.at;
    const bool is_same = seen.hash == hash && distance <= within && distance >= -window_without_id;
    seen = {hash, now};
    return is_same;
  }
  static constexpr std::size_t places = 4096;
  std::unique_ptr<std::array<Seen, places>> seen_ = std::make_unique<std::array<Seen, places>>();
};

}  // namespace rtpe::capture
