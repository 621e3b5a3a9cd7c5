// The table of db_url while a run changes it.
#pragma once
#include <optional>
#include <vector>

#include "client/control/control_call.hpp"
#include "client/database/node_rows.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// Where a proxy of the run gets its nodes from at rtpengine.reload.
class NodeTable final : public control::NodeSource {
 public:
  explicit NodeTable(std::vector<database::NodeRow> rows) : rows_(std::move(rows)) {}

  /// Takes what an action says of the table; false: it says nothing of it.
  bool take(const ProxyAction& action);
  /// nullopt: the database is out of reach.
  [[nodiscard]] std::optional<std::vector<database::NodeRow>> rows() const {
    return is_reachable_ ? std::optional(rows_) : std::nullopt;
  }
  /// Error: the database is out of reach.
  Expected<void> load(Proxy& proxy, Time now) override;

 private:
  std::vector<database::NodeRow> rows_;
  bool is_reachable_ = true;
};

}  // namespace rtpe::scenario
