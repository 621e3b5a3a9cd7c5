// Event logs from anywhere: no crash, and what is taken is written again as bytes that are taken too, and stay the
// same.
#include <cstdlib>
#include <string>
#include <string_view>

#include "scenarios/log/counters.hpp"
#include "scenarios/log/event_log_reader.hpp"
#include "scenarios/log/event_log_writer.hpp"

using namespace rtpe::scenario;

namespace {

bool read(std::string_view log, EventSink& sink) {
  EventLogReader reader("log", sink);
  return reader.feed(log).has_value() && reader.finish().has_value();
}

/// Empty: the log was refused.
std::string written_again(std::string_view log) {
  std::string out;
  EventLogWriter writer([&](std::string_view lines) { out.append(lines); });
  if (!read(log, writer)) return {};
  writer.flush();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view log(reinterpret_cast<const char*>(data), size);
  const std::string once = written_again(log);
  if (once.empty()) return 0;
  if (written_again(once) != once) std::abort();
  Counters counters;
  if (!read(once, counters)) std::abort();
  (void)counters.result();
  return 0;
}
