#include "pcap/to_scenario/deployment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "pcap/to_scenario/node_belief.hpp"
#include "pcap/to_scenario/recheck.hpp"

namespace rtpe::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Nodes of which the first thing seen is a ping: the proxy took them for dead before.
std::map<Endpoint, Time> dead_at_first(const Observed& seen) {
  std::map<Endpoint, Time> out;
  std::set<Endpoint> known;
  for (const SeenCommand& command : seen.commands) {
    if (command.call.empty()) continue;
    if (known.insert(command.node).second && is_ping(command)) out.emplace(command.node, command.first_sent);
  }
  return out;
}

struct Choices {
  std::vector<SeenChoice> all;
  std::vector<std::pair<Endpoint, Endpoint>> together;  ///< tried by one operation
};

Choices choices_of(const Observed& seen, const std::map<Endpoint, Time>& dead) {
  Choices out;
  std::map<Address, NodeBelief> beliefs;  // of each proxy
  std::map<Address, const SeenCommand*> lasts;
  std::set<std::string> in_table;
  for (const SeenCommand& command : seen.commands) {
    const auto [known, is_new] = beliefs.try_emplace(command.client.address);
    NodeBelief& belief = known->second;
    if (is_new)
      for (const auto& [node, since] : dead) belief.down.insert(node);
    const SeenCommand*& last = lasts[command.client.address];
    if (!is_ping(command)) {
      const bool goes_on = last != nullptr && last->call == command.call && last->body_hash == command.body_hash &&
                           last->node != command.node && is_unanswered(*last);
      // A known call goes to its node; only the first offer of a call, or going on from a dead node, is a choice.
      if (goes_on) out.together.emplace_back(last->node, command.node);
      if (!in_table.contains(command.call) && (command.command == "offer" || goes_on)) {
        std::vector<Endpoint> without(belief.down.begin(), belief.down.end());
        std::erase(without, command.node);
        out.all.push_back({.call_id = command.call, .chosen = command.node, .without = std::move(without)});
      }
      if (!is_unanswered(command) && command.command != "delete")
        in_table.insert(command.call);
      else if (!is_unanswered(command))
        in_table.erase(command.call);
      last = &command;
    }
    belief.note(command);
  }
  return out;
}

/// By address; nodes that one process pinged one after the other in the order in which it did: the set's.
std::vector<Endpoint> likely_order(const Observed& seen, const std::set<Endpoint>& nodes) {
  std::vector<Endpoint> best, run;
  const SeenCommand* last = nullptr;
  for (const SeenCommand& command : seen.commands) {
    const bool goes_on = last != nullptr && last->process == command.process && is_ping(command) &&
                         command.first_sent - last->first_sent < seconds(10) &&
                         std::ranges::find(run, command.node) == run.end();
    if (!goes_on) run.clear();
    if (is_ping(command)) run.push_back(command.node);
    if (run.size() > best.size()) best = run;
    last = &command;
  }
  for (const Endpoint& node : nodes)
    if (std::ranges::find(best, node) == best.end()) best.push_back(node);
  return best;
}

void find_timers(const Observed& seen, Deployment& out) {
  std::vector<Duration> gaps;
  for (const SeenCommand& command : seen.commands) {
    if (command.sends > 1 && command.late_sends == 0)
      gaps.push_back((command.last_sent - command.first_sent) / (command.sends - 1));
    if (is_unanswered(command) && !command.was_refused && !is_unfinished(command, seen.last))
      out.retr = std::max(out.retr.value_or(0), command.sends);
  }
  if (gaps.empty()) return;
  std::ranges::nth_element(gaps, gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2));
  const Duration unit = gaps[gaps.size() / 2] < milliseconds(100) ? milliseconds(5) : milliseconds(10);
  out.tout = std::max(unit, (gaps[gaps.size() / 2] + unit / 2) / unit * unit);
}

/// Somewhere between two times, and not long before the later one.
Time between(std::optional<Time> earlier, Time later) {
  const Duration most = milliseconds(100);
  return later - (earlier ? std::min<Duration>(most, (later - *earlier) / 2) : most);
}

void find_outages(const Observed& seen, const std::map<Endpoint, Time>& dead, Deployment& out) {
  struct State {
    std::optional<Time> last_good, last_bad;
    std::optional<std::size_t> open;  ///< place of the outage that goes on
  };
  std::map<Endpoint, State> states;
  for (const auto& [node, since] : dead) {
    states[node].open = out.outages.size();
    out.outages.push_back({.node = node, .from = {}, .until = {}, .port_closed = true});
  }
  for (const SeenCommand& command : seen.commands) {
    State& state = states[command.node];
    if (!is_unanswered(command)) {
      // One that was answered in the end was at most slow: rules of the engine say so.
      if (state.open) out.outages[*state.open].until = between(state.last_bad, command.first_sent);
      state.open.reset();
      state.last_good = command.first_reply;
    } else if (!is_unfinished(command, seen.last)) {
      state.last_bad = command.last_sent;
      if (state.open) {
        out.outages[*state.open].port_closed = out.outages[*state.open].port_closed || command.was_refused;
        continue;
      }
      state.open = out.outages.size();
      out.outages.push_back({.node = command.node,
                             .from = between(state.last_good, command.first_sent),
                             .until = {},
                             .port_closed = command.was_refused});
    }
  }
}

void find_network(const Observed& seen, Deployment& out) {
  std::vector<Duration> latencies;
  for (const SeenCommand& command : seen.commands)
    if (command.latency && command.sends == 1 && !is_unanswered(command)) latencies.push_back(*command.latency);
  if (latencies.empty()) return;
  std::ranges::nth_element(latencies, latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() / 2));
  constexpr Duration unit = std::chrono::microseconds(10);
  out.one_way = std::clamp<Duration>(latencies[latencies.size() / 2] / 2 / unit * unit, unit, milliseconds(400));
}

}  // namespace

std::uint32_t Deployment::set_of(const Endpoint& node) const {
  const auto place = static_cast<std::size_t>(std::ranges::find(order.nodes, node) - order.nodes.begin());
  return place < order.sets.size() ? order.sets[place] : 0;
}

Deployment deployment_of(const Observed& seen, const std::vector<SeenCall>& calls) {
  Deployment out;
  // One try says nothing: a known call has one node only.
  for (const SeenCall& call : calls)
    for (const SeenOperation& operation : call.operations)
      if (operation.gave_up && operation.tries > 1)
        out.queried_nodes_limit = std::min(out.queried_nodes_limit.value_or(operation.tries), operation.tries);
  std::set<Endpoint> nodes;
  std::map<Address, std::set<std::string>> processes;
  for (const SeenCommand& command : seen.commands) {
    nodes.insert(command.node);
    processes[command.client.address].insert(command.process);
  }
  for (const auto& [address, names] : processes) {
    out.proxies.push_back(address);
    out.workers[address] = std::clamp<std::uint32_t>(static_cast<std::uint32_t>(names.size()), 1, 1024);
  }
  const auto dead = dead_at_first(seen);
  const auto choices = choices_of(seen, dead);
  out.order = order_in_sets(likely_order(seen, nodes), choices.all, choices.together);
  if (out.has_sets())
    out.notes.emplace_back("one set of nodes does not explain the choices; several do, and the routes name them");
  if (out.order.explained < out.order.considered)
    out.notes.push_back(fmt::format("no order and weights of {} nodes explain more than {} of {} choices", nodes.size(),
                                    out.order.explained, out.order.considered));
  find_timers(seen, out);
  const auto recheck =
      recheck_of(seen, nodes, out.tout.value_or(seconds(1)), [&out](const Endpoint& node) { return out.set_of(node); });
  out.disable_tout_s = recheck.disable_tout_s.value_or(out.disable_tout_s);
  find_outages(seen, dead, out);
  find_network(seen, out);
  out.lead = seconds(1);
  if (!dead.empty()) {
    Time first = Time::max();
    for (const auto& [node, since] : dead) first = std::min(first, since);
    out.lead = std::max<Duration>(out.lead, seconds(out.disable_tout_s + 2) - (first - seen.first));
    out.lead = (out.lead + seconds(1) - Duration(1)) / seconds(1) * seconds(1);
  }
  out.lead += recheck.phase;
  return out;
}

}  // namespace rtpe::capture
