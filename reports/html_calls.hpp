// The calls of a run for the HTML report: a line about each, and all its events, while they fit.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/html_event.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::report {

class HtmlCalls {
 public:
  struct Limits {
    std::size_t listed = 100'000;             ///< calls; those with trouble before the others
    std::size_t detail = 64'000'000;          ///< bytes of events; then calls that end without trouble lose theirs
    std::size_t of_a_call = 256'000;          ///< bytes of events of one call
    std::size_t bytes_of_a_part = 1'000'000;  ///< of events that are packed together
  };
  explicit HtmlCalls(NumberedTexts& texts) : HtmlCalls(texts, Limits()) {}
  HtmlCalls(NumberedTexts& texts, const Limits& limits) : texts_(texts), limits_(limits) {}

  void record(Duration at, const scenario::Event& event);
  struct Output {
    std::string columns;             ///< a JSON object of arrays, one element per listed call
    std::vector<std::string> parts;  ///< JSON: an array of calls, each an array of events
    std::size_t calls = 0, listed = 0, detailed = 0;
  };
  [[nodiscard]] Output output();

 private:
  struct Call {
    scenario::CallKey key;
    std::string call_id, flow, failure, message, events;
    Duration start{}, last{};
    scenario::CallEnd end = scenario::CallEnd::unfinished;
    bool over = false, dropped = false;  ///< dropped: its events were thrown away, or not all kept
    std::uint32_t sends = 0, repeats = 0, silent = 0, refused = 0, no_node = 0, nodes_used = 0;
    std::uint32_t node = scenario::no_node;  ///< that answered last
    Duration waited{}, took{};
    std::int32_t part = -1, place = -1;
    /// Worth to be seen first: 3 failed, 2 something was refused, silent or lost, 1 repeated or waited for, 0 plain.
    [[nodiscard]] unsigned trouble() const;
  };

  Call& call_of(const scenario::CallKey& key, Duration at);
  void append(Call& call, Duration at, const scenario::Event& event);
  void drop_detail(Call& call);
  template <class E>
  void note(Call& /*call*/, const E& /*event*/) {}
  void note(Call& call, const scenario::CallStarted& event);
  void note(Call& call, const scenario::SipMessage& event);
  void note(Call& call, const scenario::SipDropped& event);
  void note(Call& call, const scenario::Selected& event);
  void note(Call& call, const scenario::Sent& event);
  void note(Call& call, const scenario::ExchangeEnded& event);
  void note(Call& call, const scenario::OperationStarted& event);
  void note(Call& call, const scenario::OperationEnded& event);
  void note(Call& call, const scenario::CallEnded& event);
  [[nodiscard]] std::vector<Call*> listed();
  void fill_parts(const std::vector<Call*>& calls, Output& output) const;
  [[nodiscard]] std::string columns(const std::vector<Call*>& calls);

  NumberedTexts& texts_;
  Limits limits_;
  std::vector<Call> calls_;
  boost::unordered_flat_map<scenario::CallKey, std::size_t> by_key_;
  boost::unordered_flat_map<std::string, std::size_t> by_call_id_;
  boost::unordered_flat_map<std::uint64_t, std::size_t> by_worker_;  ///< proxy and worker -> call of its operation
  std::size_t detail_ = 0;
};

}  // namespace rtpe::report
