// Reads an event log back: the same events, in the same order, as the run told them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenarios/log/arena.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::scenario {

/// Takes a log in pieces of any size and hands its events to a sink; an EventLogWriter as the sink gives the same
/// bytes. Only a whole log is accepted: run_started first, run_ended last, time that never goes back, and numbers of
/// proxies, workers and nodes that run_started has. After an error the reader takes no more.
class EventLogReader {
 public:
  static constexpr std::size_t longest_line = std::size_t{64} << 20U;

  /// `name` of the log is in front of the line number in errors.
  EventLogReader(std::string name, EventSink& sink);

  /// Error: a line that is not what docs/event-log.md says; a log of another schema version.
  Expected<void> feed(std::string_view bytes);
  /// The log is over. Error: it is cut off.
  Expected<void> finish();

 private:
  Expected<void> line(std::string_view line);
  /// What the line's event says must be possible after those before it; empty: it is.
  [[nodiscard]] std::string implausible(Duration at, const Event& event) const;
  [[nodiscard]] std::unexpected<Error> error(std::string message, std::string remedy = {}) const;

  std::string name_;
  EventSink& sink_;
  EventKinds interests_;
  Arena arena_;
  std::string rest_;  ///< begin of a line whose end has not come yet
  std::uint64_t lines_ = 0;
  Duration last_{};
  std::vector<std::uint32_t> workers_;  ///< of each proxy
  std::uint32_t nodes_ = 0;
  bool started_ = false, ended_ = false;
};

}  // namespace rtpe::scenario
