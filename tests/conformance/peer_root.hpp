// Programs of later Debian releases in roots of their own, which scripts/install-peers makes below build/peers, or
// $RTPE_LAB_PEERS.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rtpe::lane {

/// What a personality is compared with.
struct PeerRelease {
  std::string_view personality;  ///< "kamailio-6.0"
  std::string_view root;         ///< the root's name; empty: the program is installed
  std::string_view release;      ///< what its version begins with, "6.0."
};

struct PeerProgram {
  std::string version;               ///< of the package, "6.0.1-1+deb13u1"; empty for an installed one
  std::vector<std::string> command;  ///< that starts the program; arguments follow
  std::string libraries;             ///< directory of the root's libraries
};

/// The program (path in the root) of that package. Error, with what to do: it is not installed, its root is not made
/// (ErrorKind::missing), or the root has another release.
[[nodiscard]] Expected<PeerProgram> peer_program(const PeerRelease& wanted, std::string_view program,
                                                 std::string_view package);
/// Error: no program is known for that personality, with the nearest that is.
[[nodiscard]] Expected<PeerRelease> find_release(const std::vector<PeerRelease>& known, std::string_view personality);

/// The version that a root's package list (var/lib/dpkg/status) has of a package; empty: none.
[[nodiscard]] std::string version_in(const std::string& root, std::string_view package);

}  // namespace rtpe::lane
