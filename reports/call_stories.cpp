#include <algorithm>
#include <type_traits>

#include "reports/ladder.hpp"

namespace rtpe::report {
namespace {

/// What concerns every call that is up.
bool concerns_all(const scenario::Event& event) {
  if (const auto* sent = std::get_if<scenario::NodeState>(&event)) return sent->node != scenario::no_node;
  return std::holds_alternative<scenario::FaultChanged>(event) || std::holds_alternative<scenario::EngineState>(event);
}

/// Of which call an event is; nullopt: of none by number.
std::optional<scenario::CallKey> key_of(const scenario::Event& event) {
  return std::visit(
      [](const auto& one) -> std::optional<scenario::CallKey> {
        if constexpr (requires { scenario::call_of(one); }) {
          if (one.call != 0) return scenario::call_of(one);
        }
        return std::nullopt;
      },
      event);
}

}  // namespace

bool CallWish::names(const scenario::CallStarted& call, const RunParts& parts) const {
  if (proxy && (call.proxy >= parts.proxies.size() || parts.proxies[call.proxy] != *proxy)) return false;
  return number ? *number == call.call : call_id == call.call_id;
}

void CallStories::record(Duration since_start, const scenario::Event& event) {
  if (const auto* run = std::get_if<scenario::RunStarted>(&event)) parts_ = RunParts(*run);
  if (const auto* call = std::get_if<scenario::CallStarted>(&event);
      call != nullptr && wish_.names(*call, parts_) && stories_.size() < most_calls)
    stories_.push_back({.key = scenario::call_of(*call),
                        .call_id = std::string(call->call_id),
                        .flow = std::string(call->flow),
                        .started = since_start});
  const auto key = key_of(event);
  const bool for_all = concerns_all(event);
  const auto* engine_call = std::get_if<scenario::EngineCall>(&event);
  bool is_kept = false;
  for (CallStory& story : stories_) {
    const bool is_its_own = key == story.key || (engine_call != nullptr && engine_call->call_id == story.call_id);
    if (!is_its_own && (!for_all || story.is_over)) continue;
    if (!is_kept) store_.record(since_start, event);
    is_kept = true;
    story.records.push_back(store_.records().size() - 1);
    if (std::holds_alternative<scenario::CallEnded>(event)) story.is_over = true;
  }
}

}  // namespace rtpe::report
