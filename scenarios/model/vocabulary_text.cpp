#include "scenarios/model/vocabulary_text.hpp"

#include <fmt/format.h>

#include "scenarios/model/check_kind.hpp"

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

}  // namespace

std::vector<std::string> vocabulary_tables() { return {check_table()}; }

}  // namespace rtpe::scenario
