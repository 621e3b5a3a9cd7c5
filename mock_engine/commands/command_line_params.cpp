// `params ...`: the configuration as the daemon prints it.
#include <fmt/format.h>

#include <array>

#include "mock_engine/commands/command_line.hpp"

namespace rtpe::mock {
namespace {

constexpr std::array<std::string_view, 4> params_words = {"start", "current", "diff", "revert"};

class Lines {
 public:
  template <class Value>
  void add(std::string_view name, const Value& value) {
    fmt::format_to(std::back_inserter(out), "{} = {}\n", name, value);
  }
  std::string out;
};

void append_limits(const EngineConfig& config, Lines& lines) {
  for (const auto& subsystem : log_subsystems)
    lines.add(fmt::format("log-level-{}", subsystem[0]), subsystem[0] == "internals" ? -1 : 6);
  lines.add("table", -1);
  lines.add("max-sessions", config.max_sessions);
  lines.add("timeout", config.timeout_s);
  lines.add("silent-timeout", config.silent_timeout_s);
  lines.add("final-timeout", config.final_timeout_s);
  lines.add("offer-timeout", config.offer_timeout_s);
  lines.add("delete-delay", config.delete_delay_s);
  lines.add("redis-expires", 86400);
  for (const char* name : {"tos", "control-tos", "graphite-interval"}) lines.add(name, 0);
  lines.add("redis-num-threads", 4);
  lines.add("homer-protocol", 2);
  lines.add("homer-id", 2001);
  lines.add("no-fallback", 0);
  lines.add("port-min", config.port_min);
  lines.add("port-max", config.port_max);
}

void append_rest(const EngineConfig& config, Lines& lines) {
  lines.add("no-redis-required", 0);
  lines.add("num-threads", 1);
  lines.add("xmlrpc-format", 0);
  lines.add("log_format", 0);
  lines.add("redis_allowed_errors", -1);
  lines.add("redis_disable_time", 10);
  lines.add("redis_cmd_timeout", 0);
  lines.add("redis_connect_timeout", 1000);
  lines.add("max-cpu", fmt::format("{:.1f}", config.max_cpu_percent));
  lines.add("max-load", fmt::format("{:.2f}", config.max_load));
}

void append_addresses(const EngineConfig& config, Lines& lines) {
  for (std::size_t i = 0; i < config.interfaces.size(); ++i) {
    const InterfaceAddress& interface = config.interfaces[i];
    lines.add(fmt::format("interface[{}]", i),
              fmt::format("{}\\{} {}", interface.name, interface.address, interface.advertised));
  }
  for (const char* name : {"b2b_url", "redis-auth", "redis-write-auth"}) lines.add(name, "(null)");
  lines.add("recording-dir", config.recording_dir.empty() ? "(null)" : config.recording_dir);
  lines.add("recording-method", "pcap");
  lines.add("recording-format", "raw");
  lines.add("iptables-chain", "(null)");
  for (const char* name : {"listen-tcp", "listen-tcp", "listen-udp", "listen-udp"}) lines.add(name, "");
  lines.add("listen-ng", config.listen.empty() ? "" : config.listen.front());
  for (const char* name : {"listen-ng", "listen-cli", "listen-cli"}) lines.add(name, "");
}

enum class Names : std::uint8_t { at_start, current };

std::string show(const EngineConfig& config, Names names) {
  const bool start = names == Names::at_start;
  Lines lines;
  append_limits(config, lines);
  if (start) {
    lines.add("redis", ":0/-1");
    lines.add("redis-write", ":0/-1");
  } else {
    lines.add("redis-db", -1);
    lines.add("redis-write-db", -1);
  }
  append_rest(config, lines);
  lines.add(start ? "max-bandwidth" : "max-bw", config.max_bandwidth);
  append_addresses(config, lines);
  return lines.out;
}

std::string difference(const EngineConfig& start, const EngineConfig& current) {
  std::string out;
  const auto compare = [&out](std::string_view name, const auto& before, const auto& now) {
    if (before != now) fmt::format_to(std::back_inserter(out), "{}: {} => {}\n", name, before, now);
  };
  compare("max-sessions", start.max_sessions, current.max_sessions);
  compare("timeout", start.timeout_s, current.timeout_s);
  compare("silent-timeout", start.silent_timeout_s, current.silent_timeout_s);
  compare("final-timeout", start.final_timeout_s, current.final_timeout_s);
  compare("offer-timeout", start.offer_timeout_s, current.offer_timeout_s);
  compare("delete-delay", start.delete_delay_s, current.delete_delay_s);
  return out;
}

}  // namespace

std::string params_line(EngineCore& engine, std::string_view rest) {
  if (rest.empty()) return std::string(more_parameters);
  if (rest == "help") return sub_commands(params_words);
  const std::string_view whole = rest;
  const std::string_view word = take_word(rest, params_words);
  if (word == "start") return show(engine.start_config, Names::at_start);
  if (word == "current") return show(engine.config, Names::current);
  if (word == "diff") return difference(engine.start_config, engine.config);
  if (word == "revert") {
    engine.config = engine.start_config;
    return {};
  }
  return unknown_command(whole);
}

}  // namespace rtpe::mock
