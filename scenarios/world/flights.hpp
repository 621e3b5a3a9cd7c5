// Datagrams under way. Their buffers are reused, so that steady state does not allocate.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/world/rule.hpp"

namespace rtpe::scenario::world {

struct Flight {
  enum class Kind : std::uint8_t { datagram, refusal } kind = Kind::datagram;
  EndpointId from = 0, to = 0;
  std::uint32_t way = 0;
  std::string bytes;
};

class Flights {
 public:
  /// Its bytes are some earlier flight's.
  std::uint32_t take(Flight::Kind kind, EndpointId from, EndpointId to, std::uint32_t way) {
    if (free_.empty()) add_block();
    const std::uint32_t number = free_.back();
    free_.pop_back();
    Flight& flight = (*this)[number];
    flight.kind = kind;
    flight.from = from;
    flight.to = to;
    flight.way = way;
    return number;
  }
  /// The reference stays valid while others are taken.
  [[nodiscard]] Flight& operator[](std::uint32_t number) { return blocks_[number / in_block][number % in_block]; }
  void give_back(std::uint32_t number) { free_.push_back(number); }

 private:
  static constexpr std::uint32_t in_block = 64;  ///< a power of two: a deque would divide

  void add_block() {
    const auto first = static_cast<std::uint32_t>(blocks_.size()) * in_block;
    blocks_.push_back(std::make_unique<Flight[]>(in_block));
    for (std::uint32_t number = first + in_block; number-- > first;) free_.push_back(number);
  }

  std::vector<std::unique_ptr<Flight[]>> blocks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace rtpe::scenario::world
