// Whether a lane's real program is on this machine; a test without it says so and is counted as skipped.
#pragma once
#include <unistd.h>

#include <cstdio>

namespace rtpe::test {

/// False: it said on stdout that the test is skipped, and what installs the program.
inline bool is_installed(const char* program) {
  if (access(program, X_OK) == 0) return true;
  std::printf("skipped: %s is not installed (scripts/install-deps --lanes)\n", program);
  std::fflush(stdout);
  return false;
}

}  // namespace rtpe::test
