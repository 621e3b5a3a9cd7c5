// A bound UDP socket on loopback that tells when the kernel received each datagram.
#pragma once
#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::lane {

/// Milliseconds of the real clock with fractions, since the Unix epoch.
[[nodiscard]] double real_time_ms();

struct Received {
  std::string bytes;
  sockaddr_in from{};
  double at_ms = 0;  ///< real_time_ms() of the kernel
};

class LaneSocket {
 public:
  /// Error (kind missing): the address cannot be bound.
  static Expected<LaneSocket> bind(const std::string& address, std::uint16_t port);
  LaneSocket(LaneSocket&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  LaneSocket& operator=(LaneSocket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~LaneSocket();
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// nullopt: nothing is there.
  std::optional<Received> receive();
  /// A peer that is gone is no error.
  void send(std::string_view bytes, const sockaddr_in& to) const;
  void send(std::string_view bytes, const std::string& address, std::uint16_t port) const;

 private:
  explicit LaneSocket(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace rtpe::lane
