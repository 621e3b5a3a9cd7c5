// Suites and reading of a=crypto.
#include <openssl/evp.h>

#include <array>

#include "base/ascii.hpp"
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

/// "2^20" or "1048576", up to 2^48; what follows the number is not looked at.
bool is_lifetime(std::string_view text) {
  constexpr int most_bits = 48;
  const bool is_power = text.size() > 2 && text.starts_with("2^");
  if (is_power) text.remove_prefix(2);
  const auto number = sdp::read_leading_number(text);
  return number && *number > 0 && *number <= (is_power ? most_bits : std::int64_t{1} << most_bits);
}

/// "<id>:<bytes>". As many bytes of the id count as it has; 0 and 256 of them are none at all.
bool read_master_key_id(std::string_view text, CryptoLine& line) {
  const std::size_t colon = text.find(':');
  std::string_view id_text = text.substr(0, colon), bytes_text = text.substr(colon + 1);
  const auto bytes = static_cast<std::uint32_t>(sdp::read_leading_number(bytes_text).value_or(0));
  if (bytes > 256) return false;
  line.master_key_id_bytes = static_cast<std::uint8_t>(bytes);
  line.master_key_id = static_cast<std::uint32_t>(sdp::read_leading_number(id_text).value_or(0));
  if (bytes < 4) line.master_key_id &= (1U << (bytes * 8)) - 1;
  return true;
}

/// "|<lifetime>", "|<MKI>:<length>" or both in this order; of several keys only the first counts, and what is said of
/// the others is read as if it were said of it.
bool read_key_tail(std::string_view tail, CryptoLine& line) {
  if (tail.empty()) return true;
  tail.remove_prefix(1);
  if (const std::size_t bar = tail.find('|'); bar != std::string_view::npos) {
    if (!is_lifetime(tail.substr(0, bar))) return false;
    tail.remove_prefix(bar + 1);
    return tail.find(':') != std::string_view::npos && read_master_key_id(tail, line);
  }
  return tail.find(':') != std::string_view::npos ? read_master_key_id(tail, line) : is_lifetime(tail);
}

constexpr std::string_view key_method = "inline:";

/// Decodes groups of four digits; what remains of a group is dropped. False: something else than a digit.
bool decode_base64(std::string_view text, std::string& out) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (; text.size() >= 4; text.remove_prefix(4)) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t digit = text[i] == '=' ? 0 : digits.find(text[i]);
      if (digit == std::string_view::npos) return false;
      bits = bits << 6 | static_cast<std::uint32_t>(digit);
    }
    out.push_back(static_cast<char>(bits >> 16));
    if (text[2] != '=') out.push_back(static_cast<char>(bits >> 8));
    if (text[3] != '=') out.push_back(static_cast<char>(bits));
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
  const auto tag_text = sdp::take_field(value), suite_text = sdp::take_field(value), key_text = sdp::take_field(value);
  if (!key_text) return std::unexpected(CryptoFault::incomplete);
  std::string_view tag_digits = *tag_text, key = *key_text;
  const auto tag = sdp::read_leading_number(tag_digits);
  const auto suite = suite_of(*suite_text);
  if (!tag || !suite || !equal_ignoring_case(key.substr(0, key_method.size()), key_method))
    return std::unexpected(CryptoFault::unusable);
  line.suite = *suite;
  line.tag = static_cast<std::uint32_t>(*tag);
  key.remove_prefix(key_method.size());
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
  const std::size_t bytes = suite_table[line.suite].key_and_salt_bytes;
  const std::size_t digits = (bytes * 8 + 5) / 6;
  std::string text(line.key);
  if (text.size() == digits + 1) text.pop_back();  // whatever it is
  if (text.size() % 4 > 1) text.append(4 - text.size() % 4, '=');
  out.clear();
  return text.size() <= 2 * digits && decode_base64(text, out) && out.size() == bytes;
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
