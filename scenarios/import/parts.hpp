// The steps of the import. Private to scenarios/import.
#pragma once
#include <string>
#include <vector>

#include "client/route/syntax.hpp"
#include "scenarios/import/import.hpp"

namespace rtpe::scenario::import_cfg {

/// What the steps share.
struct Work {
  route::Configuration configuration;
  std::string file_name;
  Scenario scenario = {};
  std::vector<ImportNote> notes = {};

  [[nodiscard]] std::string place(const route::Position& position) const {
    return route::place_text(position, configuration.files);
  }
  void note(ImportNote::Kind kind, std::string where, std::string text) {
    notes.push_back({.kind = kind, .place = std::move(where), .text = std::move(text)});
  }
  [[nodiscard]] const Personality& release() const { return scenario.proxies.front().release(); }
};

/// Why the file cannot be imported at all.
[[nodiscard]] Expected<void> check_importable(const Work& work);
/// Modparams, children, server_id: the proxy, its nodes and their engines.
void import_parameters(Work& work);
/// Leaves the blocks that a call can reach.
[[nodiscard]] Expected<void> keep_reachable_blocks(Work& work);
/// Makes the blocks such that the lab runs them.
[[nodiscard]] Expected<void> mend_blocks(Work& work);
/// Calls with what the routes ask about.
void import_traffic(Work& work);

[[nodiscard]] bool is_module_call(const route::Expression& expression, const Personality& release);
/// "route[RELAY]".
[[nodiscard]] std::string block_name(const route::Block& block);

}  // namespace rtpe::scenario::import_cfg
