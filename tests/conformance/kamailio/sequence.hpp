// A sequence: a configuration of the rtpengine module, engines, and steps. A trace: what was seen at each step.
// docs/kamailio-sequences.md describes the JSON Lines form.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"

namespace rtpe::lane {

/// What an engine does with one kind of request.
enum class Behaviour : std::uint8_t {
  ok,
  silent,
  load_limit,        ///< result "load limit"
  session_limit,     ///< result error, "Parallel session limit reached"
  out_of_ports,      ///< result error, "Ran out of ports"
  error,             ///< result error, another reason
  bare_error,        ///< result error without reason
  other_result,      ///< a result text that is neither ok nor pong
  no_result,         ///< a dictionary without result
  integer_result,    ///< result is no string
  list,              ///< bencode, but no dictionary
  garbage,           ///< no bencode
  no_sdp,            ///< result ok without sdp
  unterminated,      ///< as ok, the dictionary's end is missing
  wrong_cookie,      ///< as ok, with a foreign cookie
  wrong_then_right,  ///< a foreign datagram at once, the reply after the delay
  longer_cookie,     ///< the cookie with one more digit
  tab,               ///< a tab instead of the blank after the cookie
  no_blank,          ///< nothing between cookie and dictionary
  cookie_only,
  empty,             ///< an empty datagram
  late,              ///< the reply after the delay
  duplicate,         ///< the reply at once and again after the delay
  reply_then_empty,  ///< the reply at once, an empty datagram after the delay
  late_foreign,      ///< a foreign datagram after the delay, no reply
};
[[nodiscard]] std::string_view to_string(Behaviour behaviour);
[[nodiscard]] std::optional<Behaviour> behaviour_of(std::string_view name);

struct EngineState {
  bool closed = false;  ///< no socket: ICMP port unreachable
  Behaviour commands = Behaviour::ok;
  Behaviour pings = Behaviour::ok;
  std::uint32_t delay_ms = 0;
  bool operator==(const EngineState&) const = default;
};

struct EngineChange {
  std::size_t engine = 0;
  EngineState state;
};

/// A SIP message that the step gives to Kamailio. status 0: a request.
struct SipText {
  std::string method = "INVITE";
  int status = 0;
  std::string call_id;
  std::string branch;  ///< of the sender's Via
  std::string sdp;     ///< empty: no body
  bool to_tag = false;
};

/// Integer or text, as modparam and RPC take them.
using Scalar = std::variant<std::int64_t, std::string>;
using NamedValues = std::vector<std::pair<std::string, Scalar>>;

/// Nothing but an observation when neither a message nor an RPC command is given.
struct Step {
  std::uint32_t at_ms = 0;            ///< after the end of the startup
  std::vector<EngineChange> engines;  ///< applied first
  std::optional<SipText> message;
  NamedValues variables;                ///< "$var(set)", "$avp(setid)", "$avp(extra)": assigned before the statements
  std::vector<std::string> statements;  ///< lines as they stand in a kamailio.cfg
  std::string rpc;                      ///< "rtpengine.enable", ...
  std::vector<Scalar> rpc_parameters;
};

struct Sequence {
  std::uint64_t seed = 0;
  std::string personality = "kamailio-5.6";  ///< of the library; the program is the real one of that release
  NamedValues parameters;                    ///< modparams by name; engines in rtpengine_sock are called e0, e1, ...
  std::vector<EngineState> engines;
  std::vector<Step> steps;
};

/// One command as the engine saw it. Commands to closed engines cannot be seen; the cookie numbers tell of them.
struct SentCommand {
  std::size_t engine = 0;
  std::string
      cookie;  ///< "w7": the worker's eighth command, "r0": the RPC process' first one; from 6.1 see CookieNames
  std::vector<std::int64_t> sends_ms;  ///< after the beginning of the step
  std::string dictionary;              ///< JSON: list of [key, value] in wire order
};

struct StepTrace {
  std::vector<SentCommand> commands;
  std::vector<std::string> results;  ///< per statement: the return code, or the text of $rtpstat
  std::string instance;              ///< rtp_inst_pvar; "<null>": not set
  std::string reply;                 ///< JSON of the RPC command's result or error
  /// rtpengine.show afterwards: "url set index weight disabled recheck_ticks", from 6.0 with "active" before the last.
  std::vector<std::string> nodes;
  std::uint64_t total = 0;  ///< rtpengine.get_hash_total afterwards
};

/// First the startup, then one per step.
using Trace = std::vector<StepTrace>;

struct Recording {
  Sequence sequence;
  Trace trace;  ///< empty: not recorded yet
};

[[nodiscard]] std::string to_json_line(const Recording& recording);
[[nodiscard]] Expected<Recording> recording_of(std::string_view json_line);
/// Every line of a file; empty lines are skipped. The error's place is "file:line".
[[nodiscard]] Expected<std::vector<Recording>> read_recordings(const std::string& path);

/// Value of a modparam that is a number; `otherwise` when it is not given.
[[nodiscard]] std::int64_t number_of(const Sequence& sequence, std::string_view parameter, std::int64_t otherwise);

}  // namespace rtpe::lane
