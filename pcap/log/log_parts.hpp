// Who takes part in a capture, by the numbers that an event log gives them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "pcap/to_scenario/deployment.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::capture {

class LogParts {
 public:
  LogParts(const Observed& seen, const Deployment& deployment);

  [[nodiscard]] std::uint32_t proxy(const Address& address) const { return proxies_.at(address); }
  /// Processes are told apart by their cookies; what has no such cookie is one process.
  [[nodiscard]] std::uint32_t worker(const SeenCommand& command) const;
  [[nodiscard]] std::uint32_t node(const Address& proxy, const Endpoint& node) const {
    return nodes_.at({proxy, node});
  }
  [[nodiscard]] std::string_view engine(const Endpoint& node) const { return engine_names_.at(node); }
  [[nodiscard]] std::size_t proxies() const { return proxy_entries_.size(); }
  [[nodiscard]] std::uint32_t workers(std::uint32_t proxy) const { return proxy_entries_[proxy].workers; }

  [[nodiscard]] const std::vector<scenario::ProxyEntry>& proxy_entries() const { return proxy_entries_; }
  [[nodiscard]] const std::vector<scenario::EngineEntry>& engine_entries() const { return engine_entries_; }
  [[nodiscard]] const std::vector<scenario::NodeEntry>& node_entries() const { return node_entries_; }

 private:
  std::map<Address, std::uint32_t> proxies_;
  std::map<std::pair<Address, std::string>, std::uint32_t, std::less<>> workers_;
  std::map<std::pair<Address, Endpoint>, std::uint32_t> nodes_;
  std::map<Endpoint, std::string> engine_names_, urls_;
  std::vector<std::string> proxy_names_;
  std::vector<scenario::ProxyEntry> proxy_entries_;
  std::vector<scenario::EngineEntry> engine_entries_;
  std::vector<scenario::NodeEntry> node_entries_;
};

/// Hosts that SIP messages of this call reached, and that are taken for its proxy; nullopt: it has no SIP.
[[nodiscard]] std::optional<Address> proxy_of(const std::vector<SeenSip>& messages);

}  // namespace rtpe::capture
