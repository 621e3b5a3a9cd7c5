// Reads the frames of a capture: pcap or pcapng, plain or packed with gzip or zstd, told apart by their first bytes.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "pcap/file/byte_source.hpp"
#include "pcap/file/frame.hpp"

namespace rtpe::capture {

/// One format. Errors have no place: the reader knows it.
class FrameFormat {
 public:
  virtual ~FrameFormat() = default;
  /// As FrameSource::next(), but for the number.
  virtual Expected<bool> next(InputBuffer& input, Frame& frame) = 0;
  /// Of all frames; nullopt: each interface has its own.
  [[nodiscard]] virtual std::optional<int> link_type() const = 0;
};

/// An open capture.
class CaptureReader : public FrameSource {
 public:
  /// `path`: a file, or "-" for standard input; `idle` as for open_bytes(). Errors: missing (cannot be opened),
  /// invalid_input (no capture, or one that cannot be read: the message names what it is).
  static Expected<CaptureReader> open(const std::string& path, Idle idle = {});
  /// `name` stands for the path in messages.
  static Expected<CaptureReader> read(std::unique_ptr<ByteSource> bytes, std::string name);

  /// The place of an error says after how many frames and at which byte (unpacked) of the file.
  Expected<bool> next(Frame& frame) override;
  [[nodiscard]] std::optional<int> link_type() const { return format_->link_type(); }

 private:
  CaptureReader(std::string path, InputBuffer input, std::unique_ptr<FrameFormat> format)
      : path_(std::move(path)), input_(std::move(input)), format_(std::move(format)) {}
  std::string path_;
  InputBuffer input_;
  std::unique_ptr<FrameFormat> format_;
  std::uint64_t frames_ = 0;
};

}  // namespace rtpe::capture
