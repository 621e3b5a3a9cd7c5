// The engines of a run, by their place in the scenario.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "scenarios/engines/engine_host.hpp"
#include "scenarios/flow/call_listener.hpp"

namespace rtpe::scenario {

class Engines final : public flow::MediaSink {
 public:
  void add(std::unique_ptr<EngineHost> host) { hosts_.push_back(std::move(host)); }
  [[nodiscard]] EngineHost& operator[](std::uint32_t engine) { return *hosts_[engine]; }
  [[nodiscard]] std::vector<world::SiteId> sites() const {
    std::vector<world::SiteId> sites;
    for (const auto& host : hosts_) sites.push_back(host->site());
    return sites;
  }
  /// Calls that engines know now.
  [[nodiscard]] std::uint64_t calls() const {
    return std::accumulate(hosts_.begin(), hosts_.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const auto& host) { return sum + host->calls(); });
  }
  void talk(std::uint32_t engine, const flow::Talk& talk) override { hosts_[engine]->talk(talk); }

  /// The process of an engine went down, came up, stopped, goes on, or its pace changed; ask process() which.
  void on_change(std::function<void(std::uint32_t engine)> listener) { listener_ = std::move(listener); }
  void tell_change(std::uint32_t engine) {
    if (listener_) listener_(engine);
  }

 private:
  std::vector<std::unique_ptr<EngineHost>> hosts_;
  std::function<void(std::uint32_t)> listener_;
};

}  // namespace rtpe::scenario
