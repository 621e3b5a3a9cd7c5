#include "client/selection/call_id_hash.hpp"

#include <openssl/sha.h>
#include <zlib.h>

#include <array>

namespace rtpe {
namespace {

std::uint32_t byte_sum(std::string_view text) {
  std::uint32_t sum = 0;
  for (const char c : text) sum += static_cast<unsigned char>(c);
  return sum & 0xFFU;
}

/// The raw digest bytes are added as signed characters; a negative total wraps.
std::uint32_t sha1_sum(std::string_view text) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::int32_t sum = 0;
  for (const unsigned char byte : digest) sum += static_cast<signed char>(byte);
  return static_cast<std::uint32_t>(sum);
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
      return byte_sum(call_id);
    case HashAlgorithm::sha1:
      return sha1_sum(call_id);
    case HashAlgorithm::crc32:
      return static_cast<std::uint32_t>(
          crc32_z(0, reinterpret_cast<const unsigned char*>(call_id.data()), call_id.size()));
  }
  return 0;
}

}  // namespace rtpe
