// The keys of every table of a scenario file, for its JSON Schema. Kinds of checks and faults have rows of their own.
#pragma once
#include <span>
#include <string_view>

#include "scenarios/model/key_row.hpp"

namespace rtpe::scenario {

struct TableRow {
  std::string_view name;  ///< "traffic"
  enum class Form : std::uint8_t { one, several } form = Form::several;
  std::span<const KeyRow> keys = {};
};

/// Of the top of the file.
[[nodiscard]] std::span<const KeyRow> top_keys();
/// Tables whose keys are all there are.
[[nodiscard]] std::span<const TableRow> table_rows();
/// What [client] and [[proxy]] have beside the modparams, [[engine]] beside the daemon's options, [routing] beside its
/// entries, [[fault]] and [[check]] beside what their kinds have.
[[nodiscard]] std::span<const KeyRow> client_keys();
[[nodiscard]] std::span<const KeyRow> engine_keys();
[[nodiscard]] std::span<const KeyRow> routing_keys();
[[nodiscard]] std::span<const KeyRow> fault_keys();
[[nodiscard]] std::span<const KeyRow> check_keys();

}  // namespace rtpe::scenario
