#include "cli/event_log_input.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Error unreadable(const std::string& path) {
  return {.kind = ErrorKind::missing, .message = std::string("cannot read: ") + std::strerror(errno), .place = path};
}

Expected<void> read_all(const std::string& path, scenario::EventSink& sink) {
  const bool is_stdin = path == "-";
  const File file(is_stdin ? stdin : std::fopen(path.c_str(), "rb"),
                  is_stdin ? [](std::FILE*) { return 0; } : std::fclose);
  if (!file) return std::unexpected(unreadable(path));
  scenario::EventLogReader reader(is_stdin ? "stdin" : path, sink);
  std::array<char, std::size_t{1} << 16U> buffer{};
  while (const std::size_t bytes = std::fread(buffer.data(), 1, buffer.size(), file.get()))
    if (auto fed = reader.feed({buffer.data(), bytes}); !fed) return fed;
  if (std::ferror(file.get()) != 0) return std::unexpected(unreadable(path));
  return reader.finish();
}

}  // namespace

Expected<void> read_event_log(const std::string& path, scenario::EventSink& sink) {
  auto read = read_all(path, sink);
  if (!read) read.error().message = report::printable(read.error().message);  // it may quote the log
  return read;
}

}  // namespace rtpe::cli
