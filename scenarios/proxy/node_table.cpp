#include "scenarios/proxy/node_table.hpp"

#include <algorithm>

#include "scenarios/model/node_row.hpp"

namespace rtpe::scenario {

bool NodeTable::take(const ProxyAction& action) {
  const auto is_meant = [&](const database::NodeRow& row) { return is_same_node(row, action.row); };
  switch (action.what) {
    case ProxyAction::What::set_row:
      if (const auto found = std::ranges::find_if(rows_, is_meant); found != rows_.end())
        *found = action.row;
      else
        rows_.push_back(action.row);
      return true;
    case ProxyAction::What::remove_row:
      std::erase_if(rows_, is_meant);
      return true;
    case ProxyAction::What::lose_database:
    case ProxyAction::What::reach_database:
      is_reachable_ = action.what == ProxyAction::What::reach_database;
      return true;
    case ProxyAction::What::rpc:
    case ProxyAction::What::forget_calls:
    case ProxyAction::What::restart:
      break;
  }
  return false;
}

Expected<void> NodeTable::load(Proxy& proxy, Time now) {
  if (!is_reachable_)
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = "the database cannot be reached"});
  database::apply_node_rows(rows_, proxy, now);
  return {};
}

}  // namespace rtpe::scenario
