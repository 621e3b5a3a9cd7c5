// Cutting a TCP-NG stream into messages as the 10.5 daemon does, odd edges included (protocol.md section 2.2).
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rtpe::mock {

/// Length of the bencode value at the front of `bytes`, by the daemon's pre-check: containers closed, keys are strings
/// with a value, integers without leading zeros. nullopt: incomplete or invalid, which the daemon does not tell apart.
[[nodiscard]] std::optional<std::size_t> complete_bencode_length(std::string_view bytes);

class TcpFramer {
 public:
  static constexpr std::size_t most_unparsed = 1024;
  static constexpr std::size_t longest_message = 16U << 20;

  void feed(std::string_view bytes) { buffer_ += bytes; }
  /// The next complete message (cookie, blank, dictionary), valid until the next call; nullopt: none is complete.
  std::optional<std::string_view> next();
  /// To ask after next() gave nullopt for what one readiness brought: the daemon closes the connection now.
  [[nodiscard]] bool must_close() const { return buffer_.size() - consumed_ > most_unparsed; }
  /// More is buffered than any message may have; guards memory while bytes keep coming.
  [[nodiscard]] bool overflows() const { return buffer_.size() - consumed_ > longest_message; }

 private:
  std::string buffer_;
  std::size_t consumed_ = 0;
};

}  // namespace rtpe::mock
