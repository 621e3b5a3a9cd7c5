// Something for every worker of every proxy of a run.
#pragma once
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::scenario {

template <class Row>
class WorkerRows {
 public:
  void start(const RunStarted& event) {
    for (const ProxyEntry& proxy : event.proxies) {
      first_.push_back(static_cast<std::uint32_t>(rows_.size()));
      rows_.resize(rows_.size() + proxy.workers);
    }
  }
  /// Of an event of a process; nullptr: it is no worker.
  template <class E>
  [[nodiscard]] Row* of(const E& event) {
    return event.worker == no_worker ? nullptr : &rows_[first_[event.proxy] + event.worker];
  }
  [[nodiscard]] std::vector<Row>& all() { return rows_; }
  [[nodiscard]] const std::vector<Row>& all() const { return rows_; }

 private:
  std::vector<std::uint32_t> first_;  ///< of each proxy
  std::vector<Row> rows_;
};

}  // namespace rtpe::scenario
