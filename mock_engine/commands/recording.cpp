#include "mock_engine/commands/recording.hpp"

#include <fmt/format.h>

namespace rtpe::mock {
namespace {

enum class Recording : std::uint8_t { start, stop };

Outcome record_call(CommandContext& context, Recording what) {
  const auto call_id = context.request.find_string("call-id");
  if (!call_id) return refuse(no_call_id);
  LiveCall* live = context.engine.calls.find(*call_id);
  if (live == nullptr) return refuse(unknown_call_id);
  if (what == Recording::start)
    start_recording(context.engine, *live);
  else
    live->recording = false;
  return {};
}

}  // namespace

void start_recording(EngineCore& engine, LiveCall& live) {
  if (engine.config.recording_dir.empty()) return;
  if (live.recording_path.empty()) {
    std::string path = fmt::format("{}/pcaps/{}-", engine.config.recording_dir, live.call.call_id.view());
    engine.random.append_hex(path, 16);
    live.recording_path = path + ".pcap";
  }
  live.recording = true;
}

void update_recording(CommandContext& context, LiveCall& live, const Options& options) {
  if (options.flags.has(Flag::record_call)) start_recording(context.engine, live);
  if (options.flags.has(Flag::no_record_call)) live.recording = false;
}

Outcome start_recording_command(CommandContext& context) { return record_call(context, Recording::start); }
Outcome stop_recording_command(CommandContext& context) { return record_call(context, Recording::stop); }

}  // namespace rtpe::mock
