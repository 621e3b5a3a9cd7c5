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
/// Index into suites(), whatever the case of the name; nothing for an unknown one.
[[nodiscard]] std::optional<std::uint8_t> suite_of(std::string_view name);

/// Session parameters of a=crypto that are understood; others are dropped.
inline constexpr std::uint8_t unencrypted_srtp = 1, unencrypted_srtcp = 2, unauthenticated_srtp = 4;
/// Appends them, each after a blank.
void append_parameters(std::uint8_t bits, std::string& out);

enum class CryptoFault : std::uint8_t {
  incomplete,  ///< fewer than three fields: the line stays in the SDP
  unusable,    ///< anything else: the line is dropped
};
/// Reads the value of an a=crypto line.
[[nodiscard]] std::expected<CryptoLine, CryptoFault> read_crypto(std::string_view value);
/// Key and salt as bytes. False: not base64, or not as long as the suite wants.
[[nodiscard]] bool decode_key(const CryptoLine& line, std::string& out);

enum class KeyPadding : std::uint8_t { stripped, kept };
void append_key(std::string_view key, KeyPadding padding, std::string& out);

}  // namespace rtpe::mock
