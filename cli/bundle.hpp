// An issue bundle: what a maintainer of Kamailio or rtpengine needs to see one call of a run on the real programs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace rtpe::cli {

struct BundleWish {
  std::string folder;
  std::string call;      ///< number or Call-ID; empty: the first call that failed, or had trouble
  std::string loopback;  ///< "127.0.13": where the programs will be
  std::optional<std::uint64_t> anonymiser_seed = {};  ///< names and addresses are replaced
};

/// Writes the folder, which must not be there, from an event log and the scenario that its first line names. Errors:
/// the log or the scenario cannot be read; the real programs cannot play it; the folder is there already. Returns what
/// was replaced.
Expected<std::vector<std::string>> write_bundle(const std::string& log, const BundleWish& wish);

}  // namespace rtpe::cli
