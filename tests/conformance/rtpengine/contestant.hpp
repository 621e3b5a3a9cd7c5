// What answers requests: a Debian's rtpengine as a child process, or the mock engine in this process.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenarios/process/peer_root.hpp"

namespace rtpe::lane {

using scenario::PeerProgram;

inline constexpr const char* rtpengine_program = "/usr/bin/rtpengine";
/// What `--personality` is when it is not given.
inline constexpr std::string_view usual_personality = "rtpengine-10.5";

class Contestant {
 public:
  virtual ~Contestant() = default;
  /// The reply to one message (cookie, blank, dictionary); nullopt: silence, see alive().
  virtual std::optional<std::string> ask(std::string_view message) = 0;
  /// False: the program is gone. restart() brings a new one.
  [[nodiscard]] virtual bool alive() = 0;
  virtual Expected<void> restart() = 0;
  /// Its media addresses, which comparisons print as LOCAL1, LOCAL2.
  [[nodiscard]] virtual std::vector<std::string> addresses() const = 0;
};

/// The real program of that personality: Debian 12's, installed, or a later one in a root that scripts/install-peers
/// makes. Error, with what to do: none is known, it is not there, or it is of another release.
Expected<PeerProgram> rtpengine_peer(std::string_view personality);
/// Control and media on 127.93.`slot`.*, beside ::1.
Expected<std::unique_ptr<Contestant>> start_daemon(int slot, std::string_view personality = usual_personality);
/// invalid_input: the mock engine has no such personality.
Expected<std::unique_ptr<Contestant>> start_mock(std::string_view personality = usual_personality);

}  // namespace rtpe::lane
