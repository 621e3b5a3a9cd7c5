// The capture's RTP and RTCP once more, into the ports that were negotiated this time.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <string_view>

#include "pcap/replay/media_teller.hpp"
#include "pcap/replay/recorded_media.hpp"
#include "pcap/replay/replay_network.hpp"

namespace rtpe::capture {

class MediaReplay {
 public:
  struct Counters {
    std::uint64_t sent = 0;          ///< or told
    std::uint64_t without_port = 0;  ///< their port was not negotiated this time
    std::uint64_t received = 0;      ///< what came to the senders' ports
    std::uint64_t elsewhere = 0;     ///< sent from another port than in the capture, which is not to be had here
  };
  /// Both must outlive it.
  MediaReplay(const RecordedMedia& media, ReplayNetwork& network) : media_(media), network_(network) {}
  /// From now on packets are not sent: this one is told of them. It must outlive it.
  void tell(MediaTeller& teller) { teller_ = &teller; }
  /// An SDP that named where media goes, and its counterpart of today.
  void learn(std::string_view captured_sdp, std::string_view replayed_sdp);
  /// Whoever had this address in the capture has that one here.
  void move(const Address& captured, const Address& here) { here_[captured] = here; }
  /// From now on packets are due: `captured` is now, and time runs `speed` times as fast.
  void begin(Time now, Time captured, double speed);
  /// Sends what is due and says when the next packet is: Time::max() after the last.
  Time send_due(Time now);
  /// Is this one of its sockets? Then what came there is counted.
  bool take(const ReplayNetwork::Arrival& arrival);
  [[nodiscard]] bool is_told() const { return teller_ != nullptr; }
  [[nodiscard]] bool is_over() const { return next_ == media_.packets.size(); }
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  std::size_t socket_for(const Endpoint& source);

  const RecordedMedia& media_;
  ReplayNetwork& network_;
  MediaTeller* teller_ = nullptr;
  boost::unordered_flat_map<Endpoint, Endpoint, EndpointHash> ports_;
  boost::unordered_flat_map<Endpoint, std::size_t, EndpointHash> sockets_;
  std::map<Address, Address> here_;
  std::map<std::size_t, bool> is_elsewhere_;  ///< by socket
  std::size_t next_ = 0;
  bool has_begun_ = false;
  Time began_, captured_;
  double speed_ = 1;
  Counters counters_;
};

}  // namespace rtpe::capture
