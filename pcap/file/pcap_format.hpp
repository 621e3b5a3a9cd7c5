// The classic format of libpcap (pcap-savefile(5)): either byte order, micro- or nanoseconds, and Kuznetzov's longer
// record headers.
#pragma once
#include "pcap/file/capture_reader.hpp"

namespace rtpe::capture {

/// Frames longer than this do not exist in captures (libpcap's and Wireshark's own limit): a length above is damage.
inline constexpr std::uint32_t frame_bytes_at_most = 262144;

class PcapFormat : public FrameFormat {
 public:
  [[nodiscard]] static bool begins(std::string_view bytes);
  /// Reads the file's header. Error: it is cut.
  static Expected<PcapFormat> open(InputBuffer& input);
  Expected<bool> next(InputBuffer& input, Frame& frame) override;
  [[nodiscard]] std::optional<int> link_type() const override { return link_type_; }

 private:
  PcapFormat() = default;
  [[nodiscard]] std::uint32_t number(const char* bytes) const;
  bool take(std::string_view bytes, Frame& frame);
  bool is_swapped_ = false;
  std::uint32_t fraction_ns_ = 1000;  ///< nanoseconds a unit of the fraction
  std::size_t header_bytes_ = 16;     ///< of a record
  int link_type_ = 0;
  std::size_t last_ = 0;  ///< bytes of the record given out last, still in the buffer
};

/// The one number for link types that go by several (raw IP).
[[nodiscard]] int registered_link_type(std::uint32_t number);

}  // namespace rtpe::capture
