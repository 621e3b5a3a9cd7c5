// Picks the packets of chosen calls out of a capture that has been read before, and says what is known of each.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <functional>
#include <string>
#include <vector>

#include "pcap/call/call_book.hpp"
#include "pcap/ng/ng_message.hpp"
#include "pcap/packet/packet.hpp"
#include "pcap/traffic.hpp"

namespace rtpe::capture {

/// Valid during the call that gives it; one of `packet` and `unreachable` is set.
struct PickedPacket {
  const Packet* packet = nullptr;
  const Unreachable* unreachable = nullptr;
  Content content = Content::other;
  std::string comment;  ///< "NG offer of call x@y to 10.0.0.1:2223, send 2 of 5: answered ok after 12.100 ms"
};

class CallPackets : public PacketHandler {
 public:
  using Sink = std::function<void(const PickedPacket&)>;
  /// `book`: joined, with SDP, of the same capture. `calls`: places in book.calls().
  CallPackets(const CallBook& book, const std::vector<std::size_t>& calls, Sink sink);
  void packet(const Packet& packet) override;
  void unreachable(const Unreachable& unreachable) override;

 private:
  struct StreamKey {
    Endpoint source, destination;
    std::uint32_t ssrc = 0;
    bool operator==(const StreamKey&) const = default;
  };
  struct StreamHash {
    std::uint64_t operator()(const StreamKey& key) const {
      return hash_endpoint(hash_endpoint(key.ssrc, key.source), key.destination);
    }
  };
  bool ng(const Packet& packet);
  bool sip(const Packet& packet);
  void media(const Packet& packet);
  void give(const Packet& packet, Content content, std::string comment);
  void add_exchange(const WireExchange& exchange);
  void add_stream(const RtpStream& stream);
  [[nodiscard]] const WireExchange* exchange(std::string_view cookie, const Endpoint& client, const Endpoint& node,
                                             Time at) const;
  /// The wanted call that the address belongs to; null: none.
  [[nodiscard]] const JoinedCall* wanted_call(const Endpoint& one, const Endpoint& other, Time at) const;

  const CallBook& book_;
  Sink sink_;
  NgDissector dissector_;
  std::vector<bool> is_wanted_;  ///< by place in the book
  boost::unordered_flat_set<std::string> call_ids_;
  boost::unordered_flat_map<std::string, std::vector<const WireExchange*>> exchanges_;  ///< by cookie
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> sends_;                       ///< seen so far, by first frame
  boost::unordered_flat_map<StreamKey, std::string, StreamHash> streams_;               ///< what is known of each
};

}  // namespace rtpe::capture
