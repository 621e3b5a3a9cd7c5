// What proxies tell each other of their call tables by DMQ [>=6.1], enable_dmq = 1 (seen on 6.1.5).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/operation/proxy.hpp"

namespace rtpe::proxy {

struct TableChange {
  enum class Action : std::uint8_t { insert = 1, remove = 2 };
  Action action = Action::insert;
  std::string call_id = {};
  std::string via_branch = {};  ///< empty: the entry has none; of a removal: all branches of the call
  std::string url = {};         ///< of the node; not of a removal
  std::uint32_t set_id = 0;     ///< likewise
  bool operator==(const TableChange&) const = default;
};

/// The body of the KDMQ request, as the module writes it.
[[nodiscard]] std::string json_of(const TableChange& change);
/// nullopt: an action that the module does not know; it says 200 and does nothing. Error: not what a peer writes.
Expected<std::optional<TableChange>> read_table_change(std::string_view json);

/// What a peer that got it does.
struct Replicated {
  std::uint16_t status = 200;  ///< 500: no node of that set has this URL, and nothing is inserted
  const Node* node = nullptr;  ///< of an insert
  bool has_changed = false;    ///< the table is another one now
};
[[nodiscard]] Replicated apply(const TableChange& change, Proxy& shared, Time now);

}  // namespace rtpe::proxy
