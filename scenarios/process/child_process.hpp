// A program that the lab starts: it dies with the lab, and with the thread that started it.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "base/error.hpp"

namespace rtpe::scenario {

class ChildProcess {
 public:
  /// Output and errors go to the file `log`. Error (kind missing): the program cannot be started.
  static Expected<ChildProcess> start(const std::vector<std::string>& arguments, const std::string& log);
  /// They go to this descriptor, which stays the caller's.
  static Expected<ChildProcess> start(const std::vector<std::string>& arguments, int output);
  ChildProcess(ChildProcess&& other) noexcept : pid_(other.pid_) { other.pid_ = -1; }
  ChildProcess& operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
  }
  /// Ends the child and its children: SIGTERM, after 3 s SIGKILL.
  ~ChildProcess() { stop(); }
  void stop();
  /// At once, as a crash: SIGKILL.
  void kill_now();
  /// SIGSTOP, SIGCONT.
  void signal(int number) const;
  /// False: it has ended by itself.
  [[nodiscard]] bool running();
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

}  // namespace rtpe::scenario
