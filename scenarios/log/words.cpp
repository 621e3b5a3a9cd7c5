#include "scenarios/log/words.hpp"

#include <array>

namespace rtpe::scenario {
namespace {

template <class T>
using List = std::array<std::string_view, word_count<T>>;

template <class T>
std::string_view pick(const List<T>& words, T value) {
  const auto index = static_cast<std::size_t>(value);
  return index < words.size() ? words[index] : "unknown";
}

}  // namespace

std::string_view to_string(ClockKind value) {
  static constexpr List<ClockKind> words{"virtual", "real"};
  return pick(words, value);
}
std::string_view to_string(Direction value) {
  static constexpr List<Direction> words{"from caller", "from callee"};
  return pick(words, value);
}
std::string_view to_string(ProcessKind value) {
  static constexpr List<ProcessKind> words{"worker", "ping timer", "RPC"};
  return pick(words, value);
}
std::string_view to_string(LockKind value) {
  static constexpr List<LockKind> words{"set", "set list"};
  return pick(words, value);
}
std::string_view to_string(WireProtocol value) {
  static constexpr List<WireProtocol> words{"ng", "sip"};
  return pick(words, value);
}
std::string_view to_string(ReplyResult value) {
  static constexpr List<ReplyResult> words{"none", "ok", "pong", "error", "load limit", "other", "undecodable"};
  return pick(words, value);
}
std::string_view to_string(OperationEnd value) {
  static constexpr List<OperationEnd> words{"ok", "failed", "nothing done"};
  return pick(words, value);
}
std::string_view to_string(CallEnd value) {
  static constexpr List<CallEnd> words{"completed", "failed", "unfinished"};
  return pick(words, value);
}
std::string_view to_string(RemovalCause value) {
  static constexpr List<RemovalCause> words{"none", "delete", "terminate", "timeout", "ports", "restart"};
  return pick(words, value);
}
std::string_view to_string(EngineCondition value) {
  static constexpr List<EngineCondition> words{"up", "crashed", "away", "unreachable", "hung", "slow"};
  return pick(words, value);
}
std::string_view to_string(CheckOutcome value) {
  static constexpr List<CheckOutcome> words{"passed", "failed", "not judged"};
  return pick(words, value);
}
std::string_view to_string(Expectation value) {
  static constexpr List<Expectation> words{"pass", "fail"};
  return pick(words, value);
}
std::string_view to_string(RunEnd value) {
  static constexpr List<RunEnd> words{"finished", "event limit", "interrupted"};
  return pick(words, value);
}

}  // namespace rtpe::scenario
