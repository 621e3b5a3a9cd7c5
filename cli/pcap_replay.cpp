// rtpe-lab pcap replay: the NG commands of a capture once more, to a running engine.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <thread>

#include "base/json_text.hpp"
#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "pcap/replay/replay.hpp"
#include "pcap/replay/udp_engine.hpp"

namespace rtpe::cli {
namespace {

struct ReplayVerbOptions {
  std::vector<std::string> files;
  std::string to, timeout = "1s";
  double speed = 1;
  std::uint32_t sends = 3;
  bool fast = false, as_json = false;
};

/// Waits until a command's time has come, in pieces so that Ctrl-C ends it.
class Pace {
 public:
  explicit Pace(double speed) : speed_(speed), began_(std::chrono::steady_clock::now()) {}
  bool wait(Duration since_first) const {
    const auto offset = std::chrono::duration_cast<Duration>(
        std::chrono::duration<double, std::nano>(static_cast<double>(since_first.count()) / speed_));
    while (!interrupt_flag()) {
      const auto left = began_ + offset - std::chrono::steady_clock::now();
      if (left <= Duration{}) return true;
      std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, std::chrono::milliseconds(100)));
    }
    return false;
  }

 private:
  double speed_;
  std::chrono::steady_clock::time_point began_;
};

void print_text(const capture::ReplayedExchange& exchange) {
  if (exchange.is_equal()) return;
  const capture::RecordedExchange& recorded = *exchange.recorded;
  std::string out = fmt::format("frame {}: {} of {}: {}\n", recorded.frame, recorded.command,
                                recorded.call_id.empty() ? "no call" : recorded.call_id,
                                exchange.was_answered ? "another reply" : "no reply");
  for (const capture::LineDifference& line : exchange.differences) {
    if (!line.captured.empty()) out += "  captured  " + line.captured + "\n";
    if (!line.replayed.empty()) out += "  replayed  " + line.replayed + "\n";
  }
  print(out);
}

void print_json(const capture::ReplayedExchange& exchange) {
  const capture::RecordedExchange& recorded = *exchange.recorded;
  std::string out = fmt::format("{{\"record\":\"exchange\",\"frame\":{},\"command\":", recorded.frame);
  append_json_string(out, recorded.command);
  out += ",\"call_id\":";
  append_json_string(out, recorded.call_id);
  out += fmt::format(",\"answered\":{},\"equal\":{},\"differences\":[", exchange.was_answered, exchange.is_equal());
  bool is_first = true;
  for (const capture::LineDifference& line : exchange.differences) {
    out += is_first ? "{\"captured\":" : ",{\"captured\":";
    append_json_string(out, line.captured);
    out += ",\"replayed\":";
    append_json_string(out, line.replayed);
    out += '}';
    is_first = false;
  }
  print(out + "]}\n");
}

int replay_capture(const ReplayVerbOptions& options) {
  const auto address = capture::parse_engine(options.to);
  if (!address) return fail(address.error());
  const auto timeout = parse_duration(options.timeout);
  if (!timeout) return fail(Error{.message = timeout.error().message, .place = "--timeout"});
  const auto recorded = capture::recorded_exchanges(options.files);
  if (!recorded) return fail(recorded.error());
  if (recorded->exchanges.empty())
    return fail(recorded->damage
                    ? *recorded->damage
                    : Error{.message = "there are no NG commands with replies in it", .place = options.files.front()});
  auto engine = capture::UdpEngine::open(*address, {.timeout = *timeout, .sends = options.sends});
  if (!engine) return fail(engine.error());
  const Pace pace(options.speed);
  const std::string suffix =
      fmt::format("-r{:x}-{:x}", ::getpid(), std::chrono::system_clock::now().time_since_epoch().count() & 0xFFFFFFFF);
  const auto totals = capture::replay(
      *recorded, suffix,
      {.ask = [&](std::string_view cookie, std::string_view datagram) { return engine->ask(cookie, datagram); },
       .wait = [&](Duration since_first) { return options.fast ? !interrupt_flag() : pace.wait(since_first); },
       .told = [&](const capture::ReplayedExchange& one) { options.as_json ? print_json(one) : print_text(one); }});
  if (!totals) return fail(totals.error());
  if (options.as_json)
    print(
        fmt::format("{{\"record\":\"summary\",\"sent\":{},\"equal\":{},\"different\":{},\"unanswered\":{},"
                    "\"left_out\":{}}}\n",
                    totals->sent, totals->equal, totals->different, totals->unanswered,
                    recorded->unanswered + recorded->unreadable));
  else
    print(fmt::format("{} commands sent: {} equal replies, {} different, {} without a reply\n", totals->sent,
                      totals->equal, totals->different, totals->unanswered));
  if (!options.as_json && recorded->unanswered + recorded->unreadable > 0)
    print(fmt::format("left out: {} that nobody answered in the capture, {} that are cut or no bencode\n",
                      recorded->unanswered, recorded->unreadable));
  if (totals->sent > 0 && totals->unanswered == totals->sent)
    return fail(Error{.kind = ErrorKind::missing, .message = "nobody answers there", .place = options.to});
  if (recorded->damage) return fail(*recorded->damage);
  return totals->equal == totals->sent ? exit_passed : exit_check_failed;
}

}  // namespace

void add_pcap_replay(CLI::App& group, int& exit_code) {
  auto options = std::make_shared<ReplayVerbOptions>();
  auto* verb = group.add_subcommand("replay", "Send a capture's NG commands to an engine and compare the replies");
  verb->footer(examples({"rtpe-lab pcap replay capture.pcapng --to udp:127.0.0.1:2223",
                         "rtpe-lab pcap replay capture.pcapng --to udp:127.0.0.1:2223 --fast --json"}));
  verb->add_option("FILE", options->files, "pcap or pcapng files, plain or packed; merged by time")->required();
  verb->add_option("--to", options->to, "The engine's control address, udp:HOST:PORT")->required();
  verb->add_option("--speed", options->speed, "So many times the pace of the capture")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 1e6));
  verb->add_flag("--fast", options->fast, "As fast as replies come");
  verb->add_option("--timeout", options->timeout, "How long a reply is waited for")->capture_default_str();
  verb->add_option("--sends", options->sends, "How often a command is sent before it is given up")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  verb->add_flag("--json", options->as_json, "One JSON object per line: exchange, summary");
  verb->callback([options, &exit_code] { exit_code = replay_capture(*options); });
}

}  // namespace rtpe::cli
