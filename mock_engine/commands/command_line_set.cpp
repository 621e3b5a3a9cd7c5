// `set ...`
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>

#include "mock_engine/commands/command_line.hpp"

namespace rtpe::mock {
namespace {

constexpr std::array<std::string_view, 16> set_words = {"maxopenfiles",
                                                        "maxsessions",
                                                        "maxcpu",
                                                        "maxload",
                                                        "maxbw",
                                                        "timeout",
                                                        "silenttimeout",
                                                        "offertimeout",
                                                        "finaltimeout",
                                                        "loglevel",
                                                        "redisallowederrors",
                                                        "redisdisabletime",
                                                        "redisconnecttimeout",
                                                        "rediscmdtimeout",
                                                        "controltos",
                                                        "deletedelay"};

/// A number as strtol reads it, or the text that refuses it. "digists" is the daemon's spelling.
std::expected<std::int64_t, std::string> read_number(std::string_view name, std::string_view text, std::int64_t least) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed == std::errc::invalid_argument)
    return std::unexpected(fmt::format("Fail setting {} to {}; no digists found\n", name, text));
  if (failed == std::errc::result_out_of_range)
    return std::unexpected(fmt::format("Fail setting {} to {}; errno=34\n", name, text));
  if (number < least) return std::unexpected(fmt::format("Fail setting {} to {}; errno=0\n", name, text));
  return number;
}

std::string set_timeout(std::int64_t& target, std::string_view text) {
  const auto number = read_number("timeout", text, 0);
  if (!number) return number.error();
  target = *number;
  return fmt::format("Success setting timeout to {}\n", target);
}

std::string set_maxsessions(EngineConfig& config, std::string_view text) {
  const auto number = read_number("maxsessions", text, INT64_MIN);
  if (!number) return number.error();
  if (*number < -1) return fmt::format("Fail setting maxsessions to {}; either positive or -1 values allowed\n", text);
  config.max_sessions = *number;
  return fmt::format("Success setting maxsessions to {}{}\n", *number, *number == -1 ? "; disable feature" : "");
}

/// As strtod, up to what the daemon prints.
double read_fraction(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string set_deletedelay(EngineConfig& config, std::string_view text) {
  const auto number = read_number("", text, 0);
  if (!number) return "Invalid delete-delay value\n";
  config.delete_delay_s = *number;
  return fmt::format("Success setting delete-delay to {}\n", *number);
}

}  // namespace

std::string set_line(EngineCore& engine, std::string_view rest) {
  EngineConfig& config = engine.config;
  if (rest.empty()) return std::string(more_parameters);
  if (rest == "help") return sub_commands(set_words);
  const std::string_view whole = rest;
  const std::string_view word = take_word(rest, set_words);
  if (word.empty()) return unknown_command(whole);
  if (rest.empty()) return std::string(more_parameters);
  if (word == "maxsessions") return set_maxsessions(config, rest);
  if (word == "timeout") return set_timeout(config.timeout_s, rest);
  if (word == "silenttimeout") return set_timeout(config.silent_timeout_s, rest);
  if (word == "offertimeout") return set_timeout(config.offer_timeout_s, rest);
  if (word == "finaltimeout") return set_timeout(config.final_timeout_s, rest);
  if (word == "deletedelay") return set_deletedelay(config, rest);
  if (word == "maxcpu") {
    config.max_cpu_percent = read_fraction(rest);
    return fmt::format("Success setting maxcpu to {:.1f}\n", config.max_cpu_percent);
  }
  if (word == "maxload") {
    config.max_load = read_fraction(rest);
    return fmt::format("Success setting maxload to {:.2f}\n", config.max_load);
  }
  if (word == "maxbw") {
    config.max_bandwidth = static_cast<std::uint64_t>(std::max(0.0, read_fraction(rest)));
    return fmt::format("Success setting maxbw to {}\n", config.max_bandwidth);
  }
  if (word == "loglevel") {
    const auto number = read_number(word, rest, 0);
    return number ? fmt::format("Success setting loglevel to {}\n", *number) : std::string(more_parameters);
  }
  if (word == "maxopenfiles") return fmt::format("Fail setting open_files to {}; can't set it under 65536\n", rest);
  return {};  // Redis and TOS: the lab has neither
}

}  // namespace rtpe::mock
