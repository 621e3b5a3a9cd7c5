#include "pcap/to_scenario/recheck.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "pcap/to_scenario/node_belief.hpp"

namespace rtpe::capture {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

constexpr std::array<std::uint32_t, 12> usual_disable_touts = {60, 600, 300, 120, 90, 45, 30, 20, 15, 10, 5, 2};
constexpr std::size_t looks_at_most = 4096;

/// A node that failed, and a later moment at which it was pinged, or would have been if it had been time.
struct Look {
  Duration failed, at;  ///< since the first frame
  bool was_pinged = false;
};

class Looks {
 public:
  Looks(const Observed& seen, const std::set<Endpoint>& nodes, Duration silence,
        const std::function<std::uint32_t(const Endpoint&)>& set_of)
      : seen_(seen), nodes_(nodes), silence_(silence), set_of_(set_of) {}

  std::vector<Look> all() {
    for (const SeenCommand& command : seen_.commands) note(command);
    return std::move(looks_);
  }

 private:
  struct Proxy {
    NodeBelief belief;
    std::map<Endpoint, Duration> failed;
    std::set<std::string> asking_all;  ///< processes that ping all nodes, since none is left
    std::set<std::string> known_calls;
  };
  void note(const SeenCommand& command) {
    Proxy& proxy = proxies_[command.client.address];
    const bool all_down = proxy.belief.down.size() == nodes_.size();
    if (!is_ping(command)) proxy.asking_all.erase(command.process);
    if (is_ping(command) && all_down) proxy.asking_all.insert(command.process);
    if (is_ping(command)) {
      if (proxy.belief.down.contains(command.node) && !proxy.asking_all.contains(command.process))
        look(proxy, command.node, command, true);
    } else if (command.command == "offer" && !all_down && !proxy.known_calls.contains(command.call)) {
      for (const Endpoint& node : proxy.belief.down)
        if (set_of_(node) == set_of_(command.node)) look(proxy, node, command, false);
    }
    if (is_unanswered(command))
      proxy.failed[command.node] = command.last_sent - seen_.first + (command.was_refused ? Duration{} : silence_);
    else if (command.command == "delete")
      proxy.known_calls.erase(command.call);
    else if (!is_ping(command))
      proxy.known_calls.insert(command.call);
    proxy.belief.note(command);
  }
  void look(const Proxy& proxy, const Endpoint& node, const SeenCommand& command, bool was_pinged) {
    const auto failed = proxy.failed.find(node);
    const Duration at = command.first_sent - seen_.first;
    if (failed == proxy.failed.end() || at <= failed->second || looks_.size() == looks_at_most) return;
    looks_.push_back({.failed = failed->second, .at = at, .was_pinged = was_pinged});
  }

  const Observed& seen_;
  const std::set<Endpoint>& nodes_;
  Duration silence_;
  const std::function<std::uint32_t(const Endpoint&)>& set_of_;
  std::map<Address, Proxy> proxies_;
  std::vector<Look> looks_;
};

std::size_t explained(const std::vector<Look>& looks, std::uint32_t disable_tout_s, Duration phase) {
  return static_cast<std::size_t>(std::ranges::count_if(looks, [&](const Look& one) {
    const auto crossed = floor<seconds>(one.at + phase) - floor<seconds>(one.failed + phase);
    return (crossed >= seconds(disable_tout_s)) == one.was_pinged;
  }));
}

/// A time and how many looks it explains when its seconds begin where they explain most.
struct Fit {
  std::uint32_t disable_tout_s = 0;
  std::size_t explained = 0;
  Duration phase{};
};

/// The middle of the first run of phases that explain most; none where it makes no difference.
Fit fit_of(const std::vector<Look>& looks, std::uint32_t disable_tout_s) {
  constexpr Duration step = std::chrono::milliseconds(20);
  Fit best{.disable_tout_s = disable_tout_s, .explained = explained(looks, disable_tout_s, {})};
  Duration first{}, last{};
  for (Duration phase = step; phase < seconds(1); phase += step) {
    const std::size_t now = explained(looks, disable_tout_s, phase);
    if (now > best.explained) {
      best.explained = now;
      first = last = phase;
    } else if (now == best.explained && first > Duration{} && phase - last == step) {
      last = phase;
    }
  }
  best.phase = first + (last - first) / 2;
  return best;
}

/// Of the times that could have ended with the first ping the one that explains most, of several the usual one.
std::optional<Fit> best_fit(const std::vector<Look>& looks) {
  Duration least{}, most = Duration::max();
  for (const Look& one : looks)
    if (one.was_pinged)
      most = std::min(most, one.at - one.failed);
    else
      least = std::max(least, one.at - one.failed);
  if (most == Duration::max()) return std::nullopt;
  // A time of 2.5 s holds two beginnings of a second or three: a re-check may come one early.
  const auto highest = floor<seconds>(most).count() + 1, lowest = floor<seconds>(least).count() + 1;
  std::vector<std::int64_t> candidates(usual_disable_touts.begin(), usual_disable_touts.end());
  candidates.insert(candidates.end(), {highest - 1, highest, lowest});
  std::optional<Fit> best;
  for (const std::int64_t one : candidates) {
    if (one < 1 || one > highest) continue;
    const Fit fit = fit_of(looks, static_cast<std::uint32_t>(one));
    if (!best || fit.explained > best->explained) best = fit;
  }
  return best;
}

}  // namespace

SeenRecheck recheck_of(const Observed& seen, const std::set<Endpoint>& nodes, Duration silence,
                       const std::function<std::uint32_t(const Endpoint&)>& set_of) {
  const auto looks = Looks(seen, nodes, silence, set_of).all();
  const auto fit = best_fit(looks);
  if (!fit) return {};
  return {.disable_tout_s = fit->disable_tout_s, .phase = fit->phase};
}

}  // namespace rtpe::capture
