// What the lab knows of a datagram beside its bytes, for the comments of `run --pcap`.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "scenarios/log/event.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/datagram.hpp"

namespace rtpe::cli {

/// Listens to a run's events; each comes before the datagram that it is about. Bounded.
class DatagramComments final : public scenario::EventSink {
 public:
  static constexpr std::size_t cookies_at_most = 65536;
  explicit DatagramComments(const scenario::Scenario& scenario);
  /// Of a log, which does not say how often a command may be sent.
  DatagramComments() = default;
  [[nodiscard]] scenario::EventKinds interests() const override;
  void record(Duration since_start, const scenario::Event& event) override;
  /// "offer: attempt 2 of 5, node b, weighted 97 mod 3"; empty: there is nothing to say.
  [[nodiscard]] std::string of(const scenario::Datagram& datagram) const;

 private:
  struct Row {
    std::string request, reply;
    Duration sent{};
  };
  struct Choice {
    std::uint32_t proxy = 0;
    std::uint64_t operation = 0;
    std::string how;
  };
  void forget(std::uint32_t proxy, std::uint64_t operation);
  void sent(Duration since_start, const scenario::Sent& event);

  std::vector<std::int64_t> retr_;  ///< by proxy
  std::vector<std::string> nodes_;  ///< names by number
  std::vector<Choice> choices_;     ///< of operations that go on
  boost::unordered_flat_map<std::string, Row> rows_;
  std::deque<std::string> cookies_;  ///< oldest first
};

}  // namespace rtpe::cli
