// Options that explain and audit share: a configuration, a personality, node states.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>

#include "client/explain/situation.hpp"

namespace rtpe::cli {

struct SituationOptions {
  std::vector<std::string> sock;
  std::string db_url;  ///< instead of sock
  std::optional<std::uint32_t> set_id;
  std::optional<std::int64_t> hash_algo;
  std::string personality = "kamailio-5.6";
  std::vector<std::string> down;
};

/// Adds --sock or --db-url, --setid, --hash-algo, --personality, --down.
void add_situation_options(CLI::App& verb, SituationOptions& options);

/// By its name, with or without "kamailio-"; an unknown one names those that exist.
[[nodiscard]] Expected<const Personality*> personality_named(const std::string& name);
[[nodiscard]] Expected<Situation> situation_of(const SituationOptions& options);

/// Calls `use` for each line of the file ("-": stdin), without its line end. An empty line, one of more than 65535
/// bytes and a missing file are errors, and so is what `use` returns.
Expected<void> for_each_call_id(const std::string& file, const std::function<Expected<void>(std::string_view)>& use);

}  // namespace rtpe::cli
