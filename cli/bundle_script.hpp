// run.sh and README.md of a bundle.
#pragma once
#include <string>
#include <vector>

#include "cli/bundle_story.hpp"

namespace rtpe::cli {

struct BundleEngine {
  std::string name;
  std::vector<std::string> command;  ///< of the daemon
  bool was_disabled = false;         ///< its nodes, when the call began
};

struct BundleParts {
  const BundleStory& story;
  std::vector<BundleEngine> engines;
  std::string prefix;                 ///< "127.0.13."
  std::vector<std::string> warnings;  ///< what is not as in the run
  std::string replay_command;
  bool has_capture = false;
};

[[nodiscard]] std::string bundle_script(const BundleParts& parts);
[[nodiscard]] std::string bundle_readme(const BundleParts& parts);

}  // namespace rtpe::cli
