// Bytes of any content as the blocks of a pcapng file, in both byte orders, given to the reader in small pieces too.
#include <cstdlib>

#include "pcap/file/capture_reader.hpp"
#include "pcap/file/compression.hpp"

using namespace rtpe;

namespace {

/// Gives out one to seven bytes a read: every place where a block may be split is met.
class Trickle : public capture::ByteSource {
 public:
  explicit Trickle(std::string_view bytes) : rest_(bytes) {}
  Expected<std::size_t> read(char* into, std::size_t room) override {
    const std::size_t count = std::min({room, rest_.size(), 1 + reads_++ % 7});
    std::copy_n(rest_.data(), count, into);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
  std::size_t reads_ = 0;
};

struct Course {
  std::uint64_t frames = 0, bytes = 0;
  std::string error;
  bool operator==(const Course&) const = default;
};

Course course_of(std::unique_ptr<capture::ByteSource> bytes) {
  Course course;
  auto reader = capture::CaptureReader::read(std::move(bytes), "fuzz");
  if (!reader) {
    course.error = reader.error().text();
    return course;
  }
  capture::Frame frame;
  for (;;) {
    const auto has_frame = reader->next(frame);
    if (!has_frame) {
      if (has_frame.error().message.empty()) std::abort();
      course.error = has_frame.error().message;
      return course;
    }
    if (!*has_frame) return course;
    if (frame.number != ++course.frames) std::abort();
    for (const char byte : frame.bytes) course.bytes += static_cast<unsigned char>(byte);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A section header in front, of the byte order that the first byte chooses: the rest is blocks.
  static const std::string little(
      "\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0", 28);
  static const std::string big(
      "\x0a\x0d\x0d\x0a\0\0\0\x1c\x1a\x2b\x3c\x4d\0\x01\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\x1c", 28);
  if (size == 0) return 0;
  std::string file = data[0] % 3 == 0 ? "" : data[0] % 3 == 1 ? little : big;
  file.append(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = course_of(capture::memory_bytes(file));
  // How much a library unpacks in front of damage, and what it says of it, depends on the pieces that it gets.
  if (capture::compression_of(file)) return 0;
  if (file.size() <= 4096 && course_of(std::make_unique<Trickle>(file)) != whole) std::abort();
  return 0;
}
