// What rules look at in a request: cookie, command, Call-ID, tags; bencode or JSON.
#pragma once
#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

#include "client/bencode/reader.hpp"

namespace rtpe::mock {

/// Texts point into the message or the reader; a request that cannot be decoded has none of them.
struct RequestView {
  std::string_view cookie;
  bool is_json = false;
  std::optional<std::string_view> command, call_id, from_tag, to_tag;
  bool supports_load_limit = false;
};

/// Keeps its memory between requests.
class RequestReader {
 public:
  /// The view is valid until the next read and as long as `message`.
  [[nodiscard]] RequestView read(std::string_view message);

 private:
  bencode::Reader reader_;
  boost::json::value document_;
};

}  // namespace rtpe::mock
