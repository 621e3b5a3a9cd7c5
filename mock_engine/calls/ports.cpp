#include "mock_engine/calls/ports.hpp"

namespace rtpe::mock {
namespace {

/// Distance from the port after the last one taken to the next try (protocol.md 7.3).
constexpr std::uint32_t shortest_step = 6, longest_step = 19;

}  // namespace

PortPool::PortPool(std::uint16_t low, std::uint16_t high)
    : used_(static_cast<std::size_t>(high - low) + 1), low_(low), high_(high), cursor_(low), free_(high - low + 1U) {}

bool PortPool::is_free(std::uint32_t first, std::uint16_t count) const {
  for (std::uint32_t port = first; port < first + count; ++port)
    if (port > high_ || used_[port - low_]) return false;
  return true;
}

std::optional<std::uint16_t> PortPool::take(std::uint16_t count, Random& random) {
  const std::uint32_t step = count > 1 ? 2 : 1;
  const auto aligned = [step](std::uint32_t port) { return step == 2 ? port + (port & 1U) : port; };
  std::uint32_t port = aligned(fresh_ ? low_ : cursor_ + random.between(shortest_step, longest_step));
  fresh_ = false;
  if (count == 0 || free_ < count) return std::nullopt;
  const std::uint32_t tries = static_cast<std::uint32_t>(used_.size()) / step + 2;
  for (std::uint32_t i = 0; i < tries; ++i, port += step) {
    if (port + count - 1U > high_) port = aligned(low_);
    if (!is_free(port, count)) continue;
    for (std::uint32_t taken = port; taken < port + count; ++taken) used_[taken - low_] = true;
    free_ -= count;
    cursor_ = port + count;
    return static_cast<std::uint16_t>(port);
  }
  return std::nullopt;
}

void PortPool::give_back(std::uint16_t first, std::uint16_t count) {
  for (std::uint32_t port = first; port < first + std::uint32_t{count}; ++port) {
    if (port < low_ || port > high_ || !used_[port - low_]) continue;
    used_[port - low_] = false;
    ++free_;
  }
}

}  // namespace rtpe::mock
