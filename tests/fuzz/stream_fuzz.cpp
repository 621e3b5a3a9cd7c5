// TCP payload of any content: HTTP, WebSocket, SIP, HEP and NG out of a stream. The input: pieces with one byte of
// length in front; length 255 is a gap.
#include <algorithm>
#include <cstdlib>

#include "pcap/packet/hep.hpp"
#include "pcap/sip/sip_message.hpp"
#include "pcap/stream/stream_messages.hpp"

using namespace rtpe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  capture::StreamMessages stream;
  std::string storage;
  std::size_t given = 0;
  const auto sink = [&](const capture::StreamMessages::Message& message) {
    given += message.bytes.size();
    if (message.bytes.size() > 2 * capture::StreamMessages::bytes_at_most) std::abort();
    if (capture::is_sip(message.bytes)) (void)capture::read_sip(message.bytes, {"X-CID"});
    if (!capture::is_hep(message.bytes)) return;
    capture::Packet carrier;
    carrier.payload = message.bytes;
    carrier.is_cut = message.is_cut;
    (void)capture::packet_in_hep(carrier, storage);
  };
  while (!rest.empty()) {
    const auto length = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
    if (length == 255) {
      stream.gap(sink);
      continue;
    }
    const auto piece = rest.substr(0, length);
    stream.feed(piece, sink);
    rest.remove_prefix(piece.size());
  }
  if (given > size + size) std::abort();
  return 0;
}
