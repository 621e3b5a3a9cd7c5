// A run as a file for Perfetto.
#pragma once
#include <memory>
#include <string>

#include "cli/streamed_file.hpp"
#include "reports/perfetto.hpp"

namespace rtpe::cli {

class TraceFile {
 public:
  /// `path` is created or replaced when close() succeeds. Error: it cannot be.
  static Expected<std::unique_ptr<TraceFile>> create(const std::string& path) {
    auto file = StreamedFile::create(path);
    if (!file) return std::unexpected(file.error());
    return std::unique_ptr<TraceFile>(new TraceFile(std::move(*file)));
  }
  [[nodiscard]] scenario::EventSink& sink() { return trace_; }
  /// The run has ended. Error: not everything could be written.
  Expected<void> close() { return file_.close(); }

 private:
  explicit TraceFile(StreamedFile file) : file_(std::move(file)) {}
  StreamedFile file_;
  report::PerfettoTrace trace_{[this](std::string_view bytes) { file_.write(bytes); }};
};

}  // namespace rtpe::cli
