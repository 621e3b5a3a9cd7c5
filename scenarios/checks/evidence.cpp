#include "scenarios/checks/evidence.hpp"

#include <fmt/format.h>

namespace rtpe::scenario {
namespace {

std::string_view failure_text(NoChoice failure) {
  switch (failure) {
    case NoChoice::chosen:
      return "chosen";
    case NoChoice::no_eligible_node:
      return "no eligible node";
    case NoChoice::known_node_disabled:
      return "the call's node is disabled";
    case NoChoice::known_node_tried:
      return "the call's node was tried already";
    case NoChoice::unknown_hash_algorithm:
      return "unknown hash_algo";
  }
  return "unknown";
}

}  // namespace

std::string clock_text(Duration since_start) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(since_start).count();
  return fmt::format("{}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

std::string took_text(Duration duration) {
  const double ns = static_cast<double>(duration.count());
  if (ns >= 1e9) return fmt::format("{:.3f} s", ns / 1e9);
  if (ns >= 1e6) return fmt::format("{:.1f} ms", ns / 1e6);
  return fmt::format("{:.0f} us", ns / 1e3);
}

std::string percent_text(double part) { return fmt::format("{:.1f} %", part * 100); }

std::string reason_text(const SelectionReport& report) {
  std::string text;
  switch (report.source) {
    case ChoiceSource::table:
      text = "call table";
      break;
    case ChoiceSource::weighted:
      text = fmt::format("weighted: {} mod {} = {}", report.number, report.weight_sum, report.remainder);
      break;
    case ChoiceSource::none:
      text = "no node";
      break;
  }
  if (report.failure != NoChoice::chosen) text += fmt::format(", {}", failure_text(report.failure));
  if (report.forced) text += ", all nodes pinged again";
  std::string left_out;
  for (const ExcludedNode& excluded : report.excluded) {
    if (!left_out.empty()) left_out += ", ";
    left_out += fmt::format("{} ({})", excluded.node->url, to_string(excluded.why));
  }
  // A known call goes to its node whatever the others are like.
  if (!left_out.empty() && report.source != ChoiceSource::table) text += "; left out: " + left_out;
  return text;
}

std::vector<std::string> Evidence::lines() const {
  std::vector<std::string> out = lines_;
  if (more_ > 0) out.push_back(fmt::format("... {} more", more_));
  return out;
}

}  // namespace rtpe::scenario
