#include "pcap/replay/recorded_dialogs.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "pcap/capture_clock.hpp"
#include "pcap/read_capture.hpp"
#include "pcap/sip/sip_message.hpp"

namespace rtpe::capture {
namespace {

/// One SIP message on one of its ways.
struct SipPassing {
  RecordedMessage message;
  Endpoint source, destination;
};

class SipRecorder final : public TrafficListener {
 public:
  std::vector<std::string> order;  ///< Call-IDs
  std::map<std::string, std::vector<SipPassing>, std::less<>> calls;
  std::uint64_t left_out = 0;

  void sip(const Packet& packet) override {
    const SipMessage message = read_sip(packet.payload);
    if (message.call_id.empty() || message.method.empty()) return;
    if (packet.is_cut || kept_ >= sip_messages_at_most) {
      ++left_out;
      return;
    }
    ++kept_;
    auto& call = calls[std::string(message.call_id)];
    if (call.empty()) order.emplace_back(message.call_id);
    call.push_back({.message = {.frame = packet.frame,
                                .time = packet.time,
                                .method = std::string(message.method),
                                .status = message.status,
                                .cseq = message.cseq,
                                .from_tag = std::string(message.from_tag),
                                .to_tag = std::string(message.to_tag),
                                .text = std::string(packet.payload)},
                    .source = packet.source,
                    .destination = packet.destination});
  }

 private:
  std::size_t kept_ = 0;
};

using RequestName = std::tuple<std::string, std::uint32_t, std::string>;
RequestName request_name(const RecordedMessage& message) { return {message.method, message.cseq, message.from_tag}; }

std::set<Endpoint> proxies_among(const std::vector<SipPassing>& passings) {
  std::set<Endpoint> out;
  std::set<std::pair<RequestName, Endpoint>> got;
  for (const SipPassing& one : passings) {
    if (one.message.status != 0) continue;
    if (got.contains({request_name(one.message), one.source})) out.insert(one.source);
    got.insert({request_name(one.message), one.destination});
  }
  if (out.empty()) out.insert(passings.front().destination);
  return out;
}

class DialogMaker {
 public:
  explicit DialogMaker(const std::vector<SipPassing>& passings)
      : passings_(passings), proxies_(proxies_among(passings)) {}

  RecordedDialog make(std::string call_id) {
    out_.call_id = std::move(call_id);
    out_.parties.push_back(passings_.front().source);
    out_.proxy = passings_.front().destination;
    for (const SipPassing& one : passings_) {
      const bool is_sent = proxies_.contains(one.destination), is_from_proxy = proxies_.contains(one.source);
      if (is_sent != is_from_proxy) add(one, is_sent);
    }
    return std::move(out_);
  }

 private:
  std::size_t party_of(const Endpoint& endpoint) {
    const auto known = std::ranges::find(out_.parties, endpoint);
    if (known == out_.parties.end()) out_.parties.push_back(endpoint);
    return static_cast<std::size_t>(std::ranges::find(out_.parties, endpoint) - out_.parties.begin());
  }

  void add(const SipPassing& one, bool is_sent) {
    RecordedMessage message = one.message;
    message.is_sent = is_sent;
    message.party = party_of(is_sent ? one.source : one.destination);
    if (message.status == 100) return;
    if (message.method == "INVITE" && message.status >= 300) refused_.insert({message.party, request_name(message)});
    if (message.method == "ACK") {
      RequestName invite = request_name(message);
      std::get<0>(invite) = "INVITE";
      if (refused_.contains({message.party, invite})) return;
    }
    const auto name = std::tuple{message.party, is_sent, message.status, request_name(message), message.to_tag};
    if (seen_.insert(name).second) out_.messages.push_back(std::move(message));
  }

  const std::vector<SipPassing>& passings_;
  std::set<Endpoint> proxies_;
  std::set<std::pair<std::size_t, RequestName>> refused_;
  std::set<std::tuple<std::size_t, bool, std::uint16_t, RequestName, std::string>> seen_;
  RecordedDialog out_;
};

}  // namespace

Expected<RecordedDialogs> recorded_dialogs(const std::vector<std::string>& paths) {
  auto source = open_captures(paths);
  if (!source) return std::unexpected(source.error());
  SipRecorder recorder;
  ReadOptions options;
  options.listener = &recorder;
  const CaptureSummary summary = read_frames(**source, [](const WireExchange&, const CaptureClock&) {}, options);
  RecordedDialogs out;
  out.damage = summary.damage;
  out.left_out = recorder.left_out;
  for (const std::string& call_id : recorder.order) {
    const auto& passings = recorder.calls[call_id];
    // A dialog begins with a request without a tag of the other side.
    if (passings.front().message.status != 0 || !passings.front().message.to_tag.empty())
      ++out.headless;
    else
      out.dialogs.push_back(DialogMaker(passings).make(call_id));
  }
  return out;
}

}  // namespace rtpe::capture
