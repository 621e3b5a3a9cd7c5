#include "client/ng/command.hpp"

#include <array>

namespace rtpe {
namespace {

/// In the order of Command.
constexpr std::array<std::string_view, 26> names = {
    "ping",
    "offer",
    "answer",
    "delete",
    "query",
    "list",
    "start recording",
    "stop recording",
    "pause recording",
    "start forwarding",
    "stop forwarding",
    "block DTMF",
    "unblock DTMF",
    "block media",
    "unblock media",
    "silence media",
    "unsilence media",
    "play media",
    "stop media",
    "play DTMF",
    "statistics",
    "publish",
    "subscribe request",
    "subscribe answer",
    "unsubscribe",
    "connect",
};
static_assert(names.size() == static_cast<std::size_t>(Command::connect) + 1);

}  // namespace

std::string_view wire_name(Command command) { return names[static_cast<std::size_t>(command)]; }

std::optional<Command> command_of(std::string_view wire_name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == wire_name) return static_cast<Command>(i);
  return std::nullopt;
}

}  // namespace rtpe
