// `list ...`
#include <fmt/format.h>

#include <array>

#include "mock_engine/commands/command_line.hpp"
#include "mock_engine/statistics/report.hpp"

namespace rtpe::mock {
namespace {

constexpr std::array<std::string_view, 24> list_words = {"numsessions",
                                                         "sessions",
                                                         "totals",
                                                         "counters",
                                                         "maxopenfiles",
                                                         "maxsessions",
                                                         "maxcpu",
                                                         "maxload",
                                                         "maxbw",
                                                         "timeout",
                                                         "silenttimeout",
                                                         "offertimeout",
                                                         "finaltimeout",
                                                         "loglevels",
                                                         "loglevel",
                                                         "redisallowederrors",
                                                         "redisdisabletime",
                                                         "redisconnecttimeout",
                                                         "rediscmdtimeout",
                                                         "controltos",
                                                         "deletedelay",
                                                         "interfaces",
                                                         "jsonstats",
                                                         "transcoders"};

constexpr int log_level = 6;  // the daemon's default; the lab keeps no log levels

std::string numsessions(const StatisticsSnapshot& snapshot) {
  return fmt::format(
      "Current sessions own: {0}\nCurrent sessions foreign: 0\nCurrent sessions total: {0}\n"
      "Current transcoded media: {1}\nCurrent sessions ipv4 only media: {2}\n"
      "Current sessions ipv6 only media: {3}\nCurrent sessions ip mixed  media: {4}\n",
      snapshot.sessions, snapshot.transcoded_media, snapshot.sessions_ipv4, snapshot.sessions_ipv6,
      snapshot.sessions_mixed);
}

std::string interfaces(const StatisticsSnapshot& snapshot) {
  std::string out;
  for (const InterfaceUsage& usage : snapshot.interfaces)
    fmt::format_to(std::back_inserter(out),
                   "Interface '{}' address '{}' ({})\n Port range: {:5} - {:5}\n"
                   " Ports used: {:5} / {:5} ({:5.1f}%)\n Last port used: {:5}\n",
                   usage.name, usage.address, usage.family, usage.port_min, usage.port_max, usage.used, usage.total(),
                   100.0 * usage.used / usage.total(), usage.last);
  return out;
}

std::string loglevels() {
  std::string out;
  for (const auto& [name, meaning] : log_subsystems)
    fmt::format_to(std::back_inserter(out), "{} - {}\n", name, meaning);
  return out;
}

std::string loglevel(std::string_view wanted) {
  std::string out;
  for (const auto& subsystem : log_subsystems) {
    if (subsystem[0] == wanted) return fmt::format("{}\n", log_level);
    fmt::format_to(std::back_inserter(out), "{} = {}\n", subsystem[0], log_level);
  }
  return out;
}

/// Values of the configuration, each on a line of its own.
std::string setting(const EngineConfig& config, std::string_view word) {
  if (word == "maxopenfiles") return "Maximum open-files configured on rtpengine: 65536\n";
  if (word == "maxsessions") return fmt::format("Maximum sessions configured on rtpengine: {}\n", config.max_sessions);
  if (word == "maxcpu")
    return fmt::format("Maximum CPU usage configured on rtpengine: {:.1f}\n", config.max_cpu_percent);
  if (word == "maxload") return fmt::format("Maximum load average configured on rtpengine: {:.2f}\n", config.max_load);
  if (word == "maxbw") return fmt::format("Maximum bandwidth configured on rtpengine: {}\n", config.max_bandwidth);
  if (word == "timeout") return fmt::format("TIMEOUT={}\n", config.timeout_s);
  if (word == "silenttimeout") return fmt::format("SILENT_TIMEOUT={}\n", config.silent_timeout_s);
  if (word == "offertimeout") return fmt::format("OFFER_TIMEOUT={}\n", config.offer_timeout_s);
  if (word == "finaltimeout") return fmt::format("FINAL_TIMEOUT={}\n", config.final_timeout_s);
  if (word == "deletedelay") return fmt::format("{}\n", config.delete_delay_s);
  if (word == "redisallowederrors") return "-1\n";
  if (word == "redisdisabletime") return "10\n";
  if (word == "redisconnecttimeout") return "1000\n";
  return "0\n";  // rediscmdtimeout, controltos
}

std::string transcoders(const StatisticsSnapshot& snapshot) {
  if (snapshot.conversions.empty()) return "No stats entries\n";
  std::string out;
  for (const ConversionCount& conversion : snapshot.conversions)
    fmt::format_to(std::back_inserter(out), "{}: {} transcoders\n", conversion.chain, conversion.now);
  return out;
}

}  // namespace

std::string list_line(EngineCore& engine, Time now, std::string_view rest) {
  if (rest.empty()) return std::string(more_parameters);
  if (rest == "help") return sub_commands(list_words);
  const std::string_view whole = rest;
  const std::string_view word = take_word(rest, list_words);
  if (word.empty()) return unknown_command(whole);
  if (word == "sessions") return sessions_line(engine, now, rest);
  if (word == "loglevels") return loglevels();
  if (word == "loglevel") return loglevel(rest);
  const StatisticsSnapshot snapshot = engine.snapshot(now);
  if (word == "numsessions") return numsessions(snapshot);
  if (word == "totals") return totals_text(snapshot);
  if (word == "counters") return counters_text(snapshot);
  if (word == "transcoders") return transcoders(snapshot);
  if (word == "interfaces") return interfaces(snapshot);
  if (word == "jsonstats") return statistics_json(snapshot);
  return setting(engine.config, word);
}

}  // namespace rtpe::mock
