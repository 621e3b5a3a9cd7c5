// One rule of an engine's program: which requests, how often, and what to do to them. docs/mock-engine.md has an
// example of every verb.
#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "mock_engine/engine.hpp"
#include "mock_engine/program/delay.hpp"
#include "mock_engine/program/text_match.hpp"

namespace rtpe::mock {

/// As many rules as a program has at most.
inline constexpr std::size_t most_rules = 1000;

enum class Verb : std::uint8_t {
  drop_request,    ///< the engine never sees it
  drop_reply,      ///< the engine acts, the reply is lost
  delay,           ///< the reply leaves later by `delay`
  delay_request,   ///< the request reaches the engine later by `delay`
  duplicate,       ///< `count` more copies of the reply, `interval` apart
  reorder,         ///< the reply waits until `count` later replies left, at most `interval`
  truncate,        ///< only the first `count` bytes of the reply
  corrupt,         ///< `count` bytes of the reply's dictionary are changed
  wrong_cookie,    ///< the reply carries the cookie `text` (default: the right one with another last character)
  empty_datagram,  ///< a reply of no bytes
  split,           ///< the reply leaves in pieces of `count` bytes, `interval` apart
  merge,           ///< `count` replies to one peer leave as one, at most `interval` late
  error,           ///< result "error" with `text` instead of acting
  load_limit,      ///< an offer for a new call is refused as by --max-load: message `text`
  session_limit,   ///< an offer for a new call is refused as by --max-sessions
  out_of_ports,    ///< "Ran out of ports", and the call is gone
  wrong_type,      ///< the reply's key `text` has another type
  missing_key,     ///< the reply lacks the key `text`
  slow_start,      ///< after a start replies are late by `delay`, falling to nothing in `interval`
  hang,            ///< requests wait in the socket for `duration`; calls live on
  slow,            ///< each reply takes `delay` inside the engine, for `duration`
  crash,           ///< the process dies: ports closed for `duration`, state lost
  restart,         ///< the process goes away for `duration` and comes back, its calls lost or kept
  drain,           ///< from now on offers for new calls are refused; existing calls are served
  recover,         ///< ends hang, slow, drain and crash
};

/// A verb with its values; which of them count is said at the verb.
struct Effect {
  Verb verb = Verb::drop_request;
  Delay delay = {};
  std::string text = {};
  std::uint32_t count = 0;
  Duration interval{};
  std::optional<Duration> duration = {};  ///< empty: until `recover`
  enum class State : std::uint8_t { lost, kept } state = State::lost;
  bool operator==(const Effect&) const = default;
};

/// True for verbs that act on the process and not on one request: hang, slow, crash, restart, drain, recover.
[[nodiscard]] bool acts_on_process(Verb verb);

/// Which requests. Everything given must fit; a text that the request lacks fits nothing.
struct RequestMatch {
  std::vector<std::string> commands;  ///< wire names; empty: all
  TextMatch call_id, from_tag, to_tag;
  std::vector<Transport> transports;                                      ///< empty: all
  std::string peer_address;                                               ///< empty: all
  enum class Call : std::uint8_t { any, fresh, known } call = Call::any;  ///< does the engine know the call already?
  bool operator==(const RequestMatch&) const = default;
};

/// Which of the requests that match. Counted per rule, from 1, over requests that also fit state and time window.
struct Occurrence {
  std::uint64_t after = 0;                                          ///< skip this many
  std::uint64_t first = std::numeric_limits<std::uint64_t>::max();  ///< then act on so many
  std::uint64_t every = 1;                                          ///< of these on each n-th
  bool operator==(const Occurrence&) const = default;
};

struct Rule {
  std::string name;
  RequestMatch match;
  Occurrence occurrence;
  std::optional<Duration> from, until;  ///< since the program started
  std::optional<Duration> at;           ///< acts by itself at this time; no request involved
  double probability = 1;
  std::string required_state;  ///< empty: any
  std::string new_state;       ///< empty: unchanged
  std::vector<Effect> effects;
  bool operator==(const Rule&) const = default;
};

}  // namespace rtpe::mock
