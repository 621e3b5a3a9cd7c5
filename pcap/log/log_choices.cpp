#include "pcap/log/log_choices.hpp"

#include <algorithm>
#include <set>

namespace rtpe::capture {
namespace {

StateCause cause_of_failure(const SeenCommand& command) {
  if (is_ping(command)) return StateCause::ping_unanswered;
  return command.was_refused ? StateCause::send_failed : StateCause::no_reply;
}

}  // namespace

/// What a proxy thinks of its nodes and calls.
struct LogChoices::Belief {
  std::set<Endpoint> down;
  std::map<std::string, Endpoint> table;            ///< Call-ID -> node
  const SeenCommand* last = nullptr;                ///< that was no ping
  std::map<std::string, std::set<Endpoint>> tried;  ///< by this operation: process -> nodes
};

LogChoices::LogChoices(const Observed& seen, const Deployment& deployment, const LogParts& parts)
    : deployment_(deployment), parts_(parts), choices_(seen.commands.size()) {
  std::map<Address, Belief> beliefs;
  std::set<std::pair<Address, Endpoint>> known;
  for (const SeenCommand& command : seen.commands) {
    const Address& proxy = command.client.address;
    if (!known.emplace(proxy, command.node).second || !is_ping(command) || command.call.empty()) continue;
    beliefs[proxy].down.insert(command.node);
    dead_before_.push_back({.proxy = parts.proxy(proxy),
                            .node = parts.node(proxy, command.node),
                            .disabled = true,
                            .recheck = seconds_of(command.first_sent),
                            .cause = StateCause::ping_unanswered});
  }
  for (std::size_t place = 0; place < seen.commands.size(); ++place) {
    const SeenCommand& command = seen.commands[place];
    Belief& belief = beliefs[command.client.address];
    LogChoice& choice = choices_[place];
    if (!is_ping(command)) {
      std::set<Endpoint>& tried = belief.tried[command.process];
      const bool goes_on = belief.last != nullptr && belief.last->process == command.process &&
                           is_unanswered(*belief.last) && belief.last->call == command.call &&
                           belief.last->body_hash == command.body_hash;
      if (!goes_on) tried.clear();
      scenario::Selected& selected = choice.selected.emplace();
      selected.proxy = parts.proxy(command.client.address);
      selected.call_id = command.call;
      selected.node = parts.node(command.client.address, command.node);
      selected.set = parts.node_entries()[selected.node].set;
      const auto row = belief.table.find(command.call);
      if (row != belief.table.end() && row->second == command.node)
        selected.source = ChoiceSource::table;
      else
        weigh(selected, command, belief);
      tried.insert(command.node);
      belief.last = &command;
    }
    note(belief, command, choice);
  }
}

/// The walk of behaviour.md 3.3 over the order that explains most of the capture.
void LogChoices::weigh(scenario::Selected& selected, const SeenCommand& command, const Belief& belief) {
  selected.source = ChoiceSource::weighted;
  const NodeOrder& order = deployment_.order;
  const auto tried = belief.tried.find(command.process);
  std::vector<scenario::ExcludedEntry> excluded;
  std::vector<scenario::WalkEntry> eligible;
  std::uint32_t sum = 0;
  for (std::size_t place = 0; place < order.nodes.size(); ++place) {
    const Endpoint& node = order.nodes[place];
    if (deployment_.set_of(node) != selected.set) continue;
    const bool was_tried = tried != belief.tried.end() && tried->second.contains(node);
    const bool is_known = std::ranges::any_of(parts_.node_entries(), [&](const scenario::NodeEntry& entry) {
      return entry.proxy == selected.proxy && entry.engine == parts_.engine(node);
    });
    if (!is_known) return;  // this proxy never asked it: whether it is one of its nodes is not known
    const std::uint32_t number = parts_.node(command.client.address, node);
    if (node != command.node && (was_tried || belief.down.contains(node))) {
      excluded.push_back({.node = number, .why = was_tried ? Exclusion::tried : Exclusion::disabled});
      continue;
    }
    eligible.push_back({.node = number, .weight = order.weights[place], .cut = 0});
    sum += order.weights[place];
  }
  const HashSteps hash = hash_steps(command.call, order.algorithm);
  if (sum == 0) return;
  std::uint32_t cut = hash.number % sum;
  std::vector<scenario::WalkEntry> walk;
  for (scenario::WalkEntry& step : eligible) {
    step.cut = cut;
    walk.push_back(step);
    if (cut < step.weight) break;
    cut -= step.weight;
  }
  if (walk.empty() || walk.back().node != selected.node) return;
  selected.algorithm = order.algorithm;
  selected.byte_sum = hash.byte_sum;
  const auto& digest = digests_.emplace_back(hash.digest);
  if (order.algorithm == HashAlgorithm::sha1)
    selected.digest = {std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size())};
  selected.number = hash.number;
  selected.weight_sum = sum;
  selected.remainder = hash.number % sum;
  selected.walk = walks_.emplace_back(std::move(walk));
  selected.excluded = excluded_.emplace_back(std::move(excluded));
}

void LogChoices::note(Belief& belief, const SeenCommand& command, LogChoice& choice) {
  const Address& proxy = command.client.address;
  const bool was_down = belief.down.contains(command.node);
  scenario::NodeState state{.proxy = parts_.proxy(proxy), .node = parts_.node(proxy, command.node)};
  if (is_unanswered(command)) {
    belief.down.insert(command.node);
    state.disabled = true;
    state.recheck = seconds_of(command.last_sent) + deployment_.disable_tout_s;
    state.cause = cause_of_failure(command);
    if (!was_down) choice.state = state;
    if (const auto row = belief.table.find(command.call); row != belief.table.end() && row->second == command.node)
      belief.table.erase(row);
    return;
  }
  if (is_ping(command)) {
    belief.down.erase(command.node);
    state.cause = StateCause::ping_answered;
    state.recheck = 0;
    if (was_down) choice.state = state;
    return;
  }
  if (command.command == "delete")
    belief.table.erase(command.call);
  else
    belief.table.insert_or_assign(command.call, command.node);
}

}  // namespace rtpe::capture
