// Captured frames, and whatever gives them one after the other.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"

namespace rtpe::capture {

/// LINKTYPE_ numbers of the registry (tcpdump.org/linktypes.html) that are read here.
namespace link {
inline constexpr int null = 0, ethernet = 1, raw = 101, loop = 108, linux_sll = 113, ipv4 = 228, ipv6 = 229,
                     linux_sll2 = 276;
}

/// One captured frame. `bytes` is valid until the next one is asked for.
struct Frame {
  std::uint64_t number = 0;  ///< counts from 1, as Wireshark does; several files: as in the merged file
  Time time = {};
  std::string_view bytes = {};
  std::uint32_t wire_length = 0;  ///< more than bytes.size(): the capture cut the frame
  int link_type = link::ethernet;
};

class FrameSource {
 public:
  virtual ~FrameSource() = default;
  /// Fills in the next frame; false: that is the end. Error: the input is cut or damaged here; frames before are good.
  virtual Expected<bool> next(Frame& frame) = 0;
};

}  // namespace rtpe::capture
