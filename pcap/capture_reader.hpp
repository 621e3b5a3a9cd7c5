// Reads the frames of a capture file (pcap or pcapng) by libpcap, one after the other.
#pragma once
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"

namespace rtpe::capture {

/// One captured frame. `bytes` is valid until the next read.
struct Frame {
  std::uint64_t number = 0;  ///< counts from 1, as Wireshark does
  Time time;
  std::string_view bytes;
  std::uint32_t wire_length = 0;  ///< more than bytes.size(): the capture cut the frame
};

/// An open capture file.
class CaptureReader {
 public:
  /// `path`: a file, or "-" for standard input. Errors: missing (cannot be opened), invalid_input (no capture).
  static Expected<CaptureReader> open(const std::string& path);
  CaptureReader(CaptureReader&&) noexcept;
  CaptureReader& operator=(CaptureReader&&) noexcept;
  ~CaptureReader();

  /// The next frame; nullopt at the end of the file. Error: the file is cut or damaged here; the place says after how
  /// many frames and at which byte of the file. Frames read before are good.
  Expected<std::optional<Frame>> next();
  /// libpcap's DLT_ number: what the frames begin with.
  [[nodiscard]] int link_type() const;

 private:
  struct State;
  explicit CaptureReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::capture
