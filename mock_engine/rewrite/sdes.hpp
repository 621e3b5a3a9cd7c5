// SDES: crypto suites and a=crypto lines (RFC 4568; sdp-rewriting.md 8).
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mock_engine/calls/media.hpp"
#include "mock_engine/rewrite/options.hpp"
#include "mock_engine/rewrite/session.hpp"

namespace rtpe::mock {

struct CryptoSuite {
  std::string_view name;
  std::uint8_t key_and_salt_bytes = 30;
};
/// In the order they are offered.
[[nodiscard]] std::span<const CryptoSuite> suites();
/// Index into suites(); nothing for an unknown name.
[[nodiscard]] std::optional<std::uint8_t> suite_of(std::string_view name);

enum class CryptoFault : std::uint8_t { unreadable, unknown_suite };
/// Reads the value of an a=crypto line; an unreadable line stays in the SDP, one with an unknown suite is dropped.
[[nodiscard]] std::expected<CryptoLine, CryptoFault> read_crypto(std::string_view value);

}  // namespace rtpe::mock
