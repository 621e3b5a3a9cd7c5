#include "mock_engine/commands/command.hpp"

#include "mock_engine/statistics/report.hpp"

namespace rtpe::mock {

Options options_of(CommandContext& context, OperationMode mode) {
  Options options = parse_options(context.request, mode, *context.engine.config.personality);
  for (const std::string& flag : options.unknown)
    context.engine.note_unknown(options.call_id, context.request.find_string("command").value_or(""), flag,
                                context.now);
  return options;
}

std::string_view success_word(Command command) { return command == Command::ping ? "pong" : "ok"; }

Outcome statistics_command(CommandContext& context) {
  context.reply.key("statistics");
  write_statistics(context.engine.snapshot(context.now), context.reply);
  return {};
}

std::optional<Outcome> run_command(Command command, CommandContext& context) {
  switch (command) {
    case Command::ping:
      return Outcome{};
    case Command::offer:
      return offer_command(context);
    case Command::answer:
      return answer_command(context);
    case Command::delete_:
      return delete_command(context);
    case Command::query:
      return query_command(context);
    case Command::list:
      return list_command(context);
    case Command::start_recording:
      return start_recording_command(context);
    case Command::stop_recording:
      return stop_recording_command(context);
    case Command::start_forwarding:
    case Command::stop_forwarding:
    case Command::block_dtmf:
    case Command::unblock_dtmf:
    case Command::block_media:
    case Command::unblock_media:
    case Command::silence_media:
    case Command::unsilence_media:
      return media_control_command(context);
    case Command::play_media:
      return play_media_command(context);
    case Command::stop_media:
      return stop_media_command(context);
    case Command::play_dtmf:
      return play_dtmf_command(context);
    case Command::statistics:
      return statistics_command(context);
    case Command::publish:
      return publish_command(context);
    case Command::subscribe_request:
      return subscribe_request_command(context);
    case Command::subscribe_answer:
      return subscribe_answer_command(context);
    case Command::unsubscribe:
      return unsubscribe_command(context);
    case Command::pause_recording:
      if (context.engine.config.personality->pauses_recordings) return stop_recording_command(context);
      break;
    case Command::connect:
      break;  // newer releases
  }
  return std::nullopt;
}

}  // namespace rtpe::mock
