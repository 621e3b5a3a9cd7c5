// A configuration and the states of its nodes, put together to ask what the module would choose.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/operation/proxy.hpp"

namespace rtpe {

struct Situation {
  std::vector<std::string> sock;                            ///< values of modparam rtpengine_sock, in order
  std::optional<std::uint32_t> set_id = {};                 ///< none: the default set, 0
  const Personality* personality = nullptr;                 ///< none: the first, kamailio-5.6
  std::optional<std::int64_t> hash_algo = {};               ///< none: the default of the personality
  std::optional<std::int64_t> aggressive_redetection = {};  ///< likewise
  std::int64_t allow_op = 0;
  std::vector<std::string> down = {};      ///< URLs: disabled by a failure, re-check not due, silent to pings
  std::vector<std::string> disabled = {};  ///< URLs: disabled permanently (RPC enable 0)
  std::vector<std::string> tried = {};     ///< URLs: asked in this operation already
  std::vector<std::string> hidden = {};    ///< URLs: removed by a database reload
  std::optional<std::string> known = {};   ///< URL: the call table's node for the call
  std::string db_url = {};                 ///< given: the nodes come from there, by `load_nodes`
  std::function<Expected<void>(Proxy&, Time)> load_nodes = {};
};

/// A situation built into a proxy, ready for questions.
class Setting {
 public:
  /// Error: Kamailio would not start, the set does not exist, or a URL is not in the set.
  static Expected<Setting> build(const Situation& situation);

  [[nodiscard]] Proxy& proxy() { return proxy_; }
  [[nodiscard]] NodeSet& set() const { return *set_; }
  [[nodiscard]] const std::vector<const Node*>& tried() const { return tried_; }
  [[nodiscard]] Node* known() const { return known_; }
  [[nodiscard]] bool is_down(const Node& node) const;
  /// Puts every node's state back to what the situation says: pings change it.
  void restore(Time now);
  [[nodiscard]] const std::vector<std::string>& warnings() const { return proxy_.warnings; }

 private:
  explicit Setting(Proxy proxy) : proxy_(std::move(proxy)) {}
  Expected<void> find_all(const std::vector<std::string>& urls, std::string_view option, std::vector<Node*>& out);

  Proxy proxy_;
  NodeSet* set_ = nullptr;
  std::vector<Node*> down_, disabled_, hidden_;
  std::vector<const Node*> tried_;
  Node* known_ = nullptr;
};

}  // namespace rtpe
