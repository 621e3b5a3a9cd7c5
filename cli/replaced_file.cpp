#include "cli/replaced_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace rtpe::cli {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> missing(const std::string& path, std::string_view doing, int error_number) {
  return std::unexpected(Error{
      .kind = ErrorKind::missing, .message = std::string(doing) + ": " + std::strerror(error_number), .place = path});
}

}  // namespace

Expected<ReplacedFile> ReplacedFile::open(const std::string& path) {
  std::error_code error;
  const auto there = fs::status(path, error);
  if (fs::is_directory(there)) return missing(path, "cannot write", EISDIR);
  const bool special = fs::exists(there) && !fs::is_regular_file(there);
  // The target of a link is replaced, not the link.
  const std::string final = fs::is_regular_file(there) ? fs::canonical(path, error).string() : path;
  if (error && !final.empty() && fs::is_regular_file(there)) return missing(path, "cannot write", error.value());
  const std::string part = special ? final : final + ".part";
  std::FILE* const probe = std::fopen(part.c_str(), special ? "ab" : "wb");
  if (probe == nullptr) return missing(path, "cannot create", errno);
  std::fclose(probe);
  return ReplacedFile(final, part);
}

ReplacedFile::ReplacedFile(ReplacedFile&& other) noexcept
    : final_(std::move(other.final_)), part_(std::move(other.part_)), open_(std::exchange(other.open_, false)) {}

ReplacedFile::~ReplacedFile() {
  if (open_ && part_ != final_) std::remove(part_.c_str());
}

Expected<void> ReplacedFile::commit() {
  open_ = false;
  if (part_ == final_ || std::rename(part_.c_str(), final_.c_str()) == 0) return {};
  const int error_number = errno;
  std::remove(part_.c_str());
  return missing(final_, "cannot write", error_number);
}

Expected<void> may_be_written(const std::string& path, bool force) {
  std::error_code failure;
  if (force || !std::filesystem::exists(path, failure)) return {};
  return std::unexpected(Error{.message = path + " is there already", .remedy = "--force replaces it"});
}

Expected<void> write_whole(const std::string& path, const std::string& text) {
  auto file = ReplacedFile::open(path);
  if (!file) return std::unexpected(file.error());
  std::FILE* const out = std::fopen(file->path().c_str(), "wb");
  if (out == nullptr) return missing(path, "cannot write", errno);
  bool good = std::fwrite(text.data(), 1, text.size(), out) == text.size();
  if (std::fclose(out) != 0) good = false;
  if (!good) return missing(path, "cannot write", errno);
  return file->commit();
}

}  // namespace rtpe::cli
