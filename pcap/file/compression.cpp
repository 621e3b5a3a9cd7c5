#include "pcap/file/compression.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <array>

namespace rtpe::capture {
namespace {

constexpr std::size_t packed_at_once = 64 * 1024;

struct Signature {
  Compression compression;
  std::string_view bytes, name;
};
constexpr Signature signatures[] = {
    {Compression::gzip, {"\x1f\x8b", 2}, "gzip"},
    {Compression::zstd, {"\x28\xb5\x2f\xfd", 4}, "zstd"},
    {Compression::xz,
     {"\xfd"
      "7zXZ\0",
      6},
     "xz"},  //
    {Compression::bzip2, {"BZh", 3}, "bzip2"},
    {Compression::lz4, {"\x04\x22\x4d\x18", 4}, "lz4"},
    {Compression::zip, {"PK\x03\x04", 4}, "zip"},
};

/// Packed bytes that were read and not yet unpacked.
class Packed {
 public:
  explicit Packed(std::unique_ptr<ByteSource> source) : source_(std::move(source)), bytes_(packed_at_once, '\0') {}
  /// false: nothing is left.
  Expected<bool> refill() {
    if (begin_ < end_) return true;
    const auto count = source_->read(bytes_.data(), bytes_.size());
    if (!count) return std::unexpected(count.error());
    begin_ = 0, end_ = *count;
    return end_ > 0;
  }
  [[nodiscard]] char* data() { return bytes_.data() + begin_; }
  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  void left(std::size_t count) { begin_ = end_ - count; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string bytes_;
  std::size_t begin_ = 0, end_ = 0;
};

Error damaged(std::string_view format, std::string_view why) {
  return {.message = fmt::format("the {} data is damaged: {}", format, why)};
}

class GzipBytes : public ByteSource {
 public:
  explicit GzipBytes(std::unique_ptr<ByteSource> source) : packed_(std::move(source)) {
    constexpr int with_gzip_header = 16;
    is_usable_ = inflateInit2(&stream_, MAX_WBITS + with_gzip_header) == Z_OK;
  }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;
  ~GzipBytes() override { inflateEnd(&stream_); }

  Expected<std::size_t> read(char* into, std::size_t room) override {
    if (!is_usable_) return std::unexpected(damaged("gzip", "no memory"));
    for (;;) {
      const auto more = packed_.refill();
      if (!more) return std::unexpected(more.error());
      if (!*more) {
        if (is_inside_) return std::unexpected(damaged("gzip", "it ends too early"));
        return 0;
      }
      stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
      stream_.avail_in = static_cast<uInt>(packed_.size());
      stream_.next_out = reinterpret_cast<Bytef*>(into);
      stream_.avail_out = static_cast<uInt>(room);
      is_inside_ = true;
      const int status = inflate(&stream_, Z_SYNC_FLUSH);
      packed_.left(stream_.avail_in);
      const std::size_t count = room - stream_.avail_out;
      if (status == Z_STREAM_END) {
        is_inside_ = false;
        inflateReset(&stream_);
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        if (count > 0) return count;  // the next call meets the damage again
        return std::unexpected(damaged("gzip", stream_.msg != nullptr ? stream_.msg : "no valid stream"));
      }
      if (count > 0) return count;
    }
  }

 private:
  Packed packed_;
  z_stream stream_{};
  bool is_usable_ = false, is_inside_ = false;
};

class ZstdBytes : public ByteSource {
 public:
  explicit ZstdBytes(std::unique_ptr<ByteSource> source) : packed_(std::move(source)), stream_(ZSTD_createDStream()) {
    constexpr int window_log_at_most = 27;  // 128 MiB, what `zstd` itself reads without being asked
    if (stream_ != nullptr) ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, window_log_at_most);
  }
  ZstdBytes(const ZstdBytes&) = delete;
  ZstdBytes& operator=(const ZstdBytes&) = delete;
  ~ZstdBytes() override { ZSTD_freeDStream(stream_); }

  Expected<std::size_t> read(char* into, std::size_t room) override {
    if (stream_ == nullptr) return std::unexpected(damaged("zstd", "no memory"));
    for (;;) {
      const auto more = packed_.refill();
      if (!more) return std::unexpected(more.error());
      if (!*more && !has_rest_) {
        if (is_inside_) return std::unexpected(damaged("zstd", "it ends too early"));
        return 0;
      }
      ZSTD_inBuffer input{packed_.data(), packed_.size(), 0};
      ZSTD_outBuffer output{into, room, 0};
      const std::size_t status = ZSTD_decompressStream(stream_, &output, &input);
      if (ZSTD_isError(status) != 0) return std::unexpected(damaged("zstd", ZSTD_getErrorName(status)));
      packed_.left(input.size - input.pos);
      is_inside_ = status != 0;
      has_rest_ = output.pos == output.size;
      if (output.pos > 0) return output.pos;
    }
  }

 private:
  Packed packed_;
  ZSTD_DStream* stream_;
  bool is_inside_ = false, has_rest_ = false;
};

}  // namespace

std::string_view name_of(Compression compression) {
  for (const Signature& signature : signatures)
    if (signature.compression == compression) return signature.name;
  return "unknown";
}

std::optional<Compression> compression_of(std::string_view beginning) {
  for (const Signature& signature : signatures)
    if (beginning.starts_with(signature.bytes)) return signature.compression;
  return std::nullopt;
}

std::unique_ptr<ByteSource> unpacked(Compression compression, std::unique_ptr<ByteSource> source) {
  if (compression == Compression::gzip) return std::make_unique<GzipBytes>(std::move(source));
  if (compression == Compression::zstd) return std::make_unique<ZstdBytes>(std::move(source));
  return nullptr;
}

std::optional<std::string> inflated(std::string_view packed, std::size_t at_most) {
  std::string out(at_most, '\0');
  uLongf length = at_most;
  if (uncompress(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(packed.data()),
                 packed.size()) != Z_OK)
    return std::nullopt;
  out.resize(length);
  return out;
}

}  // namespace rtpe::capture
