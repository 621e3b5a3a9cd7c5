// The events of one captured call.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "pcap/log/log_choices.hpp"
#include "pcap/log/timed_events.hpp"

namespace rtpe::capture {

/// All of the capture that the events of calls are made from.
struct LogSources {
  const Observed& seen;
  const Deployment& deployment;
  const LogParts& parts;
  const LogChoices& choices;
};

/// Adds the events of calls and of commands that belong to none.
class LogCalls {
 public:
  LogCalls(const LogSources& sources, TimedEvents& out);
  /// `commands`: of this call, by time; empty: it has SIP only. `messages`: empty: it has NG only.
  void call(const std::string& call_id, const std::vector<const SeenCommand*>& commands,
            const std::vector<SeenSip>& messages);
  /// A command of no call.
  void command(const SeenCommand& command) { exchange(command, {}); }
  /// How busy the proxies' processes were; after all calls.
  void load();

 private:
  struct Of {
    std::uint64_t call = 0, operation = 0;
  };
  struct Ending;
  /// When the process went on: the reply, the refusal, or its next command.
  [[nodiscard]] Time end_of(const SeenCommand& command) const;
  void message(const SeenSip& message, const std::string& caller_tag, std::uint32_t proxy, Of of);
  Time operation(const SeenCommands& group, const std::vector<SeenSip>& messages, Of of, Ending& ending);
  void conclude(const SeenCommands& group, scenario::OperationEnded& ended) const;
  void exchange(const SeenCommand& command, Of of);
  void engine_calls(const SeenCommand& command, Ending& ending);
  void end(const std::string& call_id, std::uint32_t proxy, Of of, const std::vector<SeenSip>& messages,
           const Ending& ending);

  LogSources sources_;
  TimedEvents& out_;
  std::map<const SeenCommand*, Time> next_of_process_;
  std::uint64_t calls_ = 0;                ///< so far
  std::vector<std::uint64_t> operations_;  ///< of each proxy, so far
  struct Busy {
    Time at;
    std::uint32_t proxy = 0, worker = 0;
    int change = 0;
  };
  std::vector<Busy> busy_;
};

}  // namespace rtpe::capture
