#include "pcap/to_scenario/anonymise_seen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "pcap/anonymise/anonymiser.hpp"
#include "pcap/to_scenario/alike_call_id.hpp"

namespace rtpe::capture {
namespace {

void learn(const Observed& seen, Anonymiser& names) {
  const auto endpoint = [&](const Endpoint& one) { names.learn_address(one.address); };
  for (const SeenCommand& command : seen.commands) {
    endpoint(command.client);
    endpoint(command.node);
    names.learn_sdp(command.sdp);
    names.learn_addresses(command.flags);
    names.learn_addresses(command.call);
    names.learn_addresses(command.error_reason);
  }
  for (const auto& [call_id, messages] : seen.sip)
    for (const SeenSip& message : messages) {
      endpoint(message.source);
      endpoint(message.destination);
      names.learn_sdp(message.sdp);
      names.learn_addresses(call_id);
    }
}

/// One new text for each old one.
class Renaming {
 public:
  explicit Renaming(const NodeOrder& order)
      : order_(order), weights_(std::accumulate(order.weights.begin(), order.weights.end(), std::uint32_t{0})) {}

  const std::string& call_id(const std::string& old) {
    if (old.empty()) return old;
    const auto [row, is_new] = call_ids_.try_emplace(old);
    if (!is_new) return row->second;
    // Not found: a choice may come out differently, and the comparison says so.
    std::string& made = row->second;
    for (std::uint32_t number = 0; number < alike_candidates_at_most; ++number) {
      made = fmt::format("call-{}-{:x}", call_ids_.size(), number);
      if (chooses_alike(old, made, order_.algorithm, weights_)) break;
    }
    return made;
  }
  const std::string& tag(const std::string& old) {
    if (old.empty()) return old;
    const auto [row, is_new] = tags_.try_emplace(old);
    if (is_new) row->second = fmt::format("tag-{}", tags_.size());
    return row->second;
  }
  void add_originals(std::vector<std::string>& out) const {
    for (const auto& [old, made] : call_ids_) out.push_back(old);
    for (const auto& [old, made] : tags_) out.push_back(old);
  }

 private:
  const NodeOrder& order_;
  std::uint32_t weights_;
  std::map<std::string, std::string> call_ids_, tags_;
};

Endpoint anonymised_endpoint(const Anonymiser& names, const Endpoint& one) {
  return {names.address(one.address), one.port};
}

void replace_in(SeenCommand& command, const Anonymiser& names, Renaming& renaming) {
  command.client = anonymised_endpoint(names, command.client);
  command.node = anonymised_endpoint(names, command.node);
  command.call = renaming.call_id(command.call);
  command.call_id = renaming.call_id(command.call_id);
  command.from_tag = renaming.tag(command.from_tag);
  command.to_tag = renaming.tag(command.to_tag);
  command.sdp = names.text(command.sdp);
  command.flags = names.text(command.flags);
  command.error_reason = names.text(command.error_reason);
  for (SdpStream& stream : command.reply_sdp.streams) stream.rtp = anonymised_endpoint(names, stream.rtp);
}

}  // namespace

AnonymisedSeen anonymised(const Observed& seen, std::uint64_t seed, const NodeOrder& order) {
  Anonymiser names(seed);
  learn(seen, names);
  for (const SeenCommand& command : seen.commands)
    for (const SdpStream& stream : command.reply_sdp.streams) names.learn_address(stream.rtp.address);
  Renaming renaming(order);
  AnonymisedSeen out{.seen = seen, .originals = {}};
  for (SeenCommand& command : out.seen.commands) replace_in(command, names, renaming);
  out.seen.sip.clear();
  for (const auto& [call_id, messages] : seen.sip) {
    auto& renamed = out.seen.sip[renaming.call_id(call_id)];
    for (SeenSip message : messages) {
      message.source = anonymised_endpoint(names, message.source);
      message.destination = anonymised_endpoint(names, message.destination);
      message.from_tag = renaming.tag(message.from_tag);
      message.to_tag = renaming.tag(message.to_tag);
      message.sdp = names.text(message.sdp);
      renamed.push_back(std::move(message));
    }
  }
  out.originals = names.originals();
  renaming.add_originals(out.originals);
  return out;
}

}  // namespace rtpe::capture
