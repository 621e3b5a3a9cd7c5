// What answers requests: Debian's rtpengine as a child process, or the mock engine in this process.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rtpe::lane {

inline constexpr const char* rtpengine_program = "/usr/bin/rtpengine";

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

/// Control and media on 127.93.`slot`.*, beside ::1.
Expected<std::unique_ptr<Contestant>> start_daemon(int slot);
std::unique_ptr<Contestant> start_mock();

}  // namespace rtpe::lane
