#include "tests/conformance/peer_root.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/nearest.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::lane {
namespace {

constexpr std::string_view libraries = "/usr/lib/x86_64-linux-gnu";

std::string peers_directory() {
  const char* chosen = std::getenv("RTPE_LAB_PEERS");
  return chosen ? chosen : test::source_directory() + "/build/peers";
}

/// Some programs want libraries of these folders too.
std::string search_path(const std::string& directory) {
  return fmt::format("{0}:{0}/blas:{0}/lapack:{0}/pulseaudio", directory);
}

}  // namespace

Expected<PeerProgram> peer_program(const PeerRelease& wanted, std::string_view program, std::string_view package) {
  const std::string root = wanted.root.empty() ? "" : fmt::format("{}/{}", peers_directory(), wanted.root);
  const std::string path = root + std::string(program);
  if (access(path.c_str(), wanted.root.empty() ? X_OK : R_OK) != 0)
    return std::unexpected(Error{
        .kind = ErrorKind::missing,
        .message = wanted.root.empty() ? "is not installed" : fmt::format("is not there for {}", wanted.personality),
        .place = path,
        .remedy = wanted.root.empty() ? "scripts/install-deps --lanes"
                                      : fmt::format("scripts/install-peers {}", wanted.root)});
  if (wanted.root.empty()) return PeerProgram{.version = "", .command = {path}, .libraries = std::string(libraries)};
  const std::string version = version_in(root, package);
  if (!version.starts_with(wanted.release))
    return std::unexpected(Error{
        .message = fmt::format("this root has {} {}, {} is compared with {}*", package,
                               version.empty() ? "of no known version" : version, wanted.personality, wanted.release),
        .place = root,
        .remedy =
            fmt::format("scripts/install-peers --renew {}, if Debian still has {}*", wanted.root, wanted.release)});
  const std::string directory = root + std::string(libraries);
  return PeerProgram{
      .version = version,
      .command = {root + "/usr/lib64/ld-linux-x86-64.so.2", "--library-path", search_path(directory), path},
      .libraries = directory};
}

Expected<PeerRelease> find_release(const std::vector<PeerRelease>& known, std::string_view personality) {
  const auto found = std::ranges::find(known, personality, &PeerRelease::personality);
  if (found != known.end()) return *found;
  std::vector<std::string_view> names;
  for (const PeerRelease& one : known) names.push_back(one.personality);
  const auto near = nearest(personality, names);
  return std::unexpected(Error{.message = fmt::format("no real program is known for '{}'", personality),
                               .remedy = near.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                                      : fmt::format("did you mean {}?", near)});
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
