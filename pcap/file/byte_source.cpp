#include "pcap/file/byte_source.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace rtpe::capture {
namespace {

constexpr std::size_t read_at_once = 64 * 1024;
constexpr int idle_after_ms = 500;

Error trouble(std::string_view doing, const std::string& path) {
  return {.kind = ErrorKind::missing,
          .message = std::string(doing) + ": " + std::strerror(errno),  // NOLINT(concurrency-mt-unsafe)
          .place = path};
}

class DescriptorBytes : public ByteSource {
 public:
  DescriptorBytes(int descriptor, std::string path, Idle idle)
      : descriptor_(descriptor), path_(std::move(path)), idle_(std::move(idle)) {}
  DescriptorBytes(const DescriptorBytes&) = delete;
  DescriptorBytes& operator=(const DescriptorBytes&) = delete;
  ~DescriptorBytes() override {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  Expected<std::size_t> read(char* into, std::size_t room) override {
    for (;;) {
      if (idle_ && !is_ready()) {
        if (!idle_()) return 0;
        continue;
      }
      const auto count = ::read(descriptor_, into, room);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) return std::unexpected(trouble("cannot read", path_));
    }
  }

 private:
  [[nodiscard]] bool is_ready() const {
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, idle_after_ms) > 0;
  }
  int descriptor_;
  std::string path_;
  Idle idle_;
};

class MemoryBytes : public ByteSource {
 public:
  explicit MemoryBytes(std::string_view bytes) : rest_(bytes) {}
  Expected<std::size_t> read(char* into, std::size_t room) override {
    const std::size_t count = std::min(room, rest_.size());
    if (count > 0) std::memcpy(into, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

class PrependedBytes : public ByteSource {
 public:
  PrependedBytes(std::string bytes, std::unique_ptr<ByteSource> source)
      : bytes_(std::move(bytes)), first_(bytes_), then_(std::move(source)) {}
  Expected<std::size_t> read(char* into, std::size_t room) override {
    const auto count = *first_.read(into, room);
    return count > 0 ? count : then_->read(into, room);
  }

 private:
  std::string bytes_;
  MemoryBytes first_;
  std::unique_ptr<ByteSource> then_;
};

}  // namespace

Expected<std::unique_ptr<ByteSource>> open_bytes(const std::string& path, Idle idle) {
  int descriptor = STDIN_FILENO;
  if (path != "-") {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::unexpected(trouble("cannot open", path));
  }
  return std::make_unique<DescriptorBytes>(descriptor, path, std::move(idle));
}

std::unique_ptr<ByteSource> memory_bytes(std::string_view bytes) { return std::make_unique<MemoryBytes>(bytes); }

std::unique_ptr<ByteSource> prepended(std::string bytes, std::unique_ptr<ByteSource> source) {
  return std::make_unique<PrependedBytes>(std::move(bytes), std::move(source));
}

Expected<bool> InputBuffer::fill(std::size_t count) {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  while (end_ < count && !is_at_end_) {
    // Grows with what really comes, not with what a damaged length announces.
    if (buffer_.size() - end_ < read_at_once / 2) buffer_.resize(end_ + read_at_once);
    const auto got = source_->read(buffer_.data() + end_, buffer_.size() - end_);
    if (!got) return std::unexpected(got.error());
    is_at_end_ = *got == 0;
    end_ += *got;
  }
  return end_ >= count;
}

std::unique_ptr<ByteSource> InputBuffer::release() {
  std::string rest(bytes());
  begin_ = end_;
  return prepended(std::move(rest), std::move(source_));
}

}  // namespace rtpe::capture
