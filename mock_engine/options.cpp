#include "mock_engine/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/nearest.hpp"
#include "mock_engine/calls/interfaces.hpp"

namespace rtpe::mock {
namespace {

using WholeOption = DaemonOption::Whole;
using PortOption = DaemonOption::Port;
using NumberOption = DaemonOption::Number;
using TextOption = DaemonOption::Text;
using TruthOption = DaemonOption::Truth;
using ReleaseOption = DaemonOption::Release;

constexpr std::int64_t longest_s = 366 * 86400;
constexpr std::int64_t most_sessions = 1'000'000'000;
constexpr std::size_t longest_name = 64;

/// The daemon takes 0 for the default where the least is 1, and anything below -1 for -1.
constexpr std::array rows{
    DaemonOption{"port-min", "", PortOption{&EngineConfig::port_min}, "lowest media port"},
    DaemonOption{"port-max", "", PortOption{&EngineConfig::port_max}, "highest media port"},
    DaemonOption{"max-sessions", "", WholeOption{&EngineConfig::max_sessions, -1, most_sessions},
                 "calls it takes, more are refused; -1: any number"},
    DaemonOption{"max-load", "", NumberOption{&EngineConfig::max_load, 1e6},
                 "load average from which new calls are refused; 0: never"},
    DaemonOption{"max-cpu", "%", NumberOption{&EngineConfig::max_cpu_percent, 100},
                 "CPU usage from which new calls are refused; 0: never"},
    DaemonOption{"delete-delay", "s", WholeOption{&EngineConfig::delete_delay_s, 0, longest_s},
                 "how long a deleted call stays and keeps its ports"},
    DaemonOption{"timeout", "s", WholeOption{&EngineConfig::timeout_s, 1, longest_s},
                 "without media until a call is removed; never after a party's deletion was asked for"},
    DaemonOption{"silent-timeout", "s", WholeOption{&EngineConfig::silent_timeout_s, 1, longest_s},
                 "the same for calls on hold"},
    DaemonOption{"offer-timeout", "s", WholeOption{&EngineConfig::offer_timeout_s, 1, longest_s},
                 "the same for calls without an answer"},
    DaemonOption{"final-timeout", "s", WholeOption{&EngineConfig::final_timeout_s, 0, longest_s},
                 "the longest a call may last; 0: any time"},
    DaemonOption{"software-id", "", TextOption{&EngineConfig::software_id},
                 "its name in SDP that it writes itself; empty: that of its release"},
    DaemonOption{"recording-dir", "", TextOption{&EngineConfig::recording_dir}, "makes `recordings` appear in replies"},
    DaemonOption{"reject-invalid-sdp", "", TruthOption{&EngineConfig::reject_invalid_sdp},
                 "empty lines in SDP are errors"},
    DaemonOption{"personality", "", ReleaseOption{&EngineConfig::personality}, "the release that it is"},
};

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

template <class T>
std::optional<T> parse_number(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

constexpr std::int64_t lowest_port = 1, highest_port = 65535;

/// In range, or why not, in the words that TableReader has for files.
template <class T>
Expected<T> within(std::string_view text, T least, T most, std::string_view type) {
  const auto number = parse_number<T>(text);
  if (!number) return std::unexpected(Error{.message = fmt::format("must be {}, not \"{}\"", type, shown(text))});
  if (*number >= least && *number <= most) return *number;
  return std::unexpected(Error{.message = fmt::format("is {}; it must be {}..{}", *number, least, most)});
}

Expected<bool> truth_of(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::unexpected(Error{.message = fmt::format("must be true or false, not \"{}\"", shown(text))});
}

std::vector<std::string_view> release_names() {
  std::vector<std::string_view> names;
  for (const Personality& personality : personalities()) names.push_back(personality.name);
  return names;
}

Expected<const Personality*> release_of(std::string_view text) {
  if (const Personality* known = find_personality(text)) return known;
  const auto names = release_names();
  const auto near = nearest(text, names);
  return std::unexpected(Error{.message = fmt::format("is \"{}\"", shown(text)),
                               .remedy = near.empty() ? fmt::format("it must be {}", fmt::join(names, " or "))
                                                      : fmt::format("did you mean {}?", near)});
}

void read_interfaces(TableReader& table, EngineConfig& config) {
  const std::vector<PlacedText> given = table.texts("interface");
  if (!given.empty()) config.interfaces.clear();
  for (const PlacedText& text : given) {
    auto parsed = parse_interface(text.text);
    if (parsed)
      config.interfaces.push_back(std::move(*parsed));
    else
      table.problems().error(text.place, fmt::format("interface of {}: \"{}\" is no [NAME/]ADDRESS[!ADVERTISED], as "
                                                     "\"internal/10.0.0.1!203.0.113.1\"",
                                                     table.name(), shown(text.text)));
  }
}

void read_ports(TableReader& table, EngineConfig& config) {
  const auto ports = table.text("ports");
  if (ports && (table.has("port-min") || table.has("port-max")))
    return table.error_at_value("ports", "ports is short for port-min and port-max; give these or that");
  if (!ports) return;
  if (const auto set = set_ports(config, *ports); !set)
    table.error_at_value("ports", fmt::format("ports of {}: {}", table.name(), set.error().text()));
}

}  // namespace

std::span<const DaemonOption> daemon_options() { return rows; }

std::string limits_of(const DaemonOption& option) {
  return std::visit(Overloaded{[](const WholeOption& value) { return fmt::format("{}..{}", value.least, value.most); },
                               [](const PortOption&) { return fmt::format("{}..{}", lowest_port, highest_port); },
                               [](const NumberOption& value) { return fmt::format("0..{:.0f}", value.most); },
                               [](const auto&) { return std::string(); }},
                    option.value);
}

std::string value_text(const DaemonOption& option, const EngineConfig& config) {
  return std::visit(Overloaded{[&](const ReleaseOption& value) { return std::string((config.*value.member)->name); },
                               [&](const auto& value) { return fmt::format("{}", config.*value.member); }},
                    option.value);
}

Value value_of(const DaemonOption& option, const EngineConfig& config) {
  return std::visit(
      Overloaded{
          [&](const PortOption& value) { return Value{.content = std::int64_t{config.*value.member}}; },
          [&](const ReleaseOption& value) { return Value{.content = std::string((config.*value.member)->name)}; },
          [&](const auto& value) { return Value{.content = config.*value.member}; }},
      option.value);
}

Expected<void> set_option(EngineConfig& config, const DaemonOption& option, std::string_view text) {
  const auto take = [&](const auto& value, auto parsed) -> Expected<void> {
    if (!parsed) {
      parsed.error().message = fmt::format("--{} {}", option.name, parsed.error().message);
      return std::unexpected(parsed.error());
    }
    config.*value.member = static_cast<std::remove_reference_t<decltype(config.*value.member)>>(*parsed);
    return {};
  };
  return std::visit(
      Overloaded{[&](const WholeOption& value) {
                   return take(value, within(text, value.least, value.most, "a whole number"));
                 },
                 [&](const PortOption& value) {
                   return take(value, within(text, lowest_port, highest_port, "a whole number"));
                 },
                 [&](const NumberOption& value) { return take(value, within(text, 0.0, value.most, "a number")); },
                 [&](const TextOption& value) { return take(value, Expected<std::string>(text)); },
                 [&](const TruthOption& value) { return take(value, truth_of(text)); },
                 [&](const ReleaseOption& value) { return take(value, release_of(text)); }},
      option.value);
}

void read_daemon_options(TableReader& reader, EngineConfig& config) {
  read_interfaces(reader, config);
  for (const DaemonOption& option : rows)
    std::visit(Overloaded{[&](const WholeOption& value) {
                            if (const auto given = reader.integer(option.name, value.least, value.most))
                              config.*value.member = *given;
                          },
                          [&](const PortOption& value) {
                            if (const auto given = reader.integer(option.name, lowest_port, highest_port))
                              config.*value.member = static_cast<std::uint16_t>(*given);
                          },
                          [&](const NumberOption& value) {
                            if (const auto given = reader.number(option.name, 0, value.most))
                              config.*value.member = *given;
                          },
                          [&](const TextOption& value) {
                            if (auto given = reader.text(option.name)) config.*value.member = std::move(*given);
                          },
                          [&](const TruthOption& value) {
                            if (const auto given = reader.truth(option.name)) config.*value.member = *given;
                          },
                          [&](const ReleaseOption& value) {
                            if (const auto given = reader.word(option.name, release_names()))
                              config.*value.member = &personalities()[*given];
                          }},
               option.value);
  read_ports(reader, config);
  if (const auto fit = check_options(config); !fit)
    reader.error_at_value(reader.has("port-max") ? "port-max" : "port-min", fit.error().message);
}

Expected<void> set_ports(EngineConfig& config, std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto low = parse_number<std::uint16_t>(text.substr(0, dash));
  const auto high = dash == text.npos ? std::nullopt : parse_number<std::uint16_t>(text.substr(dash + 1));
  if (!low || !high || *low < lowest_port || *low >= *high)
    return std::unexpected(Error{.message = fmt::format("\"{}\" is no port range", shown(text)),
                                 .remedy = "as 30000-40000, at least two ports"});
  config.port_min = *low;
  config.port_max = *high;
  return {};
}

Expected<void> check_options(const EngineConfig& config) {
  if (config.port_min < config.port_max) return {};
  return std::unexpected(
      Error{.message = fmt::format("port-min {} is not below port-max {}", config.port_min, config.port_max)});
}

bool is_engine_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

std::optional<std::string> read_engine_name(TableReader& reader) {
  auto name = reader.text("name");
  if (!name || is_engine_name(*name)) return name;
  reader.error_at_value(
      "name", fmt::format("\"{}\" is no name: up to {} letters, digits, '-', '_' and '.'", shown(*name), longest_name));
  return std::nullopt;
}

}  // namespace rtpe::mock
