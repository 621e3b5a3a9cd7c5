#include "scenarios/model/vocabulary_text.hpp"

#include <fmt/format.h>

#include "scenarios/model/check_kind.hpp"
#include "scenarios/model/fault_kind.hpp"
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario {
namespace {

/// "`max` (0): a count; `max_share`: a part of all calls".
std::string keys_text(std::span<const KeyRow> keys) {
  std::string out;
  for (const KeyRow& key : keys) {
    out += fmt::format("{}`{}`", out.empty() ? "" : "; ", key.name);
    if (!key.standard.empty()) out += fmt::format(" ({})", key.standard);
    if (!key.meaning.empty()) out += fmt::format(": {}", key.meaning);
  }
  return out;
}

std::string check_table() {
  std::string out = "| `that` | its keys | fails when |\n|---|---|---|\n";
  for (const CheckKind* kind : check_kinds())
    out += fmt::format("| `{}` | {} | {} |\n", kind->name, keys_text(kind->keys), kind->fails_when);
  return out;
}

std::string fault_table() {
  constexpr std::string_view whom[] = {"engine", "the engine's host", "party", "proxy"};  // in the order of Befalls
  std::string out = "| `do` | befalls | its keys | what happens |\n|---|---|---|---|\n";
  for (const FaultKind* kind : fault_kinds())
    out += fmt::format("| `{}` | {} | {} | {} |\n", kind->name, whom[static_cast<std::size_t>(kind->befalls)],
                       keys_text(kind->keys), kind->happens);
  return out;
}

std::string flow_table() {
  std::string out = "| `flow` | what passes |\n|---|---|\n";
  for (const Flow* flow : flows()) out += fmt::format("| `{}` | {} |\n", flow->name, flow->passes);
  return out;
}

}  // namespace

std::vector<std::string> vocabulary_tables() { return {flow_table(), fault_table(), check_table()}; }

}  // namespace rtpe::scenario
