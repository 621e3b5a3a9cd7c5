// Where a bencode value ends, found while its bytes still arrive.
#pragma once
#include <cstdint>
#include <string_view>

namespace rtpe::capture {

/// Finds the end of one value without keeping its content. Resumes where it stopped: feed() takes the bytes from the
/// start of the value each time, with more at their end.
class BencodeExtent {
 public:
  enum class State : std::uint8_t { incomplete, complete, invalid };
  State feed(std::string_view bytes);
  /// complete: bytes of the value.
  [[nodiscard]] std::size_t length() const { return position_; }

 private:
  State one_token(std::string_view bytes);
  std::size_t position_ = 0;  ///< behind the last whole token
  std::uint32_t depth_ = 0;
};

}  // namespace rtpe::capture
