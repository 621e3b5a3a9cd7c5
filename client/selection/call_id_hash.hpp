// The number a Call-ID gives: the three hash algorithms of the module (behaviour.md 3.2).
#pragma once
#include <cstdint>
#include <optional>
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

}  // namespace rtpe
