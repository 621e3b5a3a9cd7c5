#include "pcap/packet/duplicate_filter.hpp"

namespace rtpe::capture {

bool DuplicateFilter::is_copy(std::string_view bytes, Time now) {
  if (bytes.size() < 28) return false;
  if (byte_at(bytes, 0) >> 4 != 6) return is_copy(sought_v4(bytes), now);
  // Payload length and next header; without the hop limit.
  return is_seen(hash_of(u32_at(bytes, 4) >> 8, skipped(bytes, 8)), now, window_without_id);
}

}  // namespace rtpe::capture
