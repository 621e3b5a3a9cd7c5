// The ladder of a call from an event log: who sent what to whom, when, and why.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/run_parts.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/log/event_store.hpp"

namespace rtpe::report {

/// Which calls: by number, or by Call-ID; of one proxy or of all.
struct CallWish {
  std::optional<std::uint64_t> number;
  std::string call_id;
  std::optional<std::string> proxy;
  [[nodiscard]] bool names(const scenario::CallStarted& call, const RunParts& parts) const;
};

/// A call with its events, and those of nodes, faults and engines while it was up.
struct CallStory {
  scenario::CallKey key;
  std::string call_id, flow;  ///< as logged
  Duration started{};
  bool is_over = false;
  std::vector<std::size_t> records{};  ///< places in CallStories::records()
};

/// Keeps the events that belong to the wished calls, at most `most_calls` of them.
class CallStories final : public scenario::EventSink {
 public:
  static constexpr std::size_t most_calls = 100;
  explicit CallStories(CallWish wish) : wish_(std::move(wish)) {}
  void record(Duration since_start, const scenario::Event& event) override;
  [[nodiscard]] const std::vector<CallStory>& stories() const { return stories_; }
  [[nodiscard]] std::span<const scenario::Record> records() const { return store_.records(); }
  [[nodiscard]] const RunParts& parts() const { return parts_; }

 private:
  CallWish wish_;
  RunParts parts_;
  scenario::EventStore store_;
  std::vector<CallStory> stories_;
};

/// Text of that many columns (100 fits a wide terminal; at least 72). What the log does not have, it does not show: a
/// SIP message stands where a worker of the proxy took it, not where it was sent on.
[[nodiscard]] std::string ladder(const CallStory& story, const CallStories& of, std::size_t columns = 100);

}  // namespace rtpe::report
