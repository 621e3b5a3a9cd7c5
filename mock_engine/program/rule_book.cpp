#include "mock_engine/program/rule_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/uniform_01.hpp>

namespace rtpe::mock {
namespace {

constexpr std::string_view initial_state = "started";

/// FNV-1a: the seed of one rule, so that adding a rule does not reshuffle the others' draws.
std::uint64_t seed_of(std::uint64_t seed, std::string_view name) {
  std::uint64_t hash = 14695981039346656037ULL ^ seed;
  for (const char byte : name) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  return hash;
}

bool fits_text(const TextMatch& match, const std::optional<std::string_view>& text) {
  return match.is_any() || (text && match.fits(*text));
}

bool fits(const RequestMatch& match, const Peer& peer, const RequestView& request, const CommandTarget& engine) {
  if (!match.commands.empty() &&
      (!request.command || std::ranges::find(match.commands, *request.command) == match.commands.end()))
    return false;
  if (!match.transports.empty() && std::ranges::find(match.transports, peer.transport) == match.transports.end())
    return false;
  if (!match.peer_address.empty() && match.peer_address != peer.address) return false;
  if (match.call != RequestMatch::Call::any &&
      (!request.call_id || engine.has_call(*request.call_id) != (match.call == RequestMatch::Call::known)))
    return false;
  return fits_text(match.call_id, request.call_id) && fits_text(match.from_tag, request.from_tag) &&
         fits_text(match.to_tag, request.to_tag);
}

}  // namespace

RuleBook::RuleBook(std::uint64_t seed, const std::vector<Rule>& rules, Time start)
    : state(initial_state), seed_(seed), start_(start) {
  for (const Rule& rule : rules) rules_.push_back(make(rule));
}

LiveRule RuleBook::make(Rule rule) const {
  LiveRule live{.rule = std::move(rule), .count = {}, .random = RuleRandom{}, .fired = false};
  live.random.seed(seed_of(seed_, live.rule.name));
  return live;
}

bool RuleBook::acts(LiveRule& live, Time now, const Peer& peer, const RequestView& request,
                    const CommandTarget& engine) {
  const Rule& rule = live.rule;
  if (rule.at || (!rule.required_state.empty() && rule.required_state != state)) return false;
  const Duration age = now - start_;
  if ((rule.from && age < *rule.from) || (rule.until && age >= *rule.until)) return false;
  if (!fits(rule.match, peer, request, engine)) return false;
  const std::uint64_t number = ++live.count.matched;
  const Occurrence& occurrence = rule.occurrence;
  if (number <= occurrence.after || number - occurrence.after > occurrence.first) return false;
  if ((number - occurrence.after) % occurrence.every != 0) return false;
  if (rule.probability < 1 && boost::random::uniform_01<double>()(live.random) >= rule.probability) return false;
  ++live.count.acted;
  return true;
}

const std::vector<LiveRule*>& RuleBook::select(Time now, const Peer& peer, const RequestView& request,
                                               const CommandTarget& engine) {
  selected_.clear();
  for (LiveRule& live : rules_)
    if (acts(live, now, peer, request, engine)) selected_.push_back(&live);
  for (const LiveRule* live : selected_)
    if (!live->rule.new_state.empty()) state = live->rule.new_state;
  return selected_;
}

std::optional<Time> RuleBook::next_at() const {
  std::optional<Time> next;
  for (const LiveRule& live : rules_)
    if (live.rule.at && !live.fired && (!next || start_ + *live.rule.at < *next)) next = start_ + *live.rule.at;
  return next;
}

LiveRule* RuleBook::take_due(Time now) {
  LiveRule* due = nullptr;
  for (LiveRule& live : rules_)
    if (live.rule.at && !live.fired && start_ + *live.rule.at <= now && (!due || *live.rule.at < *due->rule.at))
      due = &live;
  if (due == nullptr) return nullptr;
  due->fired = true;
  ++due->count.acted;
  if (!due->rule.new_state.empty()) state = due->rule.new_state;
  return due;
}

Expected<void> RuleBook::put(Rule rule) {
  const auto same = std::ranges::find_if(rules_, [&](const LiveRule& live) { return live.rule.name == rule.name; });
  if (same != rules_.end()) {
    *same = make(std::move(rule));
    return {};
  }
  if (rules_.size() >= most_rules)
    return std::unexpected(
        Error{.kind = ErrorKind::limit, .message = fmt::format("{} rules are the most", most_rules)});
  rules_.push_back(make(std::move(rule)));
  return {};
}

bool RuleBook::remove(std::string_view name) {
  return std::erase_if(rules_, [&](const LiveRule& live) { return live.rule.name == name; }) > 0;
}

const std::vector<Rule>& RuleBook::definitions() const {
  definitions_.clear();
  for (const LiveRule& live : rules_) definitions_.push_back(live.rule);
  return definitions_;
}

RuleCount RuleBook::count(std::string_view name) const {
  const auto found = std::ranges::find_if(rules_, [&](const LiveRule& live) { return live.rule.name == name; });
  return found == rules_.end() ? RuleCount{} : found->count;
}

}  // namespace rtpe::mock
