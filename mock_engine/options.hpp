// The daemon's options that the mock engine has, one table: the command line of `mock`, engines files and scenarios
// read them by these rows, and docs/mock-engine.md is tested against them. Names, units, defaults and what 0 means are
// those of rtpengine 10.5 (`rtpengine --help`); which release it is, is the mock's own.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"
#include "base/table_reader.hpp"
#include "mock_engine/engine.hpp"

namespace rtpe::mock {

struct DaemonOption {
  struct Whole {
    std::int64_t EngineConfig::* member;
    std::int64_t least, most;
  };
  struct Port {
    std::uint16_t EngineConfig::* member;
  };
  struct Number {
    double EngineConfig::* member;
    double most;  ///< at least 0
  };
  struct Text {
    std::string EngineConfig::* member;
  };
  struct Truth {
    bool EngineConfig::* member;
  };
  /// The mock's alone: one of personalities(), by name.
  struct Release {
    const Personality* EngineConfig::* member;
  };

  std::string_view name;  ///< as the daemon spells it, without dashes: "delete-delay"
  std::string_view unit;  ///< "s"; empty: none
  std::variant<Whole, Port, Number, Text, Truth, Release> value;
  std::string_view meaning;
};

[[nodiscard]] std::span<const DaemonOption> daemon_options();

/// "1..31622400"; empty: no limits.
[[nodiscard]] std::string limits_of(const DaemonOption& option);
/// No option of the real daemon.
[[nodiscard]] inline bool is_own(const DaemonOption& option) {
  return std::holds_alternative<DaemonOption::Release>(option.value);
}
/// The value that `config` has, as text; empty for an empty text.
[[nodiscard]] std::string value_text(const DaemonOption& option, const EngineConfig& config);
/// The same as a value to be written into a file.
[[nodiscard]] Value value_of(const DaemonOption& option, const EngineConfig& config);

/// From a command line. invalid_input: what is wrong with the text.
Expected<void> set_option(EngineConfig& config, const DaemonOption& option, std::string_view text);
/// "30000-40000", short for port-min and port-max. invalid_input: anything else, or fewer than 2 ports.
Expected<void> set_ports(EngineConfig& config, std::string_view text);
/// Every row's key, `interface` ([NAME/]ADDRESS[!ADVERTISED], one or several) and `ports`.
void read_daemon_options(TableReader& table, EngineConfig& config);
/// What no option says alone. invalid_input: port-min is not below port-max.
Expected<void> check_options(const EngineConfig& config);

/// Up to 64 letters, digits, '-', '_' and '.': what faults, links, paths of the control API and summaries refer to.
[[nodiscard]] bool is_engine_name(std::string_view text);
/// The key `name`; nothing: absent or wrong.
std::optional<std::string> read_engine_name(TableReader& table);

}  // namespace rtpe::mock
