#include "scenarios/checks/evidence.hpp"

#include <fmt/format.h>

namespace rtpe::scenario {
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

std::vector<std::string> Evidence::lines() const {
  std::vector<std::string> out = lines_;
  if (more_ > 0) out.push_back(fmt::format("... {} more", more_));
  return out;
}

}  // namespace rtpe::scenario
