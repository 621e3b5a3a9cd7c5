#include "pcap/export/anonymised_frames.hpp"

#include <fmt/format.h>

#include <utility>

#include "pcap/anonymise/media_mask.hpp"
#include "pcap/packet/built_frame.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t segment_at_most = 16384;

std::string anonymised(const Anonymiser& anonymiser, const PickedPacket& picked) {
  const Packet& packet = *picked.packet;
  switch (picked.content) {
    case Content::ng:
      return anonymiser.ng(packet.payload);
    case Content::sip: {
      auto text = anonymiser.sip(packet.payload);
      return packet.is_cut ? without_cut_end(std::move(text)) : text;
    }
    default:
      return masked_media(packet.payload, picked.content);
  }
}

}  // namespace

void learn(Anonymiser& anonymiser, const PickedPacket& picked) {
  anonymiser.learn_addresses(picked.comment);
  if (picked.unreachable != nullptr) {
    anonymiser.learn_address(picked.unreachable->reporter);
    anonymiser.learn_address(picked.unreachable->source.address);
    return anonymiser.learn_address(picked.unreachable->destination.address);
  }
  anonymiser.learn_address(picked.packet->source.address);
  anonymiser.learn_address(picked.packet->destination.address);
  if (picked.content == Content::sip) anonymiser.learn_sip(picked.packet->payload);
  if (picked.content == Content::ng) anonymiser.learn_ng(picked.packet->payload);
}

/// As a stream would carry it from now on: the handshake and what came before are left out.
void AnonymisedFrames::keep_segments(const Packet& packet, const Endpoint& source, const Endpoint& destination,
                                     std::string_view payload, const std::string& comment) {
  const std::uint32_t answered = sent_[{destination, source}];
  std::uint32_t& sent = sent_[{source, destination}];
  auto text = comment;
  if (packet.transport != Transport::tcp) text += fmt::format(" (it came by {})", name_of(packet.transport));
  do {
    const auto piece = payload.substr(0, segment_at_most);
    kept_.push_back({tcp_frame(source, destination, 1 + sent, 1 + answered, piece), text});
    sent += static_cast<std::uint32_t>(piece.size());
    payload.remove_prefix(piece.size());
  } while (!payload.empty());
}

void AnonymisedFrames::keep(const PickedPacket& picked, const std::string& comment) {
  const auto fresh = [this](const Endpoint& one) { return Endpoint{anonymiser_.address(one.address), one.port}; };
  const std::string text = anonymiser_.text(comment);
  if (picked.unreachable != nullptr) {
    const Unreachable& one = *picked.unreachable;
    kept_.push_back(
        {unreachable_frame(anonymiser_.address(one.reporter), fresh(one.source), fresh(one.destination), one.is_port),
         text});
    return;
  }
  const Packet& packet = *picked.packet;
  const std::string payload = anonymised(anonymiser_, picked);
  const Endpoint source = fresh(packet.source), destination = fresh(packet.destination);
  if (packet.transport != Transport::udp) return keep_segments(packet, source, destination, payload, text);
  kept_.push_back({udp_frame(source, destination, payload, ++id_), text});
}

Expected<std::uint64_t> AnonymisedFrames::write(Time captured) {
  for (const Kept& one : kept_) {
    const Frame frame{
        .number = 0, .time = captured, .bytes = one.frame, .wire_length = static_cast<std::uint32_t>(one.frame.size())};
    if (auto done = writer_.write_frame(frame, one.comment); !done) return std::unexpected(done.error());
  }
  return std::exchange(kept_, {}).size();
}

}  // namespace rtpe::capture
