#include "pcap/to_scenario/observed.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <set>

#include "pcap/capture_clock.hpp"
#include "pcap/dissector.hpp"
#include "pcap/read_capture.hpp"
#include "pcap/sip/sip_message.hpp"
#include "pcap/to_scenario/ng_flags.hpp"

namespace rtpe::capture {
namespace {

using std::chrono::milliseconds;
/// A process that goes on so soon after a send has not waited for an answer.
constexpr milliseconds at_once{50};

/// What of a request a WireExchange does not keep.
struct RequestText {
  std::string flags, sdp;
  std::vector<SeenSend> datagrams;
};

/// A cookie may be used again: what follows it makes the request.
std::uint64_t key_of(const Endpoint& client, const Endpoint& node, std::string_view cookie, std::uint64_t body_hash) {
  return hash_bytes(hash_endpoint(hash_endpoint(body_hash, client), node), cookie);
}

std::string process_of(std::string_view cookie) {
  const auto end = cookie.rfind('_');
  return std::string(cookie.substr(0, end == std::string_view::npos ? 0 : end));
}

/// The SDP of a body, be it one part of several.
std::string sdp_of(const SipMessage& message) {
  if (!message.has_sdp) return {};
  const auto begin = message.body.find("v=0");
  if (begin == std::string_view::npos) return {};
  const std::string_view body = message.body.substr(begin);
  return std::string(body.substr(0, body.find("\r\n--")));
}

/// One SIP message on one of its ways.
struct Passing {
  SeenSip message;
  std::string call_id, via_branch;
};

bool same_message(const SeenSip& left, const SeenSip& right) {
  return left.method == right.method && left.status == right.status && left.cseq == right.cseq &&
         left.from_tag == right.from_tag;
}

/// Hosts that got an INVITE of this call and sent one: Call-ID -> addresses.
std::set<Address> proxies_of(const std::vector<const Passing*>& passings, const std::set<Address>& ng_clients) {
  std::set<Address> got, sent, both;
  for (const Passing* one : passings) {
    if (one->message.method != "INVITE" || one->message.status != 0) continue;
    got.insert(one->message.destination.address);
    sent.insert(one->message.source.address);
  }
  std::ranges::set_intersection(got, sent, std::inserter(both, both.end()));
  if (!both.empty()) return both;
  for (const Passing* one : passings)
    for (const Address& address : {one->message.source.address, one->message.destination.address})
      if (ng_clients.contains(address)) both.insert(address);
  return both;
}

bool has_both_sides(const std::vector<SeenSip>& messages) {
  return std::ranges::any_of(messages, [](const SeenSip& one) { return one.reached_proxy && one.left; });
}

/// The messages of one call as its proxy got them. `others_have_both_sides`: the capture shows calls on both sides of
/// the proxy, so that a 5xx of a call that has one side only is the proxy's own.
std::vector<SeenSip> messages_of(const std::vector<const Passing*>& passings, const std::set<Address>& ng_clients,
                                 bool others_have_both_sides) {
  const std::set<Address> proxies = proxies_of(passings, ng_clients);
  std::vector<SeenSip> out;
  std::set<std::pair<std::uint32_t, std::string>> refused;  // INVITEs with a negative final reply
  for (const Passing* one : passings) {
    SeenSip message = one->message;
    const bool to_proxy = proxies.contains(message.destination.address);
    if (to_proxy && proxies.contains(message.source.address)) continue;
    if (message.method == "INVITE" && message.status >= 300) refused.emplace(message.cseq, message.from_tag);
    if (message.status == 100) continue;
    if (message.method == "ACK" && refused.contains({message.cseq, message.from_tag})) continue;
    const auto known = std::ranges::find_if(out, [&](const SeenSip& other) { return same_message(other, message); });
    if (known != out.end()) {
      if (!to_proxy && known->reached_proxy && !known->left) known->left = message.time;
      continue;
    }
    message.reached_proxy = to_proxy;
    if (!to_proxy) message.left = message.time;
    out.push_back(std::move(message));
  }
  // Where both sides of the proxy were seen, what only left it is its own: a 503, the 200 to a CANCEL.
  const bool has_both = has_both_sides(out);
  const auto is_own = [&](const SeenSip& one) {
    return !one.reached_proxy && (has_both || (others_have_both_sides && one.status >= 500));
  };
  for (const SeenSip& own : out) {
    if (!is_own(own) || own.status < 300) continue;
    for (SeenSip& one : out)
      if (one.status == 0 && !one.left && one.method == own.method && one.cseq == own.cseq &&
          one.from_tag == own.from_tag)
        one.refused_by_proxy = own.status;
  }
  std::erase_if(out, is_own);
  return out;
}

}  // namespace

struct Observer::State {
  Observed seen;
  NgDissector dissector;
  bencode::Reader reader;
  boost::unordered_flat_map<std::uint64_t, RequestText> requests;
  std::vector<Passing> passings;
  bool has_any = false;
  ExchangeMatcher matcher{[this](const WireExchange& exchange) { add(exchange); },
                          ExchangeMatcher::Options{.linger = std::chrono::minutes(2), .with_sdp = true}};

  void add(const WireExchange& exchange) {
    if (exchange.outcome == Outcome::lone_reply || exchange.is_foreign || exchange.command.empty()) return;
    if (exchange.transport != Transport::udp) {
      ++seen.not_udp;
      return;
    }
    if (seen.commands.size() >= commands_at_most) {
      ++seen.left_out;
      return;
    }
    SeenCommand command;
    static_cast<WireExchange&>(command) = exchange;
    command.process = process_of(exchange.cookie);
    command.call = exchange.call_id;
    const auto text = requests.find(key_of(exchange.client, exchange.node, exchange.cookie, exchange.body_hash));
    if (text != requests.end() && take_text(text->second, command)) requests.erase(text);
    seen.commands.push_back(std::move(command));
  }

  /// Exchanges come in the order of their first packets: the first datagrams are this one's. True: none is left.
  static bool take_text(RequestText& text, SeenCommand& command) {
    const auto end = text.datagrams.begin() +
                     static_cast<std::ptrdiff_t>(std::min<std::size_t>(command.sends, text.datagrams.size()));
    command.flags = text.flags;
    command.sdp = text.sdp;
    command.datagrams.assign(text.datagrams.begin(), end);
    text.datagrams.erase(text.datagrams.begin(), end);
    return text.datagrams.empty();
  }

  void keep_request(const Packet& packet) {
    const auto message = dissector.dissect(packet.payload, packet.is_cut);
    if (!message || message->kind != NgMessage::Kind::request) return;
    const std::uint64_t body_hash = hash_bytes(0, packet.payload.substr(message->cookie.size()));
    const std::uint64_t key = key_of(packet.source, packet.destination, message->cookie, body_hash);
    const auto known = requests.find(key);
    if (known == requests.end() && requests.size() >= commands_at_most) return;
    RequestText& text = known != requests.end() ? known->second : requests[key];
    if (text.datagrams.size() < SeenCommand::datagrams_at_most)
      text.datagrams.push_back({.time = packet.time, .bytes = static_cast<std::uint32_t>(packet.payload.size())});
    if (known != requests.end()) return;
    text.sdp = message->sdp;
    if (message->syntax == NgMessage::Syntax::bencode && !packet.is_cut) {
      const std::string_view dictionary = packet.payload.substr(message->cookie.size() + 1);
      if (const auto request = reader.read(dictionary, {.tolerance = bencode::Tolerance::peer}))
        text.flags = flags_of(*request);
    }
  }

  void keep_sip(const Packet& packet) {
    const SipMessage message = read_sip(packet.payload);
    if (message.call_id.empty() || message.method.empty()) return;
    if (passings.size() >= messages_at_most) {
      ++seen.left_out;
      return;
    }
    passings.push_back({.message = {.time = packet.time,
                                    .left = {},
                                    .source = packet.source,
                                    .destination = packet.destination,
                                    .method = std::string(message.method),
                                    .status = message.status,
                                    .cseq = message.cseq,
                                    .from_tag = std::string(message.from_tag),
                                    .to_tag = std::string(message.to_tag),
                                    .sdp = sdp_of(message)},
                        .call_id = std::string(message.call_id),
                        .via_branch = std::string(message.via_branch)});
  }

  /// `proxies`: by what they do with SIP; their commands may come from other addresses.
  void find_refused(const std::set<Address>& proxies) {
    std::vector<Time> left;  // of all SIP messages of the proxies, their own replies too
    std::map<std::string, std::vector<Time>, std::less<>> left_by_call;
    for (const Passing& one : passings) {
      if (!proxies.contains(one.message.source.address)) continue;
      left.push_back(one.message.time);
      left_by_call[one.call_id].push_back(one.message.time);
    }
    std::ranges::sort(left);
    for (std::size_t index = 0; index < seen.commands.size(); ++index) {
      SeenCommand& one = seen.commands[index];
      one.was_refused = one.outcome == Outcome::refused;
      if (one.outcome != Outcome::no_answer || one.sends != 1) continue;
      const Time latest = one.last_sent + at_once;
      for (std::size_t next = index + 1; next < seen.commands.size() && seen.commands[next].first_sent <= latest;
           ++next)
        if (seen.commands[next].process == one.process && seen.commands[next].client.address == one.client.address)
          one.was_refused = true;
      // A ping: whose message waits for it is not known.
      const auto of_call = left_by_call.find(one.call_id);
      const std::vector<Time>& times = one.call_id.empty() || of_call == left_by_call.end() ? left : of_call->second;
      const auto next = std::ranges::upper_bound(times, one.last_sent);
      if (next != times.end() && *next <= latest && (one.call_id.empty() || of_call != left_by_call.end()))
        one.was_refused = true;
    }
  }

  /// A worker waits for its reply and does nothing else: a reply after its next command came too late.
  void find_late_replies() {
    std::map<std::pair<Address, std::string_view>, SeenCommand*> last;
    for (SeenCommand& one : seen.commands) {
      if (one.process.empty()) continue;
      SeenCommand*& before = last[{one.client.address, one.process}];
      if (before != nullptr && before->outcome == Outcome::answered && before->first_reply > one.first_sent) {
        before->outcome = Outcome::no_answer;
        before->late_reply = before->first_reply;
        before->latency.reset();
        before->result.clear();
        before->error_reason.clear();
        before->late_sends = 0;
      }
      before = &one;
    }
  }
};

Observer::Observer() : state_(std::make_unique<State>()) {}
Observer::~Observer() = default;

void Observer::packet(const Packet& packet) {
  Observed& seen = state_->seen;
  if (!state_->has_any) seen.first = packet.time;
  state_->has_any = true;
  seen.first = std::min(seen.first, packet.time);
  seen.last = std::max(seen.last, packet.time);
  if (state_->matcher.take(packet))
    state_->keep_request(packet);
  else if (is_sip(packet.payload))
    state_->keep_sip(packet);
}

void Observer::unreachable(const Unreachable& unreachable) { state_->matcher.unreachable(unreachable); }

Observed Observer::finish() {
  state_->matcher.finish();
  Observed& seen = state_->seen;
  std::ranges::stable_sort(seen.commands, {}, &SeenCommand::first_sent);
  std::set<Address> clients;
  for (const SeenCommand& command : seen.commands) clients.insert(command.client.address);
  std::map<std::string, std::vector<const Passing*>> by_call;
  for (const Passing& passing : state_->passings) by_call[passing.call_id].push_back(&passing);
  std::set<Address> proxies;
  for (const auto& [call_id, passings] : by_call) proxies.merge(proxies_of(passings, clients));
  bool any_has_both = false;
  for (const auto& [call_id, passings] : by_call) {
    seen.sip[call_id] = messages_of(passings, proxies, false);
    any_has_both = any_has_both || has_both_sides(seen.sip[call_id]);
  }
  if (any_has_both)
    for (const auto& [call_id, passings] : by_call) seen.sip[call_id] = messages_of(passings, proxies, true);
  state_->find_late_replies();
  state_->find_refused(proxies);
  return std::move(seen);
}

Expected<Observed> observe(const std::vector<std::string>& paths) {
  auto source = open_captures(paths);
  if (!source) return std::unexpected(source.error());
  Observer observer;
  Dissector dissector(observer);
  CaptureClock clock;
  auto damage = dissect_frames(**source, dissector, clock);
  Observed seen = observer.finish();
  seen.damage = std::move(damage);
  return seen;
}

}  // namespace rtpe::capture
