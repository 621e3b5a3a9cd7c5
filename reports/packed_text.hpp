// Text that a page carries compressed: reports/html/data.js unpacks it with DecompressionStream("deflate").
#pragma once
#include <string>
#include <string_view>

namespace rtpe::report {

/// Four bytes as five characters, of n bytes at the end n + 1: digits of base 85, highest first, from '(' on, with '}'
/// in place of
/// '<', which could end the script that has them. A sixteenth shorter than Base64.
[[nodiscard]] std::string base85(std::string_view bytes);
/// zlib's format (RFC 1950) in Base 85.
[[nodiscard]] std::string packed_text(std::string_view text);

}  // namespace rtpe::report
