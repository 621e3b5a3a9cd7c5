// Text that a page carries compressed: DecompressionStream("deflate") of its Base64 gives it back.
#pragma once
#include <string>
#include <string_view>

namespace rtpe::report {

[[nodiscard]] std::string base64(std::string_view bytes);
/// zlib's format (RFC 1950) in Base64.
[[nodiscard]] std::string packed_text(std::string_view text);

}  // namespace rtpe::report
