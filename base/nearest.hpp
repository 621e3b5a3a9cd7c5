// "Did you mean ...": the word of a list that a mistyped one is closest to.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>

namespace rtpe {

/// How many single-character edits (insert, delete, replace, swap of neighbours; case counts half) make `left` into
/// `right`, in halves.
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

/// The nearest of `words`; empty when none is near enough to be what was meant (two edits, or about a third of its
/// letters) or the word is longer than 64 characters.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> words);

}  // namespace rtpe
