#include "cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace rtpe::cli {

ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_input:
    case ErrorKind::limit:
      return exit_invalid_input;
    case ErrorKind::missing:
      return exit_missing;
    case ErrorKind::internal:
      break;
  }
  return exit_internal;
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void complain(std::string_view text) {
  std::fflush(stdout);
  fmt::print(stderr, "rtpe-lab: {}\n", text);
}

int fail(const Error& error) {
  complain(error.text());
  return exit_code_of(error.kind);
}

int graver(int left, int right) {
  if (left == exit_internal || right == exit_internal) return exit_internal;
  if (left == exit_invalid_input || right == exit_invalid_input) return exit_invalid_input;
  return std::max(left, right);
}

int fail(const std::vector<Error>& errors) {
  int code = exit_passed;
  for (const Error& error : errors) code = graver(code, fail(error));
  return code;
}

bool stdout_wants_color() {
  const char* unwanted = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 && (unwanted == nullptr || *unwanted == '\0');
}

}  // namespace rtpe::cli
