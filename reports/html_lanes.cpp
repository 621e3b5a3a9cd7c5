#include "reports/html_lanes.hpp"

#include <fmt/format.h>

#include "base/json_text.hpp"
#include "reports/html_event.hpp"

namespace rtpe::report {

using scenario::Event;

std::string* HtmlLanes::room(std::string& list) {
  if (kept_ >= most_changes) {
    ++left_out_;
    return nullptr;
  }
  ++kept_;
  if (!list.empty()) list += ',';
  return &list;
}

void HtmlLanes::record(Duration at, const Event& event) {
  const std::int64_t us = microseconds(at);
  if (const auto* node = std::get_if<scenario::NodeState>(&event)) {
    if (std::string* out = room(nodes_))
      *out += fmt::format(R"({{"at":{},"node":{},"disabled":{},"cause":"{}","for_good":{}}})", us, node->node,
                          node->disabled, to_string(node->cause), node->disabled && node->recheck == UINT32_MAX);
  } else if (const auto* engine = std::get_if<scenario::EngineState>(&event)) {
    if (std::string* out = room(engines_))
      *out += fmt::format(R"({{"at":{},"engine":{},"state":"{}"}})", us, json_string(engine->engine),
                          to_string(engine->state));
  } else if (const auto* fault = std::get_if<scenario::FaultChanged>(&event)) {
    if (std::string* out = room(faults_))
      *out += fmt::format(R"({{"at":{},"fault":{},"engine":{},"verb":"{}","begins":{}}})", us, fault->fault,
                          json_string(fault->engine), word_of(fault->verb), fault->begins);
  }
}

std::string HtmlLanes::json() const {
  return fmt::format(R"({{"node_states":[{}],"engine_states":[{}],"faults":[{}],"left_out":{}}})", nodes_, engines_,
                     faults_, left_out_);
}

}  // namespace rtpe::report
