// The engine's logical interfaces: names, local addresses of either family, what is advertised, port pools.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "mock_engine/calls/address.hpp"
#include "mock_engine/calls/ports.hpp"
#include "mock_engine/config.hpp"

namespace rtpe::mock {

/// Error: without name, or an address that is no literal.
Expected<InterfaceAddress> parse_interface(std::string_view text);

/// One address of a logical interface.
struct LocalAddress {
  Address address;
  std::string local;       ///< printed in query replies
  std::string advertised;  ///< printed in SDP; the family keyword stays that of `address` (sdp-rewriting.md 11)
  /// 16 alphanumerics, constant for the process (protocol.md 11); others while IPv6 addresses stand in front.
  std::string foundation, foundation_behind_ipv6;
  PortPool ports;
  std::optional<Address> advertised_address;  ///< empty: what is advertised is no literal
};

/// Addresses that share a name; the first of a family is that family's preferred one.
struct LogicalInterface {
  std::string name;
  std::vector<std::unique_ptr<LocalAddress>> addresses;
  [[nodiscard]] LocalAddress* first_of(Family family) const;
};

class Interfaces {
 public:
  /// Refused: no interface, an address that is no literal, an empty or reversed port range.
  [[nodiscard]] static Expected<Interfaces> create(const EngineConfig& config, Random& random);
  [[nodiscard]] bool knows(std::string_view name) const;
  /// The named interface; for an unknown or empty name the first one with an address of that family, else the first.
  [[nodiscard]] LogicalInterface& choose(std::string_view name, Family family) const;
  /// A media port of ours, by the local or the advertised address; whether it is in use or not.
  [[nodiscard]] bool owns(const Endpoint& endpoint) const;
  [[nodiscard]] std::span<const std::unique_ptr<LogicalInterface>> all() const { return interfaces_; }
  /// As configured, which is how statistics list them.
  struct Listed {
    const LogicalInterface* interface = nullptr;
    const LocalAddress* address = nullptr;
  };
  [[nodiscard]] std::span<const Listed> listed() const { return listed_; }

 private:
  std::vector<Listed> listed_;
  std::vector<std::unique_ptr<LogicalInterface>> interfaces_;
};

}  // namespace rtpe::mock
