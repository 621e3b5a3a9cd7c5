// Running rtpe-lab as a user does: by a shell, in a directory of its own.
#pragma once
#include <filesystem>
#include <string>

namespace rtpe::test {

struct Ran {
  int exit_code = -1;
  std::string out, err;
};

/// A directory that goes away with its owner.
class LabProgram {
 public:
  LabProgram();
  ~LabProgram();
  LabProgram(const LabProgram&) = delete;
  LabProgram& operator=(const LabProgram&) = delete;
  /// Writes a file there and returns its path.
  [[nodiscard]] std::string file(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::string path_of(const std::string& name) const { return (path_ / name).string(); }
  /// The content of a file there; empty when there is none.
  [[nodiscard]] std::string content(const std::string& name) const;
  /// `rtpe-lab ARGUMENTS` there; the arguments are shell text and may redirect standard input. `after` follows the
  /// command, e.g. "| head -1".
  [[nodiscard]] Ran run(const std::string& arguments, const std::string& after = "") const;
  /// Starts it in the background; its output is dropped. It ends by itself.
  void start(const std::string& arguments) const;

 private:
  std::filesystem::path path_;
};

}  // namespace rtpe::test
