#include "scenarios/flow/listed_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "scenarios/flow/append_number.hpp"
#include "scenarios/model/sdp_file.hpp"
#include "scenarios/world/random.hpp"

namespace rtpe::scenario::flow {

Expected<ListedCalls> ListedCalls::open(const Scenario& scenario, std::uint64_t seed) {
  ListedCalls calls(scenario, seed);
  CallBodies bodies(std::filesystem::path(scenario.file).parent_path().string());
  for (const ListedCall& call : scenario.calls) {
    const auto flow = scenario.flow(call.flow);
    if (!flow) return std::unexpected(Error{.message = fmt::format("no flow is called \"{}\"", call.flow)});
    Row& row = calls.rows_.emplace_back(Row{.flow = *flow, .order = FlowOrder(*flow), .bodies = {}, .proxy = {}});
    const auto proxy = std::ranges::find(scenario.proxies, call.proxy, &Client::name);
    if (!call.proxy.empty() && proxy != scenario.proxies.end())
      row.proxy = static_cast<std::uint32_t>(proxy - scenario.proxies.begin());
    if (call.sdp_from.empty()) continue;
    const auto own = bodies.of(call);
    if (!own) return std::unexpected(own.error());
    row.bodies = **own;
  }
  return calls;
}

void ListedCalls::fill(std::uint32_t index, Dialog& dialog) const {
  const ListedCall& call = scenario_->calls[index];
  const Row& row = rows_[index];
  RandomStream random(seed_, fmt::format("call {}", call.call_id));
  dialog.flow = &row.flow;
  dialog.order = &row.order;
  dialog.bodies = &recorded_;
  dialog.own_bodies = call.sdp_from.empty() ? nullptr : &row.bodies;
  dialog.media = nullptr;
  dialog.facts = {&call.caller, &call.callee};
  dialog.pair = 0;
  dialog.ring = random.uniform(call.ring);
  dialog.hold = random.uniform(call.hold);
  dialog.reinvite_after = random.uniform(call.reinvite_after);
  dialog.pauses = call.pauses;
  if (call.pauses.empty())
    for (const DurationRange& pause : row.flow.pauses) dialog.pauses.push_back(random.uniform(pause));
  const std::uint64_t drawn = random.bits();
  dialog.hangs_up = (drawn & 1U) == 0 ? Party::caller : Party::callee;
  dialog.call_id = call.call_id;
  dialog.caller_tag = call.caller_tag;
  dialog.callee_tag = call.callee_tag;
  if (call.caller_tag.empty()) append_hex(dialog.caller_tag.assign(1, 'a'), drawn >> 32U, 8);
  if (call.callee_tag.empty()) append_hex(dialog.callee_tag.assign(1, 'b'), drawn & 0xFFFFFFFFU, 8);
  dialog.tag_phones();
}

}  // namespace rtpe::scenario::flow
