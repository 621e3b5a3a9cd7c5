// IP addresses and endpoints as values.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rtpe::mock {

enum class Family : std::uint8_t { ipv4, ipv6 };
/// "IP4" or "IP6", as SDP writes it.
[[nodiscard]] std::string_view sdp_name(Family family);
/// "IPv4" or "IPv6", as query replies write it.
[[nodiscard]] std::string_view query_name(Family family);

struct Address {
  std::array<std::uint8_t, 16> bytes{};  ///< network order; IPv4 in the first four
  Family family = Family::ipv4;

  /// A literal address of either family, IPv6 also in brackets; nothing for host names and anything else.
  [[nodiscard]] static std::optional<Address> parse(std::string_view text);
  [[nodiscard]] static std::optional<Address> parse(std::string_view text, Family family);
  [[nodiscard]] std::string text() const;
  void append_to(std::string& out) const;
  /// 0.0.0.0 or ::
  [[nodiscard]] bool is_unspecified() const;
  bool operator==(const Address&) const = default;
};

struct Endpoint {
  Address address;
  std::uint8_t beyond = 0;  ///< times 65536 on top of `port`: RTCP is one above RTP, also of the last port there is
  std::uint16_t port = 0;
  [[nodiscard]] std::uint32_t shown_port() const { return beyond * 65536U + port; }
  void move_port(std::uint32_t number) {
    beyond = static_cast<std::uint8_t>(number >> 16);
    port = static_cast<std::uint16_t>(number);
  }
  bool operator==(const Endpoint&) const = default;
};

}  // namespace rtpe::mock
