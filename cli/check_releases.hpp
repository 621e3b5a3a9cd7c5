// rtpe-lab check --for RELEASES FILE...: what these releases do not know of a deployment.
#pragma once
#include <string>
#include <vector>

namespace rtpe::cli {

struct CheckReleasesOptions {
  std::string releases;            ///< "kamailio-6.1,rtpengine-12.5"
  std::vector<std::string> paths;  ///< scenario files, directories of them, kamailio.cfg files
  bool json = false;
};

/// Returns the exit code: 2 where Kamailio would not start, else 1 where a word is not known.
[[nodiscard]] int check_releases(const CheckReleasesOptions& options);

}  // namespace rtpe::cli
