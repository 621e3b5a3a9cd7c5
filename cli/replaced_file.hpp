// A file of the user's that is written whole or not at all.
#pragma once
#include <string>

#include "base/error.hpp"

namespace rtpe::cli {

/// What is written goes into "PATH.part" beside it and takes the name PATH when it is whole. A file that stood there
/// stays as it was until then, and after a failure. Devices, pipes and sockets are written to directly.
class ReplacedFile {
 public:
  /// Error: PATH is a directory, or nothing can be created beside it.
  static Expected<ReplacedFile> open(const std::string& path);
  ReplacedFile(ReplacedFile&& other) noexcept;
  ReplacedFile& operator=(ReplacedFile&&) = delete;
  /// Removes what was not committed.
  ~ReplacedFile();

  /// Where to write.
  [[nodiscard]] const std::string& path() const { return part_; }
  /// All is written, and closed. Error: it cannot take its name.
  Expected<void> commit();

 private:
  ReplacedFile(std::string final, std::string part) : final_(std::move(final)), part_(std::move(part)) {}
  std::string final_, part_;
  bool open_ = true;
};

/// For files that people go on to edit. Error: something has that name already and `force` is not given.
Expected<void> may_be_written(const std::string& path, bool force);
/// Writes a whole file that way.
Expected<void> write_whole(const std::string& path, const std::string& text);

}  // namespace rtpe::cli
