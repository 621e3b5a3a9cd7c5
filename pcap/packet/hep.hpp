// HEP version 3, the envelope in which capture agents send packets to Homer (sipcapture/HEP).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "pcap/packet/packet.hpp"

namespace rtpe::capture {

[[nodiscard]] inline bool is_hep(std::string_view bytes) { return bytes.starts_with("HEP3"); }

/// The packet that the agent saw: its addresses and ports; its time where that is within a minute of `carrier`'s, since
/// the way to the collector takes time too. `storage` keeps a payload that was packed. nullopt: damaged, or without
/// addresses.
[[nodiscard]] std::optional<Packet> packet_in_hep(const Packet& carrier, std::string& storage);

}  // namespace rtpe::capture
