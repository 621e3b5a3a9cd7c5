#include "reports/situations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::report {
namespace {

using namespace std::string_view_literals;
using scenario::EngineCall;
using scenario::Event;
using scenario::ExchangeEnded;

using scenario::NodeState;
using scenario::ReplyResult;
using scenario::Selected;

struct Situation {
  std::string_view name;
  bool (*reached)(const Event&, const SituationMemory&);
};

template <class E>
const E* as(const Event& event) {
  return std::get_if<E>(&event);
}
bool ended(const Event& event, ExchangeOutcome outcome) {
  const auto* e = as<ExchangeEnded>(event);
  return e != nullptr && e->command != Command::ping && e->outcome == outcome;
}
bool replied(const Event& event, ReplyResult result) {
  const auto* e = as<ExchangeEnded>(event);
  return e != nullptr && e->outcome == ExchangeOutcome::answered && e->result == result;
}
bool not_chosen(const Event& event, NoChoice why) {
  const auto* e = as<Selected>(event);
  return e != nullptr && e->failure == why;
}
constexpr std::array<Situation, Situations::count> situations{{
    {"a call failed",
     [](const Event& e, const SituationMemory&) {
       return as<scenario::CallEnded>(e) && as<scenario::CallEnded>(e)->end == scenario::CallEnd::failed;
     }},
    {"no eligible node was left",
     [](const Event& e, const SituationMemory&) { return not_chosen(e, NoChoice::no_eligible_node); }},
    {"the call's node was disabled",
     [](const Event& e, const SituationMemory&) { return not_chosen(e, NoChoice::known_node_disabled); }},
    {"the call's node had been tried already",
     [](const Event& e, const SituationMemory&) { return not_chosen(e, NoChoice::known_node_tried); }},
    {"an operation went on to another node (failover)",
     [](const Event&, const SituationMemory& memory) { return memory.went_on; }},
    {"a command got no reply",
     [](const Event& e, const SituationMemory&) { return ended(e, ExchangeOutcome::timed_out); }},
    {"a send failed", [](const Event& e, const SituationMemory&) { return ended(e, ExchangeOutcome::send_failed); }},
    {"a reply could not be received",
     [](const Event& e, const SituationMemory&) { return ended(e, ExchangeOutcome::receive_failed); }},
    {"an engine refused a command",
     [](const Event& e, const SituationMemory&) { return replied(e, ReplyResult::error); }},
    {"an engine said load limit",
     [](const Event& e, const SituationMemory&) { return replied(e, ReplyResult::load_limit); }},
    {"a command was sent again",
     [](const Event& e, const SituationMemory&) {
       return as<scenario::Sent>(e) && as<scenario::Sent>(e)->attempt > 1;
     }},
    {"a reply came that nobody waited for",
     [](const Event& e, const SituationMemory&) { return as<scenario::Stale>(e) != nullptr; }},
    {"a node was disabled",
     [](const Event& e, const SituationMemory&) { return as<NodeState>(e) && as<NodeState>(e)->disabled; }},
    {"a node was enabled again",
     [](const Event& e, const SituationMemory&) { return as<NodeState>(e) && !as<NodeState>(e)->disabled; }},
    {"all nodes were pinged again (forced)",
     [](const Event& e, const SituationMemory&) { return as<Selected>(e) && as<Selected>(e)->forced; }},
    {"the call table gave the node",
     [](const Event& e, const SituationMemory&) {
       return as<Selected>(e) && as<Selected>(e)->source == ChoiceSource::table &&
              as<Selected>(e)->node != scenario::no_node;
     }},
    {"an engine removed a call by its timeout",
     [](const Event& e, const SituationMemory&) {
       return as<EngineCall>(e) && as<EngineCall>(e)->cause == scenario::RemovalCause::timeout;
     }},
    {"an engine lost its calls",
     [](const Event& e, const SituationMemory&) {
       return as<EngineCall>(e) && as<EngineCall>(e)->cause == scenario::RemovalCause::restart;
     }},
    {"a call that a node knew was chosen anew",
     [](const Event&, const SituationMemory& memory) { return memory.is_forgotten; }},
    {"only one node was left to choose",
     [](const Event& e, const SituationMemory&) {
       const auto* choice = as<Selected>(e);
       return choice != nullptr && choice->walk.size() == 1 && !choice->excluded.empty();
     }},
    {"a second set was asked for one message",
     [](const Event&, const SituationMemory& memory) { return memory.asks_second_set; }},
    {"no further node was asked (queried_nodes_limit)",
     [](const Event& e, const SituationMemory&) {
       return as<scenario::OperationEnded>(e) &&
              as<scenario::OperationEnded>(e)->outcome == OperationOutcome::nodes_limit;
     }},
    {"a reply was none (empty, mismatched)",
     [](const Event& e, const SituationMemory&) {
       return ended(e, ExchangeOutcome::empty_datagram) || ended(e, ExchangeOutcome::mismatch) ||
              replied(e, ReplyResult::undecodable);
     }},
    {"a ping got no reply",
     [](const Event& e, const SituationMemory&) {
       const auto* ping = as<ExchangeEnded>(e);
       return ping != nullptr && ping->command == Command::ping && ping->outcome != ExchangeOutcome::answered;
     }},
    {"an operator disabled a node for good",
     [](const Event& e, const SituationMemory&) {
       return as<NodeState>(e) && as<NodeState>(e)->disabled && as<NodeState>(e)->cause == StateCause::rpc_disable;
     }},
    {"a call was not over when the run ended",
     [](const Event& e, const SituationMemory&) {
       return as<scenario::CallEnded>(e) && as<scenario::CallEnded>(e)->end == scenario::CallEnd::unfinished;
     }},
    {"a process waited for a lock",
     [](const Event& e, const SituationMemory&) { return as<scenario::LockWait>(e) != nullptr; }},
    {"a SIP message waited for a worker",
     [](const Event& e, const SituationMemory&) {
       return as<scenario::SipMessage>(e) && as<scenario::SipMessage>(e)->waited > Duration{};
     }},
    {"a SIP message was dropped",
     [](const Event& e, const SituationMemory&) { return as<scenario::SipDropped>(e) != nullptr; }},
    {"all workers of a proxy were busy",
     [](const Event&, const SituationMemory& memory) { return memory.all_are_busy; }},
    {"a call's commands went to another node than before",
     [](const Event&, const SituationMemory& memory) { return memory.moved; }},
    {"two engines had one call", [](const Event&, const SituationMemory& memory) { return memory.is_held_twice; }},
    {"an operation blocked a worker for 1 s or longer",
     [](const Event& e, const SituationMemory&) {
       return as<scenario::OperationEnded>(e) && as<scenario::OperationEnded>(e)->took >= std::chrono::seconds(1);
     }},
    {"the script function had nothing to do",
     [](const Event& e, const SituationMemory&) {
       return as<scenario::OperationEnded>(e) &&
              as<scenario::OperationEnded>(e)->end == scenario::OperationEnd::nothing_done;
     }},
}};

scenario::CallKey call_in(const Event& event) {
  return std::visit(
      []<class E>(const E& e) -> scenario::CallKey {
        if constexpr (requires { e.proxy, e.call; })
          return {e.proxy, e.call};
        else
          return {};
      },
      event);
}

}  // namespace

void SituationMemory::hear(const Event& event) {
  went_on = moved = is_held_twice = all_are_busy = asks_second_set = is_forgotten = false;
  if (const auto* start = as<scenario::RunStarted>(event)) {
    for (const scenario::ProxyEntry& proxy : start->proxies) workers.push_back(proxy.workers);
  } else if (const auto* choice = as<Selected>(event); choice != nullptr && choice->node != scenario::no_node) {
    const SituationMemory::Choice now{.node = choice->node, .set = choice->set};
    const auto [row, is_first] = chosen.try_emplace({choice->proxy, choice->operation}, now);
    const SituationMemory::Choice before = std::exchange(row->second, now);
    asks_second_set = before.set != now.set;
    went_on = !asks_second_set && before.node != now.node;
    is_forgotten =
        is_first && choice->source == ChoiceSource::weighted && answered.contains(scenario::call_of(*choice));
  } else if (const auto* operation = as<scenario::OperationEnded>(event)) {
    chosen.erase({operation->proxy, operation->operation});
  } else if (const auto* reply = as<ExchangeEnded>(event); reply != nullptr && reply->call != 0 &&
                                                           reply->command != Command::ping &&
                                                           reply->outcome == ExchangeOutcome::answered) {
    const auto [row, is_first] = answered.try_emplace(scenario::call_of(*reply), reply->node);
    moved = !is_first && std::exchange(row->second, reply->node) != reply->node;
  } else if (const auto* call = as<scenario::CallEnded>(event)) {
    answered.erase(scenario::call_of(*call));
  } else if (const auto* held = as<EngineCall>(event)) {
    std::uint32_t& engines = holders[std::string(held->call_id)];
    is_held_twice = held->created && ++engines > 1;
    if (!held->created && (engines == 0 || --engines == 0)) holders.erase(std::string(held->call_id));
  } else if (const auto* load = as<scenario::Workers>(event)) {
    all_are_busy = load->proxy < workers.size() && load->busy >= workers[load->proxy];
  }
}

void Situations::record(Duration at, const Event& event) {
  memory_.hear(event);
  for (std::size_t index = 0; index < count; ++index) {
    if (!situations[index].reached(event, memory_)) continue;
    Seen& seen = seen_[index];
    if (seen.times++ > 0) continue;
    seen.first = at;
    seen.call = call_in(event);
  }
}

std::string_view Situations::name(std::size_t situation) { return situations[situation].name; }

std::string situation_table(const std::vector<RunSituations>& runs) {
  TextTable table({{.title = "situation", .width_at_most = 48},
                   {.title = "times", .align = Align::right},
                   {.title = runs.size() > 1 ? "runs" : "first", .align = Align::right},
                   {.title = runs.size() > 1 ? "first in" : "call"}});
  std::string never;
  for (std::size_t index = 0; index < Situations::count; ++index) {
    std::uint64_t times = 0, in_runs = 0;
    const RunSituations* first = nullptr;
    for (const RunSituations& run : runs) {
      const std::uint64_t seen = run.situations.seen()[index].times;
      if (seen == 0) continue;
      if (first == nullptr) first = &run;
      times += seen;
      ++in_runs;
    }
    if (first == nullptr) {
      never += fmt::format("  {}\n", Situations::name(index));
      continue;
    }
    const Situations::Seen& seen = first->situations.seen()[index];
    const std::string call = seen.call.call != 0 ? std::to_string(seen.call.call) : "-";
    table.add({std::string(Situations::name(index)), count_text(times),
               runs.size() > 1 ? fmt::format("{} of {}", in_runs, runs.size())
                               : fmt::format("{:.3f} s", static_cast<double>(seen.first.count()) / 1e9),
               runs.size() > 1 ? first->run : call});
  }
  std::string out;
  if (table.rows() > 0) table.render(out);
  if (!never.empty()) out += fmt::format("{}never reached:\n{}", out.empty() ? "" : "\n", never);
  return out;
}

}  // namespace rtpe::report
