// Real programs by release: Debian 12's, installed, and those of later Debian releases in roots of their own, which
// scripts/install-peers makes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rtpe::scenario {

struct PeerProgram {
  std::string version;               ///< of the package, "6.0.1-1+deb13u1"; empty for an installed one
  std::vector<std::string> command;  ///< that starts the program; arguments follow
  std::string libraries;             ///< directory of its libraries
  [[nodiscard]] std::string modules() const { return libraries + "/kamailio/modules/"; }  ///< Kamailio's
  /// The program itself, whatever starts it.
  [[nodiscard]] const std::string& path() const { return command.back(); }
};

/// Where roots are: $RTPE_LAB_PEERS, or the folder that is given.
[[nodiscard]] std::string peers_directory(const std::string& usual = "build/peers");

/// The real Kamailio of a personality, "kamailio-6.0", or rtpengine, "rtpengine-12.5". `peers`: where roots are. Error,
/// with what to do: none is known for it, with the nearest that is; it is not installed or its root is not made
/// (ErrorKind::missing); the root has another release.
[[nodiscard]] Expected<PeerProgram> kamailio_of(std::string_view personality, const std::string& peers);
[[nodiscard]] Expected<PeerProgram> rtpengine_of(std::string_view personality, const std::string& peers);

/// The version that a root's package list (var/lib/dpkg/status) has of a package; empty: none.
[[nodiscard]] std::string version_in(const std::string& root, std::string_view package);

}  // namespace rtpe::scenario
