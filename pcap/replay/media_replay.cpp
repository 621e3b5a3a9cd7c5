#include "pcap/replay/media_replay.hpp"

#include <algorithm>

#include "pcap/media/sdp_media.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t no_socket = static_cast<std::size_t>(-1);
/// What is later than that is not sent in a heap: its time is over.
constexpr std::size_t at_once_at_most = 64;

}  // namespace

void MediaReplay::learn(std::string_view captured_sdp, std::string_view replayed_sdp) {
  const SdpMedia captured = media_of_sdp(captured_sdp), replayed = media_of_sdp(replayed_sdp);
  for (std::size_t place = 0; place < std::min(captured.streams.size(), replayed.streams.size()); ++place) {
    const SdpStream &before = captured.streams[place], &today = replayed.streams[place];
    if (before.rtp.port == 0 || today.rtp.port == 0) continue;
    ports_[before.rtp] = today.rtp;
    if (before.rtcp != before.rtp.port)
      ports_[{.address = before.rtp.address, .port = before.rtcp}] = {.address = today.rtp.address, .port = today.rtcp};
  }
}

void MediaReplay::begin(Time now, Time captured, double speed) {
  has_begun_ = true;
  began_ = now;
  captured_ = captured;
  speed_ = speed;
}

std::size_t MediaReplay::socket_for(const Endpoint& source) {
  const auto known = sockets_.find(source);
  if (known != sockets_.end()) return known->second;
  Endpoint here = source;
  if (const auto moved = here_.find(source.address); moved != here_.end()) here.address = moved->second;
  auto socket = network_.open(here);
  const bool is_elsewhere = !socket;
  if (!socket) socket = network_.open({.address = {.bytes = {}, .is_v6 = source.address.is_v6}, .port = 0});
  const std::size_t place = socket ? *socket : no_socket;
  sockets_.emplace(source, place);
  is_elsewhere_[place] = is_elsewhere;
  return place;
}

Time MediaReplay::send_due(Time now) {
  if (!has_begun_) return Time::max();
  for (std::size_t sent = 0; next_ < media_.packets.size() && sent < at_once_at_most; ++next_, ++sent) {
    const RecordedMedia::Packet& packet = media_.packets[next_];
    const Time due = began_ + std::chrono::duration_cast<Duration>((packet.time - captured_) / speed_);
    if (due > now) return due;
    if (teller_ != nullptr) {
      if (teller_->note(packet.destination, media_.payload(packet), packet.time))
        ++counters_.sent;
      else if (!ports_.contains(packet.source))
        ++counters_.without_port;
      continue;
    }
    const auto port = ports_.find(packet.destination);
    const std::size_t socket = port == ports_.end() ? no_socket : socket_for(packet.source);
    if (socket == no_socket) {
      if (!ports_.contains(packet.source)) ++counters_.without_port;  // else the engine sends it by itself
      continue;
    }
    network_.send(socket, port->second, media_.payload(packet));
    ++counters_.sent;
    if (is_elsewhere_[socket]) ++counters_.elsewhere;
  }
  return is_over() ? Time::max() : now;
}

bool MediaReplay::take(const ReplayNetwork::Arrival& arrival) {
  if (!is_elsewhere_.contains(arrival.socket)) return false;
  ++counters_.received;
  return true;
}

}  // namespace rtpe::capture
