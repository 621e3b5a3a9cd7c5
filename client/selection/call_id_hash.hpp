// The number a Call-ID gives: the three hash algorithms of the module (behaviour.md 3.2).
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/parameters.hpp"

namespace rtpe {

enum class HashAlgorithm : std::uint8_t { byte_sum, sha1, crc32 };
[[nodiscard]] std::string_view to_string(HashAlgorithm algorithm);

/// What `hash_algo` means in that release; nullopt: a value the module logs an error for and then finds no node.
[[nodiscard]] std::optional<HashAlgorithm> hash_algorithm(std::int64_t hash_algo, const Personality& personality);

/// The number that is taken modulo the weight sum. Signed char as on x86-64. The module's crc32 is undefined for bytes
/// above 127; here it is the standard CRC-32 for all bytes.
[[nodiscard]] std::uint32_t call_id_number(std::string_view call_id, HashAlgorithm algorithm);

/// The number with what it was made from.
struct HashSteps {
  std::optional<HashAlgorithm> algorithm = {};  ///< none: nothing was hashed
  std::uint32_t number = 0;
  std::uint32_t byte_sum = 0;                 ///< byte_sum: of all bytes; its lowest byte is the number
  std::array<unsigned char, 20> digest = {};  ///< sha1: the sum of its signed bytes is the number
};
[[nodiscard]] HashSteps hash_steps(std::string_view call_id, HashAlgorithm algorithm);
/// "sum of 1 bytes = 97, & 255 = 97"; `bytes`: length of the Call-ID.
[[nodiscard]] std::string to_text(const HashSteps& steps, std::size_t bytes);

}  // namespace rtpe
