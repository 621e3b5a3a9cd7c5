// Facts of the event log that are one of a few, and the word for each.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "client/ng/command.hpp"
#include "client/operation/observer.hpp"
#include "client/operation/operation.hpp"
#include "client/selection/call_id_hash.hpp"
#include "scenarios/model/expectation.hpp"
#include "scenarios/model/fault_kind.hpp"

namespace rtpe::scenario {

enum class ClockKind : std::uint8_t { virtual_time, real_time };
/// Who sent a SIP message.
enum class Direction : std::uint8_t { from_caller, from_callee };
/// Which process of a proxy.
enum class ProcessKind : std::uint8_t { worker, ping_timer, rpc };
enum class LockKind : std::uint8_t { set, set_list };
/// What a datagram carries.
enum class WireProtocol : std::uint8_t { ng, sip };
/// `result` of a reply.
enum class ReplyResult : std::uint8_t {
  none,  ///< no reply
  ok,
  pong,
  error,
  load_limit,
  other,        ///< some other text
  undecodable,  ///< no dictionary, or one without a result
};
/// What a script function came to.
enum class OperationEnd : std::uint8_t {
  ok,
  failed,        ///< a node was needed and did not do it
  nothing_done,  ///< nothing was to be done for this message, or the message or the flags did not allow it
};
enum class CallEnd : std::uint8_t { completed, failed, unfinished };
/// Why an engine removed a call.
enum class RemovalCause : std::uint8_t { none, deleted, terminated, timeout, ports, restart };
enum class EngineCondition : std::uint8_t { up, crashed, away, unreachable, hung, slow };
enum class CheckOutcome : std::uint8_t { passed, failed, not_judged };
enum class RunEnd : std::uint8_t { finished, event_limit, interrupted };

[[nodiscard]] std::string_view to_string(ClockKind);
[[nodiscard]] std::string_view to_string(Direction);
[[nodiscard]] std::string_view to_string(ProcessKind);
[[nodiscard]] std::string_view to_string(LockKind);
[[nodiscard]] std::string_view to_string(WireProtocol);
[[nodiscard]] std::string_view to_string(ReplyResult);
[[nodiscard]] std::string_view to_string(OperationEnd);
[[nodiscard]] std::string_view to_string(CallEnd);
[[nodiscard]] std::string_view to_string(RemovalCause);
[[nodiscard]] std::string_view to_string(EngineCondition);
[[nodiscard]] std::string_view to_string(CheckOutcome);
[[nodiscard]] std::string_view to_string(Expectation);
[[nodiscard]] std::string_view to_string(RunEnd);

/// How many words an enum of the log has: its last one, plus 1.
template <class T>
inline constexpr std::size_t word_count = 0;
template <>
inline constexpr std::size_t word_count<ClockKind> = 2;
template <>
inline constexpr std::size_t word_count<Direction> = 2;
template <>
inline constexpr std::size_t word_count<ProcessKind> = 3;
template <>
inline constexpr std::size_t word_count<LockKind> = 2;
template <>
inline constexpr std::size_t word_count<WireProtocol> = 2;
template <>
inline constexpr std::size_t word_count<ReplyResult> = 7;
template <>
inline constexpr std::size_t word_count<OperationEnd> = 3;
template <>
inline constexpr std::size_t word_count<CallEnd> = 3;
template <>
inline constexpr std::size_t word_count<RemovalCause> = 6;
template <>
inline constexpr std::size_t word_count<EngineCondition> = 6;
template <>
inline constexpr std::size_t word_count<CheckOutcome> = 3;
template <>
inline constexpr std::size_t word_count<Expectation> = 2;
template <>
inline constexpr std::size_t word_count<RunEnd> = 3;
template <>
inline constexpr std::size_t word_count<Command> = static_cast<std::size_t>(Command::connect) + 1;
template <>
inline constexpr std::size_t word_count<Exclusion> = static_cast<std::size_t>(Exclusion::zero_weight) + 1;
template <>
inline constexpr std::size_t word_count<ChoiceSource> = static_cast<std::size_t>(ChoiceSource::none) + 1;
template <>
inline constexpr std::size_t word_count<NoChoice> = static_cast<std::size_t>(NoChoice::unknown_hash_algorithm) + 1;
template <>
inline constexpr std::size_t word_count<HashAlgorithm> = static_cast<std::size_t>(HashAlgorithm::crc32) + 1;
template <>
inline constexpr std::size_t word_count<StateCause> = static_cast<std::size_t>(StateCause::timer_ping_unanswered) + 1;
template <>
inline constexpr std::size_t word_count<OperationOutcome> =
    static_cast<std::size_t>(OperationOutcome::other_result) + 1;
template <>
inline constexpr std::size_t word_count<ExchangeOutcome> = static_cast<std::size_t>(ExchangeOutcome::mismatch) + 1;

template <class T>
  requires(word_count<T> > 0)
[[nodiscard]] std::string_view word_of(T value) {
  return to_string(value);
}
[[nodiscard]] inline std::string_view word_of(Command command) { return wire_name(command); }
[[nodiscard]] inline std::string_view word_of(const FaultKind* kind) { return kind->name; }

/// What has a word: an enum of the log, or a kind of fault.
template <class T>
concept Word = word_count<T> > 0 || std::is_same_v<T, const FaultKind*>;

/// All there are, in the order of the enum.
template <Word T>
[[nodiscard]] const std::vector<T>& all_of_a_word() {
  static const auto all = [] {
    std::vector<T> values;
    if constexpr (word_count<T> == 0)
      values.assign(fault_kinds().begin(), fault_kinds().end());
    else
      for (std::size_t value = 0; value < word_count<T>; ++value) values.push_back(static_cast<T>(value));
    return values;
  }();
  return all;
}

/// nullopt: no such word.
template <Word T>
[[nodiscard]] std::optional<T> from_word(std::string_view word) {
  for (const T value : all_of_a_word<T>())
    if (word_of(value) == word) return value;
  return std::nullopt;
}

}  // namespace rtpe::scenario
