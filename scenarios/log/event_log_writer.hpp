// The event log as JSON Lines (docs/event-log.md).
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "scenarios/log/event.hpp"

namespace rtpe::scenario {

/// Appends one line for an event.
void append_json_line(std::string& out, Duration since_start, const Event& event);

/// Collects lines and hands them on in large pieces; whole lines only. The destructor hands on the rest.
class EventLogWriter final : public EventSink {
 public:
  explicit EventLogWriter(std::function<void(std::string_view)> write) : write_(std::move(write)) {}
  ~EventLogWriter() override { flush(); }
  EventLogWriter(const EventLogWriter&) = delete;
  EventLogWriter& operator=(const EventLogWriter&) = delete;

  void record(Duration since_start, const Event& event) override {
    append_json_line(buffer_, since_start, event);
    if (buffer_.size() >= piece) flush();
  }
  void flush() {
    if (!buffer_.empty()) write_(buffer_);
    buffer_.clear();
  }

 private:
  static constexpr std::size_t piece = std::size_t{1} << 16U;
  std::function<void(std::string_view)> write_;
  std::string buffer_;
};

}  // namespace rtpe::scenario
