// The text command line of the control port, as rtpengine-ctl and GET /cli/... use it: one line in, text out.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "mock_engine/engine_core.hpp"

namespace rtpe::mock {

/// Runs one line. Words are matched by prefix as the daemon does. `set controltos`, `ksadd`, `kslist`, `ksrm` answer
/// nothing: a 10.5 daemon without Redis dies of them.
[[nodiscard]] std::string run_command_line(EngineCore& engine, Time now, std::string_view line);

/// "Available sub-commands at this level:" and the words.
[[nodiscard]] std::string sub_commands(std::span<const std::string_view> words);
[[nodiscard]] std::string unknown_command(std::string_view rest);
inline constexpr std::string_view more_parameters = "More parameters required.\n";
/// Takes the first of `words` that `rest` starts with, and the blank behind it; empty: none does.
[[nodiscard]] std::string_view take_word(std::string_view& rest, std::span<const std::string_view> words);

[[nodiscard]] std::string list_line(EngineCore& engine, Time now, std::string_view rest);
[[nodiscard]] std::string set_line(EngineCore& engine, std::string_view rest);
[[nodiscard]] std::string params_line(EngineCore& engine, std::string_view rest);
[[nodiscard]] std::string sessions_line(const EngineCore& engine, Time now, std::string_view rest);

}  // namespace rtpe::mock
