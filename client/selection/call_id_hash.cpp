#include "client/selection/call_id_hash.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <bit>
#include <cstring>

#include "client/selection/sha1_sum.hpp"

namespace rtpe {
namespace {

std::uint32_t byte_sum(std::string_view text) {
  std::uint32_t sum = 0;
  for (const char c : text) sum += static_cast<unsigned char>(c);
  return sum;
}

/// tables[n][b]: the remainder of byte b followed by n zero bytes, for the reflected polynomial 0x04C11DB7.
consteval std::array<std::array<std::uint32_t, 256>, 8> crc32_tables() {
  std::array<std::array<std::uint32_t, 256>, 8> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    tables[0][byte] = crc;
  }
  for (std::size_t zeros = 1; zeros < 8; ++zeros)
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[zeros - 1][byte];
      tables[zeros][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
    }
  return tables;
}

/// Eight bytes a step, and what is left in one: zlib's crc32 goes byte by byte below 47 bytes, which is where Call-IDs
/// are.
std::uint32_t crc32(std::string_view text) {
  static constexpr auto tables = crc32_tables();
  static_assert(std::endian::native == std::endian::little);
  std::uint32_t crc = 0xFFFFFFFFU;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), 8);
    bytes ^= crc;
    crc = 0;
    for (std::size_t i = 0; i < 8; ++i) crc ^= tables[7 - i][(bytes >> (8 * i)) & 0xFFU];
  }
  if (text.empty()) return ~crc;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  bytes ^= crc;
  // Bytes of the remainder beyond the text are only shifted.
  crc = text.size() < 4 ? crc >> (8 * text.size()) : 0;
  for (std::size_t i = 0; i < text.size(); ++i) crc ^= tables[text.size() - 1 - i][(bytes >> (8 * i)) & 0xFFU];
  return ~crc;
}

}  // namespace

std::string_view to_string(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::byte_sum:
      return "byte sum";
    case HashAlgorithm::sha1:
      return "SHA-1 byte sum";
    case HashAlgorithm::crc32:
      return "CRC-32";
  }
  return "unknown";
}

std::optional<HashAlgorithm> hash_algorithm(std::int64_t hash_algo, const Personality& personality) {
  switch (hash_algo) {
    case 0:
      return personality.legacy_hash_is_crc32 ? HashAlgorithm::crc32 : HashAlgorithm::byte_sum;
    case 1:
      return HashAlgorithm::sha1;
    case 2:
      return HashAlgorithm::crc32;
    default:
      return std::nullopt;
  }
}

std::uint32_t call_id_number(std::string_view call_id, HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::byte_sum:
      return byte_sum(call_id) & 0xFFU;
    case HashAlgorithm::sha1:
      return sha1_sum(call_id);
    case HashAlgorithm::crc32:
      return crc32(call_id);
  }
  return 0;
}

HashSteps hash_steps(std::string_view call_id, HashAlgorithm algorithm) {
  HashSteps steps{.algorithm = algorithm};
  switch (algorithm) {
    case HashAlgorithm::byte_sum:
      steps.byte_sum = byte_sum(call_id);
      steps.number = steps.byte_sum & 0xFFU;
      break;
    case HashAlgorithm::sha1:
      steps.digest = sha1_digest(call_id);
      steps.number = signed_sum(steps.digest);
      break;
    case HashAlgorithm::crc32:
      steps.number = crc32(call_id);
      break;
  }
  return steps;
}

std::string to_text(const HashSteps& steps, std::size_t bytes) {
  switch (steps.algorithm.value_or(HashAlgorithm::crc32)) {
    case HashAlgorithm::byte_sum:
      return fmt::format("sum of {} bytes = {}, & 255 = {}", bytes, steps.byte_sum, steps.number);
    case HashAlgorithm::crc32:
      return fmt::format("CRC-32 of {} bytes = {}", bytes, steps.number);
    case HashAlgorithm::sha1:
      break;
  }
  const auto total = static_cast<std::int32_t>(steps.number);
  auto text = fmt::format("SHA-1 {:02x}, its signed bytes add up to {}", fmt::join(steps.digest, ""), total);
  return total < 0 ? text + fmt::format(", modulo 2^32 = {}", steps.number) : text;
}

}  // namespace rtpe
