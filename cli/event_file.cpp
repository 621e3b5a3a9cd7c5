#include "cli/event_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "cli/replaced_file.hpp"
#include "scenarios/log/event_log_writer.hpp"

namespace rtpe::cli {
namespace {

class JsonLinesFile final : public EventFile {
 public:
  JsonLinesFile(std::FILE* file, ReplacedFile place, std::string path)
      : place_(std::move(place)), file_(file), path_(std::move(path)) {}
  JsonLinesFile(const JsonLinesFile&) = delete;
  JsonLinesFile& operator=(const JsonLinesFile&) = delete;
  ~JsonLinesFile() override {
    if (file_ == nullptr) return;
    writer_.flush();
    std::fclose(file_);
  }

  scenario::EventSink& sink() override { return writer_; }

  Expected<void> close() override {
    writer_.flush();
    if (std::fclose(std::exchange(file_, nullptr)) != 0 && error_number_ == 0) error_number_ = errno;
    if (error_number_ == 0) return place_.commit();
    return std::unexpected(Error{.kind = ErrorKind::missing,
                                 .message = std::string("cannot write: ") + std::strerror(error_number_),
                                 .place = path_});
  }

 private:
  void write(std::string_view lines) {
    if (error_number_ == 0 && std::fwrite(lines.data(), 1, lines.size(), file_) != lines.size()) error_number_ = errno;
  }
  ReplacedFile place_;
  std::FILE* file_;
  std::string path_;
  int error_number_ = 0;
  scenario::EventLogWriter writer_{[this](std::string_view lines) { write(lines); }};
};

}  // namespace

Expected<std::unique_ptr<EventFile>> EventFile::create(const std::string& path) {
  auto place = ReplacedFile::open(path);
  if (!place) return std::unexpected(place.error());
  std::FILE* file = std::fopen(place->path().c_str(), "wb");
  if (file == nullptr)
    return std::unexpected(Error{
        .kind = ErrorKind::missing, .message = std::string("cannot create: ") + std::strerror(errno), .place = path});
  return std::make_unique<JsonLinesFile>(file, std::move(*place), path);
}

}  // namespace rtpe::cli
