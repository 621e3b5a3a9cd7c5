#include "cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rtpe::cli {
namespace {

int write_error = 0;  ///< errno of the first write to stdout that failed

}  // namespace

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

int finish_output(int exit_code) {
  const bool good = std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && write_error == 0;
  if (good) return exit_code;
  complain(std::string("cannot write to standard output: ") + std::strerror(write_error != 0 ? write_error : errno));
  return std::max<int>(exit_code, exit_missing);
}

void print(std::string_view text) {
  // glibc counts as written what it could not flush and still holds: the stream's flag tells.
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::ferror(stdout) == 0;
  if (!is_written && write_error == 0) write_error = errno;
}

void flush_output() {
  if (std::fflush(stdout) != 0 && write_error == 0) write_error = errno;
}

void outlive_the_reader() { std::signal(SIGPIPE, SIG_IGN); }

void complain(std::string_view text) {
  flush_output();
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
