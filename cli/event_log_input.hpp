// An event log from a file or from standard input, for the verbs that show one.
#pragma once
#include <string>

#include "scenarios/log/event_log_reader.hpp"

namespace rtpe::cli {

/// Gives all events of the log to the sink. `path`: "-" is standard input. Errors: it cannot be read; what
/// EventLogReader says, with foreign bytes made harmless.
Expected<void> read_event_log(const std::string& path, scenario::EventSink& sink);

}  // namespace rtpe::cli
