// Suites and reading of a=crypto.
#include <openssl/evp.h>

#include <array>
#include <cctype>

#include "client/sdp/values.hpp"
#include "mock_engine/rewrite/sdes.hpp"

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

struct Parameter {
  std::string_view name;
  std::uint8_t bit;
};
/// In the order they are printed.
constexpr auto parameters = std::to_array<Parameter>({
    {"UNENCRYPTED_SRTP", unencrypted_srtp},
    {"UNENCRYPTED_SRTCP", unencrypted_srtcp},
    {"UNAUTHENTICATED_SRTP", unauthenticated_srtp},
});

bool equal_ignoring_case(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  for (std::size_t i = 0; i < one.size(); ++i)
    if (std::toupper(static_cast<unsigned char>(one[i])) != std::toupper(static_cast<unsigned char>(other[i])))
      return false;
  return true;
}

/// "2^20" or "1048576".
bool is_lifetime(std::string_view text) {
  if (text.starts_with("2^")) text.remove_prefix(2);
  return sdp::read_number(text).has_value();
}

/// "|<lifetime>|<MKI>:<length>", both optional, in this order. False: something else.
bool read_key_tail(std::string_view tail, CryptoLine& line) {
  bool lifetime_allowed = true;
  while (!tail.empty()) {
    tail.remove_prefix(1);
    const std::string_view field = tail.substr(0, tail.find('|'));
    tail.remove_prefix(field.size());
    if (field.find(':') != std::string_view::npos) {
      line.master_key_id = field;
      return tail.empty();
    }
    if (!std::exchange(lifetime_allowed, false) || !is_lifetime(field)) return false;
  }
  return true;
}

}  // namespace

std::span<const CryptoSuite> suites() { return suite_table; }

std::optional<std::uint8_t> suite_of(std::string_view name) {
  for (std::size_t i = 0; i < suite_table.size(); ++i)
    if (equal_ignoring_case(suite_table[i].name, name)) return static_cast<std::uint8_t>(i);
  return std::nullopt;
}

std::expected<CryptoLine, CryptoFault> read_crypto(std::string_view value) {
  CryptoLine line;
  const std::string_view tag_text = sdp::take_token(value);
  const std::string_view suite_text = sdp::take_token(value);
  std::string_view key = sdp::take_token(value);
  if (key.empty()) return std::unexpected(CryptoFault::incomplete);
  const auto tag = sdp::read_number(tag_text);
  const auto suite = suite_of(suite_text);
  if (!tag || *tag > 999999999 || !suite || !key.starts_with("inline:")) return std::unexpected(CryptoFault::unusable);
  line.suite = *suite;
  line.tag = static_cast<std::uint32_t>(*tag);
  key.remove_prefix(7);
  line.key = key.substr(0, key.find('|'));
  if (!read_key_tail(key.substr(line.key.size()), line)) return std::unexpected(CryptoFault::unusable);
  std::string decoded;
  if (!decode_key(line, decoded)) return std::unexpected(CryptoFault::unusable);
  while (!value.empty()) {
    const std::string_view name = sdp::take_token(value);
    for (const Parameter& parameter : parameters)
      if (parameter.name == name) line.parameters |= parameter.bit;
  }
  return line;
}

bool decode_key(const CryptoLine& line, std::string& out) {
  std::string_view digits = line.key;
  while (digits.ends_with('=')) digits.remove_suffix(1);
  const std::size_t bytes = suite_table[line.suite].key_and_salt_bytes;
  if (digits.size() != (bytes * 8 + 5) / 6) return false;
  std::string padded(digits);
  padded.append((4 - padded.size() % 4) % 4, '=');
  out.resize(padded.size() / 4 * 3);
  const int decoded =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(padded.data()), static_cast<int>(padded.size()));
  out.resize(bytes);
  return decoded >= static_cast<int>(bytes);
}

void append_key(std::string_view key, KeyPadding padding, std::string& out) {
  std::array<unsigned char, 72> text{};
  const int length = EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(key.data()),
                                     static_cast<int>(std::min<std::size_t>(key.size(), 48)));
  std::string_view digits(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length));
  while (padding == KeyPadding::stripped && digits.ends_with('=')) digits.remove_suffix(1);
  out += digits;
}

void append_parameters(std::uint8_t bits, std::string& out) {
  for (const Parameter& parameter : parameters)
    if ((bits & parameter.bit) != 0) out.append(" ").append(parameter.name);
}

}  // namespace rtpe::mock
