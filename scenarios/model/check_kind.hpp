// What the rest of the lab knows of a kind of check: its one row.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/table_reader.hpp"
#include "scenarios/model/key_row.hpp"
#include "scenarios/model/kind_options.hpp"
#include "scenarios/model/section.hpp"

namespace rtpe::scenario {

struct Check;
struct Scenario;
class Judge;

/// How long a run goes on after its last call has ended; the longest last.
enum class Linger : std::uint8_t {
  none,
  until_engines_are_empty,  ///< so that engines can remove what was deleted
};

/// The rest of the file, for what a check says about it. `key`: one of the check's own, at whose value it is reported.
class CheckRelations {
 public:
  virtual ~CheckRelations() = default;
  [[nodiscard]] virtual const Scenario& scenario() const = 0;
  virtual void warn(std::string_view key, std::string message) = 0;
  /// An error when neither an engine nor a node is called so.
  virtual void known_engine_or_node(std::string_view key, const std::string& name) = 0;
};

struct CheckKind {
  std::string_view name;              ///< `that` of a [[check]]
  std::span<const KeyRow> keys = {};  ///< its own; `from`, `until` and `expect` are everybody's
  std::string_view fails_when;        ///< Markdown for docs/scenario-file.md
  std::string_view example = {};      ///< lines of its own keys, at least those that are required
  Linger linger = Linger::none;       ///< what it needs to see
  /// Its own keys. Mistakes are reported to the reader; unknown keys are not its concern.
  KindOptions (*read)(TableReader& table) = nullptr;
  /// What read() reads equal options from, defaults left out.
  void (*write)(const KindOptions& options, Section& section) = nullptr;
  /// What only the whole file shows to be wrong or odd.
  void (*relate)(const Check& check, CheckRelations& relations) = nullptr;
  /// `check`, of this kind, and `scenario` outlive the judge.
  std::unique_ptr<Judge> (*judge)(const Check& check, const Scenario& scenario);
};

/// All there are, by name: one for each file in scenarios/checks/kinds/.
[[nodiscard]] std::span<const CheckKind* const> check_kinds();

}  // namespace rtpe::scenario
