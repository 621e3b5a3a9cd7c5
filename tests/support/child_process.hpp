// A program started by a lane: dies with it, and with the thread that started it.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "base/error.hpp"

namespace rtpe::test {

class ChildProcess {
 public:
  /// Output and errors go to `log`. Error (kind missing): the program cannot be started.
  static Expected<ChildProcess> start(const std::vector<std::string>& arguments, const std::string& log);
  ChildProcess(ChildProcess&& other) noexcept : pid_(other.pid_) { other.pid_ = -1; }
  ChildProcess& operator=(ChildProcess&&) = delete;
  /// Ends the child and its children: SIGTERM, after 3 s SIGKILL.
  ~ChildProcess() { stop(); }
  void stop();
  /// False: it has ended by itself.
  [[nodiscard]] bool running();
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

}  // namespace rtpe::test
