#include <fmt/format.h>

#include "reports/series.hpp"

namespace rtpe::report {
namespace {

double in_seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

/// RFC 4180: quotes around it, quotes in it doubled.
std::string csv_field(const std::string& text) {
  std::string out = "\"";
  for (const char one : text) {
    if (one == '"') out.push_back('"');
    out.push_back(one);
  }
  return out + "\"";
}

}  // namespace

std::string Series::csv(const RunParts& parts) const {
  std::string out =
      "time_s,calls_started,calls_failed,calls_in_progress,commands_accepted,commands_refused,commands_without_reply,"
      "commands_sent_again,latency_p50_s,latency_p90_s,latency_p99_s";
  const std::size_t nodes = intervals_.empty() ? 0 : intervals_.front().nodes.size();
  for (std::size_t node = 0; node < nodes; ++node)
    for (const char* what : {"accepted", "failed", "sent_again"})
      out += "," + csv_field(fmt::format("{} {}", node < parts.nodes.size() ? parts.nodes[node].name : "?", what));
  for (std::size_t proxy = 0; proxy < levels_.size(); ++proxy)
    for (const char* what : {"workers_busy", "workers_waiting_for_lock", "sip_queued", "table_rows"})
      out += "," + csv_field(fmt::format("{} {}", proxy < parts.proxies.size() ? parts.proxies[proxy] : "?", what));
  out += "\r\n";
  for (std::size_t index = 0; index < intervals_.size(); ++index) {
    const Interval& one = intervals_[index];
    out += fmt::format("{:.6f},{},{},{},{},{},{},{}", in_seconds(width_ * static_cast<std::int64_t>(index)),
                       one.started, one.failed, one.active, one.answered, one.refused, one.silent, one.repeats);
    for (const unsigned percent : {50U, 90U, 99U})
      out += one.latency.count() == 0 ? std::string(",")
                                      : fmt::format(",{:.6f}", in_seconds(one.latency.percentile(percent)));
    for (std::size_t node = 0; node < nodes; ++node) {
      const NodeCounts counts = node < one.nodes.size() ? one.nodes[node] : NodeCounts{};
      out += fmt::format(",{},{},{}", counts.answered, counts.failed, counts.repeats);
    }
    for (std::size_t proxy = 0; proxy < levels_.size(); ++proxy) {
      const ProxyLevels levels = proxy < one.proxies.size() ? one.proxies[proxy] : ProxyLevels{};
      out += fmt::format(",{},{},{},{}", levels.busy, levels.locked, levels.queued, levels.rows);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace rtpe::report
