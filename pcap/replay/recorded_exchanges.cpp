#include "pcap/replay/recorded_exchanges.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

#include "pcap/capture_clock.hpp"
#include "pcap/dissector.hpp"
#include "pcap/ng/ng_message.hpp"
#include "pcap/read_capture.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t recorded_at_most = 200'000;

class RecordingHandler final : public PacketHandler {
 public:
  RecordedExchanges out;

  void packet(const Packet& packet) override {
    const auto message = dissector_.dissect(packet.payload, packet.is_cut);
    if (!message || packet.payload.size() <= message->cookie.size()) return;
    const std::string body(packet.payload.substr(message->cookie.size() + 1));
    if (message->kind == NgMessage::Kind::request) return request(packet, *message, body);
    if (message->kind != NgMessage::Kind::reply) return;
    const auto known = open_.find(key_of(packet.destination, packet.source, message->cookie));
    if (known == open_.end()) return;
    RecordedExchange& exchange = out.exchanges[known->second];
    if (!exchange.reply.empty()) return;
    if (message->is_cut) is_cut_.push_back(known->second);
    exchange.reply = body;
  }
  void unreachable(const Unreachable&) override {}

  void finish() {
    for (const std::size_t place : is_cut_) out.exchanges[place].request.clear();
    const auto drop = [&](std::uint64_t& count, auto&& unwanted) { count += std::erase_if(out.exchanges, unwanted); };
    drop(out.unreadable, [](const RecordedExchange& one) { return one.request.empty(); });
    drop(out.unanswered, [](const RecordedExchange& one) { return one.reply.empty(); });
  }

 private:
  static std::uint64_t key_of(const Endpoint& client, const Endpoint& node, std::string_view cookie) {
    return hash_bytes(hash_endpoint(hash_endpoint(0, client), node), cookie);
  }
  void request(const Packet& packet, const NgMessage& message, const std::string& body) {
    if (out.exchanges.size() >= recorded_at_most || !message.is_certain) return;
    const std::uint64_t key = key_of(packet.source, packet.destination, message.cookie);
    const auto [known, is_new] = open_.try_emplace(key, out.exchanges.size());
    if (!is_new) {
      if (out.exchanges[known->second].request == body) return;
      known->second = out.exchanges.size();  // the cookie again, for something else
    }
    const bool is_readable = !message.is_cut && message.syntax == NgMessage::Syntax::bencode;
    out.exchanges.push_back({.frame = packet.frame,
                             .sent = packet.time,
                             .client = packet.source,
                             .node = packet.destination,
                             .cookie = std::string(message.cookie),
                             .command = std::string(message.command),
                             .call_id = std::string(message.call_id),
                             .request = is_readable ? body : std::string(),
                             .reply = {}});
  }

  NgDissector dissector_;
  boost::unordered_flat_map<std::uint64_t, std::size_t> open_;
  std::vector<std::size_t> is_cut_;
};

}  // namespace

Expected<RecordedExchanges> recorded_exchanges(const std::vector<std::string>& paths) {
  auto source = open_captures(paths);
  if (!source) return std::unexpected(source.error());
  RecordingHandler handler;
  Dissector dissector(handler);
  CaptureClock clock;
  handler.out.damage = dissect_frames(**source, dissector, clock);
  handler.finish();
  return std::move(handler.out);
}

}  // namespace rtpe::capture
