// `list totals` of the command line.
#include <fmt/format.h>

#include <string_view>

#include "mock_engine/statistics/report.hpp"

namespace rtpe::mock {
namespace {

class Rows {
 public:
  explicit Rows(std::string& out) : out_(out) {}
  void row(std::string_view label, std::string_view value, std::string_view unit = {}) {
    fmt::format_to(std::back_inserter(out_), " {:<48}:{}{}\n", label, value, unit);
  }
  void row(std::string_view label, std::uint64_t value) { row(label, std::to_string(value)); }
  void row(std::string_view label, double value, std::string_view unit = {}) {
    row(label, fmt::format("{:.6f}", value), unit);
  }

 private:
  std::string& out_;
};

void append_rates(const MediaRate& rate, Rows& rows) {
  for (const auto& [name, shown] : {std::pair{"userspace", rate}, {"kernel", MediaRate{}}, {"total", rate}}) {
    rows.row(fmt::format("Packets per second ({})", name), shown.packets);
    rows.row(fmt::format("Bytes per second ({})", name), shown.bytes);
    rows.row(fmt::format("Errors per second ({})", name), shown.errors);
  }
}

void append_running(const StatisticsSnapshot& snapshot, std::string& out) {
  Rows rows(out);
  out += "\nStatistics over currently running sessions:\n\n";
  rows.row("Owned sessions", snapshot.sessions);
  rows.row("Foreign sessions", std::uint64_t{0});
  rows.row("Total sessions", snapshot.sessions);
  rows.row("Transcoded media", snapshot.transcoded_media);
  append_rates(snapshot.rate, rows);
  rows.row("Userspace-only media streams", std::uint64_t{0});
  rows.row("Kernel-only media streams", std::uint64_t{0});
  rows.row("Mixed kernel/userspace media streams", std::uint64_t{0});
}

void append_total(const StatisticsSnapshot& snapshot, std::string& out) {
  Rows rows(out);
  const SessionTotals& totals = snapshot.totals;
  out += "\nTotal statistics (does not include current running sessions):\n\n";
  rows.row("Uptime of rtpengine", std::to_string(snapshot.uptime_s), " seconds");
  rows.row("Total managed sessions", totals.managed);
  rows.row("Total rejected sessions", totals.rejected);
  rows.row("Total timed-out sessions via TIMEOUT", totals.timeout);
  rows.row("Total timed-out sessions via SILENT_TIMEOUT", totals.silent_timeout);
  rows.row("Total timed-out sessions via FINAL_TIMEOUT", totals.final_timeout);
  rows.row("Total timed-out sessions via OFFER_TIMEOUT", totals.offer_timeout);
  rows.row("Total regular terminated sessions", totals.regular_terminated);
  rows.row("Total forced terminated sessions", totals.forced_terminated);
  for (const char* name : {" (userspace)", " (kernel)", ""}) {
    const bool kernel = std::string_view(name) == " (kernel)";
    rows.row(fmt::format("Total relayed packets{}", name), kernel ? 0 : totals.relayed_packets);
    rows.row(fmt::format("Total relayed packet errors{}", name), kernel ? 0 : totals.relayed_errors);
    rows.row(fmt::format("Total relayed bytes{}", name), kernel ? 0 : totals.relayed_bytes);
  }
  rows.row("Total number of streams with no relayed packets", totals.zero_way_streams);
  rows.row("Total number of 1-way streams", totals.one_way_streams);
  rows.row("Average call duration", snapshot.average_duration_s(), " seconds");
  rows.row("Total calls duration", static_cast<double>(totals.duration_us) / 1e6, " seconds");
  rows.row("Total calls duration squared", static_cast<double>(totals.duration_squared_ms) / 1e6, " seconds squared");
  rows.row("Total calls duration standard deviation", snapshot.duration_deviation_s(), " seconds");
}

void append_interval(std::string& out) {
  Rows rows(out);
  out += "\n\nGraphite interval statistics (last reported values to graphite):\n";
  rows.row("Total calls duration", 0.0, " seconds\n");
  rows.row("Min managed sessions", std::uint64_t{0});
  rows.row("Max managed sessions", std::uint64_t{0});
  for (const CountedCommand& command : counted())
    rows.row(fmt::format("Min/Max/Avg {} processing delay", wire_name(command.command)), "0.000000/0.000000/0.000000",
             " sec");
  for (const CountedCommand& command : counted())
    rows.row(fmt::format("Min/Max/Avg {} requests per second", wire_name(command.command)), "0/0/0", " per sec");
}

void append_mos(const StatisticsSnapshot& snapshot, std::string& out) {
  Rows rows(out);
  out += "\n\nMOS statistics:\n\n";
  rows.row("Sum of all MOS values sampled", static_cast<double>(snapshot.mos.sum) / 10);
  rows.row("Sum of all MOS square values sampled", static_cast<double>(snapshot.mos.sum_of_squares) / 100);
  rows.row("Total number of MOS samples", snapshot.mos.samples);
  rows.row("Average MOS", snapshot.average_mos());
  rows.row("MOS standard deviation", snapshot.mos_deviation());
}

void append_control(const StatisticsSnapshot& snapshot, std::string& out) {
  out += "\n\nControl statistics:\n\n";
  fmt::format_to(std::back_inserter(out), " {:>20} ", "Proxy");
  for (const CountedCommand& command : counted()) fmt::format_to(std::back_inserter(out), "| {:>10} ", command.heading);
  out += '\n';
  for (const ProxyCounters& proxy : snapshot.proxies) {
    fmt::format_to(std::back_inserter(out), " {:>20} ", proxy.address);
    for (const std::uint64_t requests : proxy.requests) fmt::format_to(std::back_inserter(out), "| {:>10} ", requests);
    out += '\n';
  }
  out += "\n\n\n\n";
}

}  // namespace

std::string counters_text(const StatisticsSnapshot& snapshot) {
  std::string out = "\nCurrent per-second counters:\n\n";
  Rows rows(out);
  append_rates(snapshot.rate, rows);
  return out;
}

std::string totals_text(const StatisticsSnapshot& snapshot) {
  std::string out;
  append_running(snapshot, out);
  append_total(snapshot, out);
  append_interval(out);
  append_mos(snapshot, out);
  append_control(snapshot, out);
  return out;
}

}  // namespace rtpe::mock
