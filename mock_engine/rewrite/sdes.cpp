// Suites and reading of a=crypto.
#include "mock_engine/rewrite/sdes.hpp"

#include <array>

#include "client/sdp/values.hpp"

namespace rtpe::mock {
namespace {

constexpr auto suite_table = std::to_array<CryptoSuite>({
    {"AEAD_AES_256_GCM", 44},
    {"AEAD_AES_128_GCM", 28},
    {"AES_256_CM_HMAC_SHA1_80", 46},
    {"AES_256_CM_HMAC_SHA1_32", 46},
    {"AES_192_CM_HMAC_SHA1_80", 38},
    {"AES_192_CM_HMAC_SHA1_32", 38},
    {"AES_CM_128_HMAC_SHA1_80", 30},
    {"AES_CM_128_HMAC_SHA1_32", 30},
    {"F8_128_HMAC_SHA1_80", 30},
    {"F8_128_HMAC_SHA1_32", 30},
    {"NULL_HMAC_SHA1_80", 30},
    {"NULL_HMAC_SHA1_32", 30},
});

}  // namespace

std::span<const CryptoSuite> suites() { return suite_table; }

std::optional<std::uint8_t> suite_of(std::string_view name) {
  for (std::size_t i = 0; i < suite_table.size(); ++i)
    if (suite_table[i].name == name) return static_cast<std::uint8_t>(i);
  return std::nullopt;
}

std::expected<CryptoLine, CryptoFault> read_crypto(std::string_view value) {
  CryptoLine line;
  const auto tag = sdp::read_number(sdp::take_token(value));
  const std::string_view suite = sdp::take_token(value);
  std::string_view key = sdp::take_token(value);
  if (!tag || *tag > 999999999 || !key.starts_with("inline:")) return std::unexpected(CryptoFault::unreadable);
  const auto known = suite_of(suite);
  if (!known) return std::unexpected(CryptoFault::unknown_suite);
  line.suite = *known;
  line.tag = static_cast<std::uint32_t>(*tag);
  key.remove_prefix(7);
  line.key = key.substr(0, key.find('|'));
  key.remove_prefix(line.key.size());
  while (key.starts_with('|')) {
    key.remove_prefix(1);
    const std::string_view field = key.substr(0, key.find('|'));
    key.remove_prefix(field.size());
    if (field.find(':') != std::string_view::npos) line.master_key_id = field;
  }
  // Base64 of key and salt; padding may be missing.
  std::string_view digits = line.key;
  while (digits.ends_with('=')) digits.remove_suffix(1);
  if (digits.size() != (suite_table[line.suite].key_and_salt_bytes * 8U + 5) / 6)
    return std::unexpected(CryptoFault::unreadable);
  line.session_parameters = value;
  return line;
}

}  // namespace rtpe::mock
