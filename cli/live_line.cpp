#include "cli/live_line.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

constexpr std::size_t line_columns = 79;
constexpr std::chrono::milliseconds pause{250};
/// Asking the clock costs as much as an event.
constexpr std::uint64_t events_between = 64;

}  // namespace

scenario::EventKinds LiveLine::interests() const {
  return scenario::kinds_of<scenario::RunStarted, scenario::CallStarted, scenario::CallEnded, scenario::NodeState>();
}

void LiveLine::record(Duration since_start, const scenario::Event& event) {
  figures_.at = since_start;
  if (const auto* run = std::get_if<scenario::RunStarted>(&event)) {
    for (const scenario::NodeEntry& node : run->nodes)
      nodes_.push_back(report::printable(node.engine.empty() ? node.name : node.engine));
    disabled_.resize(nodes_.size());
  } else if (std::holds_alternative<scenario::CallStarted>(event)) {
    ++figures_.calls;
  } else if (const auto* call = std::get_if<scenario::CallEnded>(&event)) {
    ++figures_.over;
    if (call->end == scenario::CallEnd::failed) ++figures_.failed;
  } else if (const auto* node = std::get_if<scenario::NodeState>(&event);
             node != nullptr && node->node < nodes_.size()) {
    disabled_[node->node] = node->disabled;
  }
  if (events_++ % events_between == 0 || std::holds_alternative<scenario::NodeState>(event)) show();
}

void LiveLine::show() {
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < pause) return;
  if (!is_visible_) began_ = now;
  shown_ = now;
  const double passed_s = std::chrono::duration<double>(figures_.at - before_at_).count();
  if (passed_s > 0) figures_.calls_per_s = static_cast<double>(figures_.calls - before_calls_) / passed_s;
  before_at_ = figures_.at;
  before_calls_ = figures_.calls;
  figures_.left = report::time_left(figures_.at, figures_.expected, now - began_);
  figures_.disabled.clear();
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    if (disabled_[node]) figures_.disabled.push_back(nodes_[node]);
  fmt::print(stderr, "\r\x1b[K{}", report::live_text(figures_, line_columns));
  std::fflush(stderr);
  is_visible_ = true;
}

void LiveLine::clear() {
  if (is_visible_) fmt::print(stderr, "\r\x1b[K");
  is_visible_ = false;
}

}  // namespace rtpe::cli
