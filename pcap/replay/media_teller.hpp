// The capture's media for an engine that has no media ports: a mock engine is told what it would have received, over
// its control API.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/error.hpp"
#include "client/bencode/reader.hpp"
#include "pcap/replay/recorded_exchanges.hpp"

namespace rtpe::capture {

class MediaTeller {
 public:
  /// `url`: "http:127.0.0.1:9901", with "/engines/NAME" behind it where the program has several. `suffix`: of today's
  /// Call-IDs and tags. Error: no such URL.
  static Expected<MediaTeller> at(std::string_view url, std::string suffix);
  /// A command was answered: the SDP of the captured reply says to which ports of the engine a party sends; with a
  /// delete that is over.
  void learn(const RecordedExchange& exchange);
  /// A packet that went to this port in the capture, at that time; false: it was no port of the engine.
  bool note(const Endpoint& port, std::string_view payload, Time captured);
  /// Tells what was noted since the last time, but of who has not answered yet. Errors: nobody listens there, or the
  /// engine refuses it.
  Expected<void> tell();

 private:
  MediaTeller(std::string host, std::string port, std::string path, std::string suffix)
      : host_(std::move(host)), port_(std::move(port)), path_(std::move(path)), suffix_(std::move(suffix)) {}
  /// A party's stream, by today's names. No tag: who has not answered yet.
  struct Party {
    std::string call_id, tag;
    std::uint16_t media = 1;
    auto operator<=>(const Party&) const = default;
  };
  struct Count {
    std::uint64_t packets = 0, octets = 0;
  };
  struct Report {
    Party from;
    std::chrono::system_clock::time_point at;
    std::uint32_t reporter = 0, measured = 0, fraction_lost = 0, lost = 0, jitter = 0;
    std::uint64_t round_trip_us = 0;  ///< between engine and party; 0: not known
  };
  void name(const std::string& call_id, const std::string& tag);
  void note_reports(const Party& from, std::string_view payload, Time captured);
  [[nodiscard]] std::uint64_t round_trip_us(std::string_view block, Time captured) const;
  [[nodiscard]] std::string observations() const;
  Expected<void> post(const std::string& body) const;

  std::string host_, port_, path_, suffix_;
  bencode::Reader request_reader_, reply_reader_;
  boost::unordered_flat_map<Endpoint, Party, EndpointHash> parties_;  ///< who sends to this port of the engine
  using Stream = std::tuple<Party, std::uint32_t, std::uint8_t>;      ///< SSRC, payload type
  std::map<Stream, Count> counts_;
  std::vector<Report> reports_;
  /// When sender reports came, by SSRC and the middle of their NTP time: what answers them gives a round trip.
  std::map<std::pair<std::uint32_t, std::uint32_t>, Time> sender_reports_;
};

}  // namespace rtpe::capture
