// Frames of a network interface, by libpcap.
#pragma once
#include <memory>
#include <string>

#include "pcap/file/byte_source.hpp"
#include "pcap/file/frame.hpp"

namespace rtpe::capture {

/// `interface`: its name, or "any"; `filter`: in libpcap's language, may be empty; `idle` as for files. Errors: missing
/// (no such interface, no permission), invalid_input (the filter).
Expected<std::unique_ptr<FrameSource>> open_interface(const std::string& interface, const std::string& filter,
                                                      Idle idle);

}  // namespace rtpe::capture
