// What of a run an issue bundle plays again: one call, what befell the engines around it, what it came to.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/run_parts.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::cli {

/// A SIP message that a party sent and the proxy took; what was sent again stands once.
struct BundleStep {
  Duration at{};  ///< since the call's begin
  bool is_from_caller = false;
  std::string message;  ///< "INVITE", "200 INVITE"
  std::string body;     ///< SDP, where the log has datagrams
  [[nodiscard]] bool is_request() const { return message.find(' ') == std::string::npos; }
  [[nodiscard]] std::string method() const { return message.substr(message.find(' ') + 1); }
  [[nodiscard]] std::string status() const { return is_request() ? std::string() : message.substr(0, 3); }
};
struct BundleChange {
  Duration at{};  ///< since the call's begin
  std::string engine;
  scenario::EngineCondition state = scenario::EngineCondition::up;
};

struct BundleStory {
  scenario::CallKey key;
  std::string call_id, title, file;
  std::uint64_t seed = 0;
  std::vector<BundleStep> steps;
  std::map<std::string, scenario::EngineCondition> engines;  ///< when the call began
  std::vector<bool> is_disabled;                             ///< nodes, when the call began
  std::vector<BundleChange> changes;                         ///< while the call was up
  std::vector<std::string> effects;                          ///< what went wrong, a sentence each
  std::vector<std::int32_t> returns;                         ///< of the script functions, in order
  bool has_datagrams = false;
  bool was_full = false;  ///< an engine refused because of its load, which is other calls
};

/// Listens to a log for that call.
class BundleListener final : public scenario::EventSink {
 public:
  explicit BundleListener(scenario::CallKey key) { story_.key = key; }
  void record(Duration since_start, const scenario::Event& event) override;
  [[nodiscard]] const BundleStory& story() const { return story_; }

 private:
  template <class E>
  void tell(Duration, const E&) {}
  void tell(Duration at, const scenario::RunStarted& event);
  void tell(Duration at, const scenario::CallStarted& event);
  void tell(Duration at, const scenario::SipMessage& event);
  void tell(Duration at, const scenario::Selected& event);
  void tell(Duration at, const scenario::ExchangeEnded& event);
  void tell(Duration at, const scenario::OperationEnded& event);
  void tell(Duration at, const scenario::NodeState& event);
  void tell(Duration at, const scenario::CallEnded& event);
  void tell(Duration at, const scenario::EngineState& event);
  void tell(Duration at, const scenario::DatagramSent& event);
  void add_effect(std::string effect);
  template <class E>
  [[nodiscard]] bool is_ours(const E& event) const {
    return is_up_ && scenario::call_of(event) == story_.key;
  }

  BundleStory story_;
  report::RunParts parts_;
  std::map<std::string, scenario::EngineCondition> engines_;
  std::vector<bool> disabled_;
  Duration started_{};
  std::map<std::string, std::string> last_bodies_;  ///< of the last datagram with a message of that name
  bool is_up_ = false;
};

}  // namespace rtpe::cli
