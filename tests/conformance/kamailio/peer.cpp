#include "tests/conformance/kamailio/peer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "base/nearest.hpp"
#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::lane {
namespace {

constexpr std::string_view libraries = "/usr/lib/x86_64-linux-gnu";

struct Known {
  std::string_view personality, root, release;  ///< the root's name, empty: installed; what its version begins with
};
constexpr std::array known_peers = {
    Known{"kamailio-5.6", "", ""},
    Known{"kamailio-6.0", "debian-13", "6.0."},
    Known{"kamailio-6.1", "unstable", "6.1."},
};
constexpr std::array<std::string_view, known_peers.size()> known_names = [] {
  std::array<std::string_view, known_peers.size()> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = known_peers[i].personality;
  return out;
}();

std::string peers_directory() {
  const char* chosen = std::getenv("RTPE_LAB_PEERS");
  return chosen ? chosen : test::source_directory() + "/build/peers";
}

Expected<KamailioPeer> in_root(const Known& known) {
  const std::string root = fmt::format("{}/{}", peers_directory(), known.root);
  const std::string program = root + kamailio_program, remedy = fmt::format("scripts/install-peers {}", known.root);
  if (access(program.c_str(), R_OK) != 0)
    return std::unexpected(Error{.kind = ErrorKind::missing,
                                 .message = fmt::format("no Kamailio of {} is there", known.personality),
                                 .place = root,
                                 .remedy = remedy});
  const std::string version = version_in(root, "kamailio");
  if (!version.starts_with(known.release))
    return std::unexpected(Error{
        .message = fmt::format("this root has Kamailio {}, {} is compared with {}*",
                               version.empty() ? "of no known version" : version, known.personality, known.release),
        .place = root,
        .remedy = fmt::format("scripts/install-peers --renew {}, if Debian still has {}*", known.root, known.release)});
  return KamailioPeer{
      .personality = std::string(known.personality),
      .version = version,
      .command = {root + "/usr/lib64/ld-linux-x86-64.so.2", "--library-path", root + std::string(libraries), program},
      .modules = fmt::format("{}{}/kamailio/modules/", root, libraries)};
}

}  // namespace

Expected<KamailioPeer> kamailio_peer(std::string_view personality) {
  const auto known = std::ranges::find(known_peers, personality, &Known::personality);
  if (known == known_peers.end()) {
    const auto nearest_name = nearest(personality, known_names);
    return std::unexpected(Error{.message = fmt::format("no real program is known for '{}'", personality),
                                 .remedy = nearest_name.empty()
                                               ? fmt::format("there are {}", fmt::join(known_names, ", "))
                                               : fmt::format("did you mean {}?", nearest_name)});
  }
  if (!known->root.empty()) return in_root(*known);
  if (access(kamailio_program, X_OK) != 0)
    return std::unexpected(Error{.kind = ErrorKind::missing,
                                 .message = "is not installed",
                                 .place = kamailio_program,
                                 .remedy = "scripts/install-deps --lanes"});
  return KamailioPeer{.personality = std::string(personality),
                      .version = "",
                      .command = {kamailio_program},
                      .modules = fmt::format("{}/kamailio/modules/", libraries)};
}

std::string version_in(const std::string& root, std::string_view package) {
  std::ifstream status(root + "/var/lib/dpkg/status");
  const std::string wanted = fmt::format("Package: {}", package);
  bool inside = false;
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Package: ")) inside = line == wanted;
    if (inside && line.starts_with("Version: ")) return line.substr(line.find(' ') + 1);
  }
  return {};
}

}  // namespace rtpe::lane
