// Writes UDP datagrams into a pcapng file that Wireshark opens: Ethernet, IPv4 or IPv6, correct checksums, nanoseconds
// and a comment per packet (IETF draft-ietf-opsawg-pcapng).
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"
#include "pcap/file/frame.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

struct WrittenDatagram {
  Time time;
  Endpoint source, destination;  ///< both IPv4 or both IPv6
  std::string_view payload;      ///< at most 65507 bytes (IPv4)
  std::string_view comment;      ///< UTF-8; empty: none
};

class PcapngWriter {
 public:
  /// Creates or replaces the file. Error: missing (cannot be written).
  static Expected<PcapngWriter> create(const std::string& path);
  PcapngWriter(PcapngWriter&&) noexcept;
  PcapngWriter& operator=(PcapngWriter&&) noexcept;
  ~PcapngWriter();
  /// Datagrams are larger than Ethernet's 1500 bytes where the payload is: no fragments are made.
  /// Errors: invalid_input (mixed families, payload too long); missing (disk full).
  Expected<void> write(const WrittenDatagram& datagram);
  /// A frame as it was captured, of any link type that is read. Error: missing (disk full).
  Expected<void> write_frame(const Frame& frame, std::string_view comment);
  /// Writes what is buffered and closes the file.
  Expected<void> close();

 private:
  struct State;
  explicit PcapngWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::capture
