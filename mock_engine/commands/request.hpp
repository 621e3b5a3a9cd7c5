// Reading values of a request dictionary the way the daemon does.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "client/bencode/reader.hpp"

namespace rtpe::mock {

/// An integer given as integer or as text; text is read as strtoll does, without digits it counts as absent.
[[nodiscard]] std::optional<std::int64_t> integer_or_text(bencode::View value);
/// Whether the list `key` holds that word; blanks in the list's words count as '-'.
[[nodiscard]] bool has_flag(bencode::View request, std::string_view key, std::string_view flag);

}  // namespace rtpe::mock
