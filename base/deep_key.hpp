// What a TOML text must not have before toml++ may see it.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpe {

/// Line and column, from 1.
struct DeepKey {
  std::uint32_t line = 1, column = 1;
};

/// Where a key is nested deeper than any file of ours needs; the parser would recurse without bound there.
[[nodiscard]] std::optional<DeepKey> find_deep_key(std::string_view text);

}  // namespace rtpe
