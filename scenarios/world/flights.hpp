// Datagrams under way. Their buffers are reused, so that steady state does not allocate.
#pragma once
#include <cstdint>
#include <deque>
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
  std::uint32_t take(Flight::Kind kind, EndpointId from, EndpointId to, std::uint32_t way, std::string_view bytes) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(flights_.size()));
      flights_.emplace_back();
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    Flight& flight = flights_[number];
    flight.kind = kind;
    flight.from = from;
    flight.to = to;
    flight.way = way;
    flight.bytes.assign(bytes);
    return number;
  }
  /// The reference stays valid while others are taken.
  [[nodiscard]] Flight& operator[](std::uint32_t number) { return flights_[number]; }
  void give_back(std::uint32_t number) { free_.push_back(number); }

 private:
  std::deque<Flight> flights_;
  std::vector<std::uint32_t> free_;
};

}  // namespace rtpe::scenario::world
