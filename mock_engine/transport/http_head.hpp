// The head of an HTTP request, read as the daemon's HTTP server reads it (protocol.md section 2.3). Not Beast's parser:
// the odd edges (bare LF, numbers that are none, unknown methods) must come out as the daemon's.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rtpe::mock {

struct HttpHead {
  std::string method;  ///< in capitals
  std::string path;    ///< percent-decoded, "//" made "/", without query
  bool is_http_1_0 = false;
  std::vector<std::pair<std::string, std::string>> fields;

  /// The first field of that name, letters of either case; nullptr: none.
  [[nodiscard]] const std::string* field(std::string_view name) const;
  /// A word of a comma-separated field, letters of either case.
  [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const;
  /// HTTP/1.0 without keep-alive, or "Connection: close".
  [[nodiscard]] bool closes() const;
};

struct HttpHeadResult {
  enum class Kind : std::uint8_t { incomplete, complete, malformed } kind = Kind::incomplete;
  std::size_t length = 0;  ///< complete: bytes up to and including the empty line
  HttpHead head;
};
[[nodiscard]] HttpHeadResult parse_http_head(std::string_view bytes);

}  // namespace rtpe::mock
