// Call flows as data: who sends which SIP message, when, with which body.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_text.hpp"

namespace rtpe::scenario::flow {

enum class Party : std::uint8_t {
  caller,
  callee,
  one_of_them,  ///< drawn per call
  other,        ///< the one who did not send the request that this answers
};

/// What passes before the message is sent, counted from the moment at which its sender sent or got the one before.
enum class Pause : std::uint8_t {
  none,            ///< at once
  ring,            ///< Traffic::ring
  hold,            ///< Traffic::hold
  reinvite_after,  ///< Traffic::reinvite_after
  own,             ///< Flow::pauses[Step::own]
};

/// SDP that a message carries: of the recorded negotiation `round` (0: first; 1: hold; 2: resume).
struct Body {
  enum class Side : std::uint8_t { offer, answer } side = Side::offer;
  std::uint8_t round = 0;
  bool operator==(const Body&) const = default;
};

constexpr Body offer(std::uint8_t round) { return {.side = Body::Side::offer, .round = round}; }
constexpr Body answer(std::uint8_t round) { return {.side = Body::Side::answer, .round = round}; }

inline constexpr std::uint8_t most_phones = 4;
inline constexpr std::size_t most_messages = 100;

/// One SIP message of a call on its way through the proxy. 100 Trying is the proxy's own and is not listed.
struct Step {
  Party from = Party::caller;
  std::string_view method = {};  ///< of the request, or of the request that is answered
  int status = 0;                ///< 0: a request
  Pause pause = Pause::none;
  std::optional<Body> body = {};
  /// Requests and their replies and ACK share a number; when the proxy refuses a request, what is left of its
  /// transaction is left out, and a call whose transaction 0 is refused is over. CANCEL and its reply have the
  /// INVITE's.
  std::uint8_t transaction = 0;
  std::uint8_t own = 0;  ///< which of the flow's own pauses
  /// Which of the callee's phones says it, or to which it goes: behind a proxy that forks there are several, each with
  /// a to-tag of its own.
  std::uint8_t phone = 0;
  std::uint8_t rseq = 0;   ///< of a provisional reply that a PRACK acknowledges, of that PRACK and the INVITE; 0: none
  bool crosses = false;    ///< its sender does not wait for the message before it: the two pass each other
  bool again = false;      ///< a copy of what its sender has said before, not waited for by anybody
  bool lost = false;       ///< its first copy does not arrive
  bool multipart = false;  ///< the SDP is a part of the body beside another
  bool operator==(const Step&) const = default;
};

}  // namespace rtpe::scenario::flow

namespace rtpe::scenario {

struct Flow {
  std::string_view name;    ///< `flow` of a [[traffic]]
  std::string_view passes;  ///< Markdown for docs/scenario-file.md
  std::span<const flow::Step> steps;
  std::span<const DurationRange> pauses = {};  ///< Pause::own
  /// How often that pause is made in a call.
  [[nodiscard]] std::int64_t count(flow::Pause pause) const {
    return std::ranges::count(steps, pause, &flow::Step::pause);
  }
};

/// [[flow]]: the messages of a call as the scenario's author wrote them. What Step::method views are literals.
struct InlineFlow {
  std::string name;
  std::vector<flow::Step> steps;
  std::vector<DurationRange> pauses;
  /// Valid as long as this is.
  [[nodiscard]] Flow view() const { return {.name = name, .passes = {}, .steps = steps, .pauses = pauses}; }
  bool operator==(const InlineFlow&) const = default;
};

/// All there are, by file: one for each in scenarios/flow/library/.
[[nodiscard]] std::span<const Flow* const> flows();
/// nullptr: unknown.
[[nodiscard]] const Flow* find_flow(std::string_view name);

}  // namespace rtpe::scenario
