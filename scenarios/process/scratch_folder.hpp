// A folder for the files of one started program; it goes with its owner unless keep() was called.
#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::scenario {

class ScratchFolder {
 public:
  ScratchFolder() = default;
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();
  /// Error (kind missing): it cannot be made.
  Expected<void> make(std::string_view name);
  void keep() { path_.clear(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;  ///< empty: none
};

}  // namespace rtpe::scenario
