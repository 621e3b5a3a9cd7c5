// The event log of a run as a file of JSON Lines.
#pragma once
#include <memory>
#include <string>

#include "base/error.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::cli {

class EventFile {
 public:
  /// Whether the log will have the datagrams too (docs/event-log.md).
  enum class Datagrams : bool { left_out, written };
  /// `path` is created or replaced when close() succeeds (ReplacedFile). Error: it cannot be.
  static Expected<std::unique_ptr<EventFile>> create(const std::string& path, Datagrams datagrams);
  virtual ~EventFile() = default;
  [[nodiscard]] virtual scenario::EventSink& sink() = 0;
  /// Error: not everything could be written; what stood under that name is still there.
  virtual Expected<void> close() = 0;
};

}  // namespace rtpe::cli
