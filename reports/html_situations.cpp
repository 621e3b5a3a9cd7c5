#include "reports/html_situations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "reports/html_event.hpp"

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
  bool (*reached)(const Event&);
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
bool after_a_try(const Event& event) {
  const auto* e = as<Selected>(event);
  return e != nullptr && std::ranges::any_of(e->excluded, [](const scenario::ExcludedEntry& excluded) {
           return excluded.why == Exclusion::tried;
         });
}

/// `all workers busy` is the last one: it needs the number of workers.
constexpr std::array<Situation, HtmlSituations::count> situations{{
    {"a call failed",
     [](const Event& e) {
       return as<scenario::CallEnded>(e) && as<scenario::CallEnded>(e)->end == scenario::CallEnd::failed;
     }},
    {"no eligible node was left", [](const Event& e) { return not_chosen(e, NoChoice::no_eligible_node); }},
    {"the call's node was disabled", [](const Event& e) { return not_chosen(e, NoChoice::known_node_disabled); }},
    {"the call's node had been tried already",
     [](const Event& e) { return not_chosen(e, NoChoice::known_node_tried); }},
    {"another node was chosen after a try", after_a_try},
    {"a command got no reply", [](const Event& e) { return ended(e, ExchangeOutcome::timed_out); }},
    {"a send failed", [](const Event& e) { return ended(e, ExchangeOutcome::send_failed); }},
    {"a reply could not be received", [](const Event& e) { return ended(e, ExchangeOutcome::receive_failed); }},
    {"an engine refused a command", [](const Event& e) { return replied(e, ReplyResult::error); }},
    {"an engine said load limit", [](const Event& e) { return replied(e, ReplyResult::load_limit); }},
    {"a command was sent again",
     [](const Event& e) { return as<scenario::Sent>(e) && as<scenario::Sent>(e)->attempt > 1; }},
    {"a reply came that nobody waited for", [](const Event& e) { return as<scenario::Stale>(e) != nullptr; }},
    {"a node was disabled", [](const Event& e) { return as<NodeState>(e) && as<NodeState>(e)->disabled; }},
    {"a node was enabled again", [](const Event& e) { return as<NodeState>(e) && !as<NodeState>(e)->disabled; }},
    {"all nodes were pinged again (forced)", [](const Event& e) { return as<Selected>(e) && as<Selected>(e)->forced; }},
    {"the call table gave the node",
     [](const Event& e) {
       return as<Selected>(e) && as<Selected>(e)->source == ChoiceSource::table &&
              as<Selected>(e)->node != scenario::no_node;
     }},
    {"an engine removed a call by its timeout",
     [](const Event& e) { return as<EngineCall>(e) && as<EngineCall>(e)->cause == scenario::RemovalCause::timeout; }},
    {"an engine lost its calls",
     [](const Event& e) { return as<EngineCall>(e) && as<EngineCall>(e)->cause == scenario::RemovalCause::restart; }},
    {"a process waited for a lock", [](const Event& e) { return as<scenario::LockWait>(e) != nullptr; }},
    {"a SIP message waited for a worker",
     [](const Event& e) { return as<scenario::SipMessage>(e) && as<scenario::SipMessage>(e)->waited > Duration{}; }},
    {"a SIP message was dropped", [](const Event& e) { return as<scenario::SipDropped>(e) != nullptr; }},
    {"all workers of a proxy were busy", [](const Event&) { return false; }},
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

void HtmlSituations::record(Duration at, const Event& event) {
  if (const auto* start = as<scenario::RunStarted>(event))
    for (const scenario::ProxyEntry& proxy : start->proxies) workers_.push_back(proxy.workers);
  for (std::size_t index = 0; index < count; ++index) {
    bool reached = situations[index].reached(event);
    if (const auto* load = as<scenario::Workers>(event); load != nullptr && index + 1 == count)
      reached = load->busy >= workers_[load->proxy];
    if (!reached) continue;
    Seen& seen = seen_[index];
    if (seen.times++ > 0) continue;
    seen.first = at;
    seen.call = call_in(event);
  }
}

std::string HtmlSituations::json() const {
  std::string out = "[";
  for (std::size_t index = 0; index < count; ++index) {
    const Seen& seen = seen_[index];
    out += fmt::format(R"({}{{"name":"{}","count":{},"at":{},"proxy":{},"call":{}}})", index == 0 ? "" : ",",
                       situations[index].name, seen.times, microseconds(seen.first), seen.call.proxy, seen.call.call);
  }
  return out + "]";
}

}  // namespace rtpe::report
