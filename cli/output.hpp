// How the command line speaks: results on stdout, talk on stderr, one exit code per kind of trouble.
#pragma once
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rtpe::cli {

/// Exit codes (README.md). Never reused for anything else.
enum ExitCode : int {
  exit_passed = 0,
  exit_check_failed = 1,
  exit_invalid_input = 2,
  exit_missing = 3,
  exit_internal = 4,
};

/// What an error of that kind means for the exit code.
[[nodiscard]] ExitCode exit_code_of(ErrorKind kind);

/// Writes to stdout. A closed pipe (`rtpe-lab ... | head`) ends the program quietly, unless it outlives its reader.
void print(std::string_view text);
/// What was printed is to be seen now.
void flush_output();
/// For verbs that write files too: these are made whoever reads stdout, or does no longer; a closed pipe is then what
/// finish_output() complains of.
void outlive_the_reader();
/// Before the program ends: a write to stdout that failed makes the exit code at least exit_missing, with a complaint.
[[nodiscard]] int finish_output(int exit_code);
/// Writes "rtpe-lab: " and the text to stderr, with a line end.
void complain(std::string_view text);
/// Complains about the error and returns its exit code.
int fail(const Error& error);
/// Complains about all of them and returns the gravest exit code: a defect of the lab, then invalid input, then what is
/// missing.
int fail(const std::vector<Error>& errors);
/// The graver of two exit codes of errors.
[[nodiscard]] int graver(int left, int right);

/// Colour is for terminals, and only when NO_COLOR is not set.
[[nodiscard]] bool stdout_wants_color();

}  // namespace rtpe::cli
