// pcapng (IETF draft-ietf-opsawg-pcapng): sections of either byte order, interfaces with link types, snap lengths and
// clocks of their own. Blocks that carry no frames are skipped.
#pragma once
#include <vector>

#include "pcap/file/capture_reader.hpp"

namespace rtpe::capture {

class PcapngFormat : public FrameFormat {
 public:
  static constexpr std::uint32_t block_bytes_at_most = 16U << 20;
  static constexpr std::size_t interfaces_at_most = 65536;
  [[nodiscard]] static bool begins(std::string_view bytes);
  Expected<bool> next(InputBuffer& input, Frame& frame) override;
  [[nodiscard]] std::optional<int> link_type() const override { return std::nullopt; }

 private:
  struct Interface {
    int link_type = 0;
    std::uint32_t snap_length = 0;
    std::uint64_t ticks_per_second = 1'000'000;
    std::int64_t offset_s = 0;
  };
  [[nodiscard]] std::uint16_t u16(std::string_view body, std::size_t at) const;
  [[nodiscard]] std::uint32_t u32(std::string_view body, std::size_t at) const;
  Expected<std::uint32_t> block_length(InputBuffer& input);
  Expected<void> interface(std::string_view body);
  void interface_option(Interface& interface, std::uint16_t code, std::string_view value) const;
  Expected<bool> packet(std::uint32_t type, std::string_view body, Frame& frame);
  Expected<bool> framed(std::uint32_t interface, std::uint64_t ticks, std::uint32_t wire_length, std::string_view bytes,
                        std::uint32_t length, Frame& frame);

  bool is_swapped_ = false, has_section_ = false;
  std::vector<Interface> interfaces_;
  Time newest_;           ///< stands in for frames without a time
  std::size_t last_ = 0;  ///< bytes of the block given out last, still in the buffer
};

}  // namespace rtpe::capture
