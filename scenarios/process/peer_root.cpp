#include "scenarios/process/peer_root.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/nearest.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::string_view library_folder = "/usr/lib/x86_64-linux-gnu";

/// What a personality is compared with.
struct PeerRelease {
  std::string_view personality;  ///< "kamailio-6.0"
  std::string_view root;         ///< the root's name; empty: the program is installed
  std::string_view release;      ///< what its version begins with, "6.0."
};

/// Some programs want libraries of these folders too.
std::string search_path(const std::string& directory) {
  return fmt::format("{0}:{0}/blas:{0}/lapack:{0}/pulseaudio", directory);
}

Expected<PeerProgram> peer_program(const PeerRelease& wanted, std::string_view program, std::string_view package,
                                   const std::string& peers) {
  const std::string root = wanted.root.empty() ? "" : fmt::format("{}/{}", peers, wanted.root);
  const std::string path = root + std::string(program);
  if (access(path.c_str(), wanted.root.empty() ? X_OK : R_OK) != 0)
    return std::unexpected(Error{
        .kind = ErrorKind::missing,
        .message = wanted.root.empty() ? "is not installed" : fmt::format("is not there for {}", wanted.personality),
        .place = path,
        .remedy = wanted.root.empty() ? "scripts/install-deps --lanes"
                                      : fmt::format("scripts/install-peers {}", wanted.root)});
  if (wanted.root.empty())
    return PeerProgram{.version = "", .command = {path}, .libraries = std::string(library_folder)};
  const std::string version = version_in(root, package);
  if (!version.starts_with(wanted.release))
    return std::unexpected(Error{
        .message = fmt::format("this root has {} {}, {} is compared with {}*", package,
                               version.empty() ? "of no known version" : version, wanted.personality, wanted.release),
        .place = root,
        .remedy =
            fmt::format("scripts/install-peers --renew {}, if Debian still has {}*", wanted.root, wanted.release)});
  const std::string directory = root + std::string(library_folder);
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

}  // namespace

std::string peers_directory(const std::string& usual) {
  const char* const chosen = std::getenv("RTPE_LAB_PEERS");
  return chosen != nullptr ? chosen : usual;
}

Expected<PeerProgram> kamailio_of(std::string_view personality, const std::string& peers) {
  const auto wanted = find_release({{.personality = "kamailio-5.6", .root = "", .release = ""},
                                    {.personality = "kamailio-6.0", .root = "debian-13", .release = "6.0."},
                                    {.personality = "kamailio-6.1", .root = "unstable", .release = "6.1."}},
                                   personality);
  if (!wanted) return std::unexpected(wanted.error());
  return peer_program(*wanted, "/usr/sbin/kamailio", "kamailio", peers);
}

Expected<PeerProgram> rtpengine_of(std::string_view personality, const std::string& peers) {
  const auto wanted = find_release({{.personality = "rtpengine-10.5", .root = "", .release = ""},
                                    {.personality = "rtpengine-12.5", .root = "debian-13", .release = "12.5."},
                                    {.personality = "rtpengine-26.0", .root = "unstable", .release = "26.0."}},
                                   personality);
  if (!wanted) return std::unexpected(wanted.error());
  return peer_program(*wanted, "/usr/bin/rtpengine", "rtpengine-daemon", peers);
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

}  // namespace rtpe::scenario
