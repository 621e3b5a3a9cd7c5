// The SHA-1 sum of hash_algo 1, with the processor's own SHA instructions where it has them. Private to
// client/selection.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace rtpe {

/// The bytes of the text's SHA-1 digest, added as signed characters; a negative total wraps (behaviour.md 3.3).
[[nodiscard]] std::uint32_t sha1_sum(std::string_view text);

[[nodiscard]] std::array<unsigned char, 20> sha1_digest(std::string_view text);
/// Its bytes as signed characters, added.
[[nodiscard]] std::uint32_t signed_sum(const std::array<unsigned char, 20>& digest);

/// The two ways to work it out; sha1_sum() takes the first where has_sha_instructions().
[[nodiscard]] bool has_sha_instructions();
[[nodiscard]] std::uint32_t sha1_sum_by_processor(std::string_view text);
[[nodiscard]] std::uint32_t sha1_sum_by_words(std::string_view text);

}  // namespace rtpe
