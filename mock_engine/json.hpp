// JSON requests and replies (protocol.md 3.2). The commands only know bencode; this translates at the door.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rtpe::mock {

enum class JsonRequest : std::uint8_t {
  ok,
  not_json,       ///< "Failed to parse JSON document"
  not_encodable,  ///< null or a fraction somewhere: "Could not decode bencode dictionary"
};
/// Appends the request as bencode: true and false become 1 and 0, strings end at a NUL character, of two equal keys the
/// last wins. Stricter than the daemon's parser, which also takes 'quotes', hexadecimal numbers, comments and line ends
/// inside strings.
[[nodiscard]] JsonRequest json_to_bencode(std::string_view json, std::string& bencode);

/// Appends a reply as JSON: compact, keys in order, '/' and UTF-8 as they are, strings cut at a NUL byte.
void bencode_to_json(std::string_view bencode, std::string& json);

}  // namespace rtpe::mock
