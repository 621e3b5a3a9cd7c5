#include "client/explain/explain.hpp"

#include <algorithm>

#include "client/operation/selection.hpp"

namespace rtpe {
namespace {

/// Any second will do; re-check times are relative to it.
constexpr Time question_time{std::chrono::hours(1)};

struct Listener : Observer {
  Explanation& out;
  explicit Listener(Explanation& explanation) : out(explanation) {}
  void sent(Time, const Node& node, Command, std::string_view, std::uint32_t) override { out.pinged.push_back(&node); }
  void selected(Time, const SelectionReport& report) override {
    out.source = report.source;
    out.failure = report.failure;
    out.hash = report.hash;
    out.weight_sum = report.weight_sum;
    out.remainder = report.remainder;
    out.forced = report.forced;
    out.node = report.node;
    out.walk.assign(report.walk.begin(), report.walk.end());
    out.excluded.assign(report.excluded.begin(), report.excluded.end());
  }
};

/// Runs the selection; a ping is answered unless its node is down.
void choose(Setting& setting, Worker& worker, std::string_view call_id) {
  Selection selection;
  selection.begin(setting.proxy(), worker, {.call_id = call_id, .set = &setting.set()});
  Input input;
  std::string reply;
  Time now = question_time;
  for (auto action = selection.resume(now, input); action.kind != ActionKind::finished;
       action = selection.resume(now, input)) {
    input = {.kind = action.kind == ActionKind::acquire ? InputKind::granted : InputKind::released};
    if (action.kind != ActionKind::send && action.kind != ActionKind::wait) continue;
    if (action.kind == ActionKind::wait || setting.is_down(*action.node)) {
      now = std::min(action.deadline, now + std::chrono::seconds(1));
      input = {.kind = InputKind::timeout};
      continue;
    }
    reply.clear();
    if (const auto blank = action.bytes.find(' '); blank != std::string_view::npos)
      reply = action.bytes.substr(0, blank + 1);
    reply += "d6:result4:ponge";
    input = {.kind = InputKind::datagram, .bytes = reply};
  }
}

}  // namespace

std::string_view describe(NoChoice failure) {
  switch (failure) {
    case NoChoice::chosen:
      return "a node was chosen";
    case NoChoice::no_eligible_node:
      return "no node of the set is eligible";
    case NoChoice::known_node_disabled:
      return "the call table's node is disabled, and a known call does not move";
    case NoChoice::known_node_tried:
      return "the call table's node was tried in this operation";
    case NoChoice::unknown_hash_algorithm:
      return "hash_algo has a value that the module does not know";
  }
  return "unknown";
}

Expected<Explainer> Explainer::make(const Situation& situation) {
  auto setting = Setting::build(situation);
  if (!setting) return std::unexpected(setting.error());
  return Explainer(std::move(*setting));
}

Explanation Explainer::explain(std::string_view call_id) {
  Proxy& proxy = setting_.proxy();
  setting_.restore(question_time);
  Explanation out{.call_id = std::string(call_id),
                  .set_id = setting_.set().id,
                  .table_row = table_row(call_id, static_cast<std::uint32_t>(proxy.parameters.hash_table_size))};
  Listener listener(out);
  Worker worker;
  worker.observer = &listener;
  worker.tried = setting_.tried();
  const auto now_s = seconds_of(question_time);
  if (setting_.known() != nullptr) proxy.table.insert(now_s, call_id, "", *setting_.known());
  choose(setting_, worker, call_id);
  if (setting_.known() != nullptr) proxy.table.remove(now_s, call_id, "", Command::delete_);
  return out;
}

}  // namespace rtpe
