#include "scenarios/process/child_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

namespace rtpe::scenario {

Expected<ChildProcess> ChildProcess::start(const std::vector<std::string>& arguments, const std::string& log) {
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0)
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::strerror(errno), .place = log});
  auto started = start(arguments, file);
  close(file);
  return started;
}

Expected<ChildProcess> ChildProcess::start(const std::vector<std::string>& arguments, int output) {
  if (access(arguments.front().c_str(), X_OK) != 0)
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = "no such program", .place = arguments.front()});
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::strerror(errno)});
  if (pid == 0) {
    // Only async-signal-safe calls: other threads may hold locks.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(127);
    setpgid(0, 0);
    const rlimit no_core{};  // some requests kill the real programs
    setrlimit(RLIMIT_CORE, &no_core);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execv(argv.front(), argv.data());
    _exit(127);
  }
  return ChildProcess(pid);
}

bool ChildProcess::running() {
  if (pid_ < 0) return false;
  if (waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  kill(-pid_, SIGKILL);  // its own children
  pid_ = -1;
  return false;
}

void ChildProcess::signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

void ChildProcess::kill_now() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  kill(-pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void ChildProcess::stop() {
  using namespace std::chrono_literals;
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  kill(pid_, SIGCONT);
  for (const auto deadline = std::chrono::steady_clock::now() + 3s; std::chrono::steady_clock::now() < deadline;) {
    if (!running()) return;
    std::this_thread::sleep_for(2ms);
  }
  kill_now();
}

}  // namespace rtpe::scenario
