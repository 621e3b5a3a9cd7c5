// Copies that the capture made: a mirror port that sends both directions, a packet seen on two interfaces.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/time.hpp"

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

 private:
  struct Seen {
    std::uint64_t hash = 0;
    Time at;
  };
  static constexpr std::size_t places = 4096;
  std::unique_ptr<std::array<Seen, places>> seen_ = std::make_unique<std::array<Seen, places>>();
};

}  // namespace rtpe::capture
