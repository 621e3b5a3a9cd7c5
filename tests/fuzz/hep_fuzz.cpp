// Bytes of any content as a HEP3 envelope: whole, and cut by the capture.
#include <cstdlib>

#include "pcap/packet/hep.hpp"

using namespace rtpe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view chunks(reinterpret_cast<const char*>(data), size);
  if (size > 65000) return 0;
  std::string envelope = "HEP3";
  envelope += static_cast<char>((size + 6) >> 8);
  envelope += static_cast<char>(size + 6);
  envelope += chunks;
  std::string storage;
  for (const std::string_view bytes : {std::string_view(envelope), chunks})
    for (const bool is_cut : {false, true}) {
      capture::Packet carrier;
      carrier.frame = 7;
      carrier.time = Time(std::chrono::seconds(1700000000));
      carrier.payload = bytes;
      carrier.is_cut = is_cut;
      const auto inner = capture::packet_in_hep(carrier, storage);
      if (!inner) continue;
      if (inner->frame != 7 || inner->payload.size() > 65536) std::abort();
      const auto away = inner->time > carrier.time ? inner->time - carrier.time : carrier.time - inner->time;
      if (away > std::chrono::seconds(61)) std::abort();
      std::uint64_t sum = 0;
      for (const char byte : inner->payload) sum += static_cast<unsigned char>(byte);
      if (sum == 1 && inner->payload.empty()) std::abort();
    }
  return 0;
}
