// Where the bytes of a capture come from: a file, standard input, memory; decompressed on the way.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::capture {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Writes up to `room` bytes to `into` and says how many; 0 is the end. Gives what is there, waits only for the
  /// first.
  virtual Expected<std::size_t> read(char* into, std::size_t room) = 0;
};

/// Called about twice a second while nothing comes (pipes, terminals, interfaces) and after signals; false: that is the
/// end of the input.
using Idle = std::function<bool()>;

/// `path`: a file, or "-" for standard input. Error: missing.
Expected<std::unique_ptr<ByteSource>> open_bytes(const std::string& path, Idle idle = {});

/// The caller keeps the bytes.
[[nodiscard]] std::unique_ptr<ByteSource> memory_bytes(std::string_view bytes);

/// Puts `bytes` in front of what `source` still gives.
[[nodiscard]] std::unique_ptr<ByteSource> prepended(std::string bytes, std::unique_ptr<ByteSource> source);

/// Bytes ahead of the reader. Holds what was asked for and what came with it, nothing else.
class InputBuffer {
 public:
  explicit InputBuffer(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
  /// Are there `count` bytes? false: the input ends before. Makes views into bytes() invalid.
  Expected<bool> need(std::size_t count);
  [[nodiscard]] std::string_view bytes() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t count) { begin_ += count, offset_ += count; }
  /// Bytes consumed so far (of the decompressed input).
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  /// Gives up the source; what was buffered comes first.
  [[nodiscard]] std::unique_ptr<ByteSource> release();

 private:
  Expected<bool> fill(std::size_t count);
  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t offset_ = 0;
  bool is_at_end_ = false;
};

inline Expected<bool> InputBuffer::need(std::size_t count) {
  if (end_ - begin_ >= count) [[likely]]
    return true;
  return fill(count);
}

}  // namespace rtpe::capture
