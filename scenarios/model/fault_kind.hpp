// What the rest of the lab knows of a kind of fault: its one row.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/table_reader.hpp"
#include "client/database/node_rows.hpp"
#include "mock_engine/program/rule.hpp"
#include "scenarios/model/key_row.hpp"
#include "scenarios/model/kind_options.hpp"
#include "scenarios/model/section.hpp"

namespace rtpe::scenario {

struct Fault;
struct Scenario;
struct FaultTarget;
namespace world {
struct Rule;
}

/// What a fault makes a proxy do.
struct ProxyAction {
  enum class What : std::uint8_t {
    rpc,             ///< an RPC command
    forget_calls,    ///< its call table is empty, as after a restart
    restart,         ///< its processes start anew
    set_row,         ///< the table of its db_url has that row: a new one, or other values
    remove_row,      ///< that table lacks it
    lose_database,   ///< that table cannot be read
    reach_database,  ///< it can again
  } what = What::rpc;
  std::string command = {};  ///< "rtpengine.enable"
  std::string target = "all";
  std::int64_t flag = 1;
  database::NodeRow row = {};

  [[nodiscard]] bool is_of_database() const { return what >= What::set_row; }
};

struct FaultKind {
  enum class Befalls : std::uint8_t {
    engine,   ///< the one that `engine` names
    host,     ///< the same, and all engines at its address: they are out of reach while it lasts
    parties,  ///< the one that `party` names, or both
    proxies,  ///< the one that `proxy` names, or all
  };
  enum class Calls : std::uint8_t { kept, lost };

  std::string_view name;              ///< `do` of a [[fault]]
  std::span<const KeyRow> keys = {};  ///< its own; `at`, `for` and whom it befalls are everybody's
  std::string_view happens;           ///< Markdown for docs/scenario-file.md
  std::string_view example = {};      ///< lines of its own keys, at least those that are required
  Befalls befalls = Befalls::engine;
  Calls calls = Calls::kept;           ///< of the engine
  std::string_view over_at_once = {};  ///< why it takes no `for`; empty: it lasts
  /// Its own keys. Mistakes are reported to the reader; unknown keys are not its concern.
  KindOptions (*read)(TableReader& table) = nullptr;
  /// What read() reads equal options from, defaults left out.
  void (*write)(const KindOptions& options, Section& section) = nullptr;
  /// What it makes the engine's process do.
  mock::Effect (*effect)(const Fault& fault) = nullptr;
  /// What it makes each of the proxies do.
  ProxyAction (*on_proxy)(const Fault& fault) = nullptr;
  /// What its end makes them do; null: nothing.
  ProxyAction (*on_proxy_at_end)(const Fault& fault) = nullptr;
  /// The rules of the network while it lasts.
  std::vector<world::Rule> (*rules)(const Fault& fault, const FaultTarget& target) = nullptr;

  /// Whether searches try it on that deployment by themselves; null: they do.
  bool (*is_searched)(const Scenario& base) = nullptr;

  [[nodiscard]] bool lasts() const { return over_at_once.empty(); }
};

/// All there are, by name: one for each file in scenarios/faults/kinds/.
[[nodiscard]] std::span<const FaultKind* const> fault_kinds();

}  // namespace rtpe::scenario
