#include "mock_engine/commands/command_line.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace rtpe::mock {
namespace {

constexpr std::array<std::string_view, 12> top_words = {"list", "terminate", "set",    "get",     "params", "ksadd",
                                                        "ksrm", "kslist",    "active", "standby", "debug",  "call"};

std::string terminate_all(EngineCore& engine, Time now, std::string_view which) {
  if (which != "foreign") {
    std::vector<std::string> call_ids;
    engine.calls.visit([&](const LiveCall& live) { call_ids.emplace_back(live.call.call_id); });
    for (const std::string& call_id : call_ids)
      engine.remove_call(*engine.calls.find(call_id), EndCause::terminated, now);
  }
  if (which == "all") return "All calls terminated by operator.\n";
  return fmt::format("All {} calls terminated by operator.\n", which);
}

std::string terminate_line(EngineCore& engine, Time now, std::string_view rest) {
  if (rest.empty()) return std::string(more_parameters);
  if (rest == "all" || rest == "own" || rest == "foreign") return terminate_all(engine, now, rest);
  LiveCall* live = engine.calls.find(rest);
  if (live == nullptr) return fmt::format("\nCall Id not found ({}).\n\n", rest);
  engine.remove_call(*live, EndCause::terminated, now);
  return fmt::format("\nCall Id ({}) successfully terminated by operator.\n\n", rest);
}

std::string debug_line(const EngineCore& engine, std::string_view call_id) {
  if (call_id.empty()) return "No call ID specified\n";
  if (engine.calls.find(call_id) == nullptr) return fmt::format("\nCall Id not found ({}).\n\n", call_id);
  return fmt::format("Enabled debugging for call '{}'\n", call_id);
}

std::string call_line(const EngineCore& engine, std::string_view rest) {
  if (rest.empty()) return std::string(more_parameters);
  const std::size_t blank = rest.find(' ');
  if (blank == std::string_view::npos) return unknown_command({});
  const std::string_view verb = rest.substr(blank + 1);
  return verb == "debug" ? debug_line(engine, rest.substr(0, blank)) : unknown_command(verb);
}

}  // namespace

std::string sub_commands(std::span<const std::string_view> words) {
  std::string out = "Available sub-commands at this level:\n";
  for (const std::string_view word : words) fmt::format_to(std::back_inserter(out), "\t{}\n", word);
  return out;
}

std::string unknown_command(std::string_view rest) {
  return fmt::format("Unknown or incomplete command::{}\n", rest.substr(0, rest.find('\0')));
}

std::string_view take_word(std::string_view& rest, std::span<const std::string_view> words) {
  for (const std::string_view word : words) {
    if (!rest.starts_with(word)) continue;
    rest.remove_prefix(word.size());
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    return word;
  }
  return {};
}

std::string run_command_line(EngineCore& engine, Time now, std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return {};
  if (line == "help") return sub_commands(top_words);
  std::string_view rest = line;
  const std::string_view word = take_word(rest, top_words);
  if (word == "list") return list_line(engine, now, rest);
  if (word == "set") return set_line(engine, rest);
  if (word == "terminate") return terminate_line(engine, now, rest);
  if (word == "params") return params_line(engine, rest);
  if (word == "get") return rest.empty() ? std::string(more_parameters) : unknown_command(rest);
  if (word == "debug") return debug_line(engine, rest);
  if (word == "call") return call_line(engine, rest);
  if (word == "active") return "Ok, all calls set to 'owned (active)'\n";
  if (word == "standby") return "Ok, all calls set to 'foreign (standby)'\n";
  if (word.starts_with("ks")) return {};
  return unknown_command(line);
}

}  // namespace rtpe::mock
