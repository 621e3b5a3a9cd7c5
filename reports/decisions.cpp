#include "reports/decisions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "reports/text.hpp"

namespace rtpe::report {
namespace {

std::string proxy_name(const CallDecisions& call, const RunParts& parts) {
  return call.proxy < parts.proxies.size() ? parts.proxies[call.proxy] : std::string();
}

/// By proxy, Call-ID, and how often that was there before.
using Names = std::map<std::pair<std::string, std::string>, std::vector<std::size_t>>;

Names names_of(const Decisions& run) {
  Names out;
  for (std::size_t place = 0; place < run.calls().size(); ++place) {
    const CallDecisions& call = run.calls()[place];
    out[{proxy_name(call, run.parts()), call.call_id}].push_back(place);
  }
  return out;
}

std::string text_at(const CallDecisions& call, std::size_t place, const RunParts& parts) {
  return place < call.decisions.size() ? call.decisions[place].text(parts) : std::string();
}

}  // namespace

std::string Decision::text(const RunParts& parts) const {
  std::string out = fmt::format("{} to {}", scenario::word_of(command),
                                node < parts.nodes.size() ? parts.nodes[node].name : std::string("no node"));
  if (outcome == ExchangeOutcome::answered)
    out += fmt::format(": {}", scenario::word_of(result));
  else
    out += fmt::format(": {}", scenario::word_of(outcome));
  return out + fmt::format(", {} {}", sends, sends == 1 ? "send" : "sends");
}

scenario::EventKinds Decisions::interests() const {
  return scenario::kinds_of<scenario::RunStarted, scenario::CallStarted, scenario::ExchangeEnded>();
}

void Decisions::record(Duration since_start, const scenario::Event& event) {
  if (const auto* run = std::get_if<scenario::RunStarted>(&event)) {
    parts_ = RunParts(*run);
  } else if (const auto* call = std::get_if<scenario::CallStarted>(&event)) {
    places_.insert_or_assign(scenario::call_of(*call), calls_.size());
    calls_.push_back(
        {.proxy = call->proxy, .call_id = std::string(call->call_id), .started = since_start, .decisions = {}});
  } else if (const auto* exchange = std::get_if<scenario::ExchangeEnded>(&event)) {
    const auto place = places_.find(scenario::call_of(*exchange));
    if (place == places_.end() || exchange->command == Command::ping) return;
    calls_[place->second].decisions.push_back({.at = since_start,
                                               .command = exchange->command,
                                               .node = exchange->node,
                                               .outcome = exchange->outcome,
                                               .result = exchange->result,
                                               .sends = exchange->sends});
  }
}

DecisionComparison compare_decisions(const Decisions& left, const Decisions& right) {
  DecisionComparison out;
  Names names = names_of(right);
  std::map<std::pair<std::string, std::string>, std::size_t> used;
  for (const CallDecisions& call : left.calls()) {
    const std::pair key(proxy_name(call, left.parts()), call.call_id);
    const auto others = names.find(key);
    const std::size_t before = used[key]++;
    if (others == names.end() || before >= others->second.size()) {
      ++out.only_left;
      continue;
    }
    const CallDecisions& other = right.calls()[others->second[before]];
    ++out.compared;
    out.decisions += call.decisions.size();
    for (std::size_t place = 0; place < std::max(call.decisions.size(), other.decisions.size()); ++place) {
      std::string mine = text_at(call, place, left.parts()), theirs = text_at(other, place, right.parts());
      if (mine == theirs) continue;
      out.divergences.push_back({.call_id = printable(call.call_id),
                                 .proxy = key.first,
                                 .place = place,
                                 .left = std::move(mine),
                                 .right = std::move(theirs)});
      break;
    }
  }
  out.only_right = right.calls().size() - out.compared;
  return out;
}

}  // namespace rtpe::report
