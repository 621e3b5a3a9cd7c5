#include "cli/event_file.hpp"

#include <algorithm>
#include <utility>

#include "cli/streamed_file.hpp"
#include "scenarios/log/event_log_writer.hpp"

namespace rtpe::cli {
namespace {

class JsonLinesFile : public EventFile {
 public:
  explicit JsonLinesFile(StreamedFile file) : file_(std::move(file)) {}
  scenario::EventSink& sink() override { return writer_; }
  Expected<void> close() override {
    writer_.flush();
    return file_.close();
  }

 protected:
  scenario::EventLogWriter& writer() { return writer_; }

 private:
  StreamedFile file_;
  scenario::EventLogWriter writer_{[this](std::string_view lines) { file_.write(lines); }};
};

/// Over real sockets a datagram leaves after the time that its event tells: time stands still then, it does not go
/// back.
class DatagramsFile final : public JsonLinesFile, private scenario::EventSink {
 public:
  using JsonLinesFile::JsonLinesFile;
  scenario::EventSink& sink() override { return *this; }

 private:
  void record(Duration since_start, const scenario::Event& event) override {
    last_ = std::max(last_, since_start);
    writer().record(last_, event);
  }
  Duration last_{};
};

}  // namespace

Expected<std::unique_ptr<EventFile>> EventFile::create(const std::string& path, Datagrams datagrams) {
  auto file = StreamedFile::create(path);
  if (!file) return std::unexpected(file.error());
  if (datagrams == Datagrams::written) return std::make_unique<DatagramsFile>(std::move(*file));
  return std::make_unique<JsonLinesFile>(std::move(*file));
}

}  // namespace rtpe::cli
