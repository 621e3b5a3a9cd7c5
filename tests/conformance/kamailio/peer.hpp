// The Kamailios that the lanes know: Debian 12's, installed, and later releases in roots that scripts/install-peers
// makes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rtpe::lane {

struct KamailioPeer {
  std::string personality;           ///< "kamailio-6.0"
  std::string version;               ///< of the package, "6.0.1-1+deb13u1"; empty for the installed one
  std::vector<std::string> command;  ///< that starts the program; arguments follow
  std::string modules;               ///< for mpath, with the final slash
};

/// The program of that personality. Error, with what to do: no program is known for it, it is not installed, its root
/// is not made (ErrorKind::missing), or the root has another release. Roots are below build/peers, or $RTPE_LAB_PEERS.
[[nodiscard]] Expected<KamailioPeer> kamailio_peer(std::string_view personality);

}  // namespace rtpe::lane
