#include "tests/support/lab_program.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/paths.hpp"

namespace rtpe::test {

LabProgram::LabProgram() {
  static int number = 0;
  path_ = std::filesystem::temp_directory_path() /
          ("rtpe-lab-program-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
  std::filesystem::create_directories(path_);
}

LabProgram::~LabProgram() { std::filesystem::remove_all(path_); }

std::string LabProgram::file(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
  return path_of(name);
}

std::string LabProgram::content(const std::string& name) const {
  std::ostringstream text;
  text << std::ifstream(path_ / name, std::ios::binary).rdbuf();
  return text.str();
}

Ran LabProgram::run(const std::string& arguments, const std::string& after) const {
  const std::string command = "cd '" + path_.string() + "' && { '" + lab_program_path() + "' " + arguments + "; } " +
                              after + " >stdout 2>stderr";
  const int status = std::system(command.c_str());
  return {
      .exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .out = content("stdout"), .err = content("stderr")};
}

void LabProgram::start(const std::string& arguments) const {
  const std::string command =
      "cd '" + path_.string() + "' && '" + lab_program_path() + "' " + arguments + " >/dev/null 2>&1 &";
  if (std::system(command.c_str()) != 0) std::abort();
}

}  // namespace rtpe::test
