// An event log from a file or from standard input, for the verbs that show one.
#pragma once
#include <string>
#include <vector>

#include "scenarios/log/event_log_reader.hpp"

namespace rtpe::cli {

/// Several who hear the same log.
class SinkList final : public scenario::EventSink {
 public:
  void add(scenario::EventSink* sink) { sinks_.push_back(sink); }
  [[nodiscard]] scenario::EventKinds interests() const override {
    scenario::EventKinds all = 0;
    for (const scenario::EventSink* sink : sinks_) all |= sink->interests();
    return all;
  }
  void record(Duration since_start, const scenario::Event& event) override {
    for (scenario::EventSink* sink : sinks_) sink->record(since_start, event);
  }

 private:
  std::vector<scenario::EventSink*> sinks_;
};

/// Gives all events of the log to the sink. `path`: "-" is standard input. Errors: it cannot be read; what
/// EventLogReader says, with foreign bytes made harmless.
Expected<void> read_event_log(const std::string& path, scenario::EventSink& sink);

}  // namespace rtpe::cli
