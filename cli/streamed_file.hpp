// A file of the user's that is written piece by piece, and whole or not at all.
#pragma once
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "cli/replaced_file.hpp"

namespace rtpe::cli {

class StreamedFile {
 public:
  /// `path` is created or replaced when close() succeeds (ReplacedFile). Error: it cannot be.
  static Expected<StreamedFile> create(const std::string& path);
  /// The first piece that cannot be written ends the writing; close() tells it.
  void write(std::string_view bytes);
  /// Error: not everything could be written; what stood under that name is still there.
  Expected<void> close();

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  StreamedFile(File file, ReplacedFile place, std::string path)
      : place_(std::move(place)), file_(std::move(file)), path_(std::move(path)) {}
  ReplacedFile place_;
  File file_;
  std::string path_;
  int error_number_ = 0;
};

}  // namespace rtpe::cli
