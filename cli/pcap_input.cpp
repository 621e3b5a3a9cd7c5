#include "cli/pcap_input.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>

#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "pcap/file/live_source.hpp"
#include "pcap/packet/endpoint.hpp"
#include "pcap/replay/replay_network.hpp"

namespace rtpe::cli {
namespace {

/// "2026-11-23", "2026-11-23 00:52:52", "2026-11-23T00:52:52.5Z", UTC all of them.
Expected<Time> parse_utc(const std::string& option, std::string text) {
  const Error error{.message = fmt::format("\"{}\" is no time", text),
                    .place = option,
                    .remedy = "UTC as 2026-11-23T00:52:52, with or without fractions of a second"};
  if (text.ends_with('Z')) text.pop_back();
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%d", &parts);
  if (rest == nullptr) return std::unexpected(error);
  if (*rest == ' ' || *rest == 'T') {
    const char* time = strptime(rest + 1, "%H:%M:%S", &parts);
    if (time == nullptr) time = strptime(rest + 1, "%H:%M", &parts);
    if (time == nullptr) return std::unexpected(error);
    rest = time;
  }
  double fraction = 0;
  if (*rest == '.') {
    char* end = nullptr;
    fraction = std::strtod(rest, &end);
    rest = end;
  }
  if (*rest != '\0' || !(fraction >= 0 && fraction < 1)) return std::unexpected(error);
  return Time(std::chrono::seconds(timegm(&parts)) +
              std::chrono::nanoseconds(static_cast<std::int64_t>(fraction * 1e9)));
}

Expected<void> take_time(const char* option, const std::string& text, std::optional<Time>& to) {
  if (text.empty()) return {};
  const auto time = parse_utc(option, text);
  if (!time) return std::unexpected(time.error());
  to = *time;
  return {};
}

}  // namespace

bool PcapInput::is_live() const {
  if (!interface.empty()) return true;
  struct stat status{};
  return files.size() == 1 && files[0] == "-" && fstat(STDIN_FILENO, &status) == 0 && !S_ISREG(status.st_mode);
}

void add_pcap_input(CLI::App& verb, PcapInput& input) {
  verb.add_option("FILE", input.files,
                  "pcap or pcapng files, plain or packed with gzip or zstd, merged by time; - for standard input");
  verb.add_option("--interface", input.interface, "Capture on this interface (\"any\": all) until Ctrl-C");
  verb.add_option("--bpf", input.bpf, "With --interface: capture only what this libpcap filter lets pass");
}

void add_pcap_filters(CLI::App& verb, PcapInput& input) {
  verb.add_option("--call", input.filter.calls, "Only calls whose Call-ID holds this text; may be repeated")
      ->allow_extra_args(false);
  verb.add_option("--node", input.filter.nodes, "Only this NG node: address, or address:port; may be repeated")
      ->allow_extra_args(false);
  verb.add_option("--method", input.filter.commands, "Only this NG command or SIP method; may be repeated")
      ->allow_extra_args(false);
  verb.add_option("--from", input.from, "Only what was going on at or after this time (UTC)");
  verb.add_option("--to", input.to, "Only what began until this time (UTC)");
  verb.add_flag("--failures", input.filter.only_failures, "Only what failed");
}

Expected<std::unique_ptr<capture::FrameSource>> open_pcap(PcapInput& input, capture::ReadOptions& options) {
  if (input.files.empty() == input.interface.empty())
    return std::unexpected(Error{.message = "a FILE is required, or --interface"});
  if (!input.bpf.empty() && input.interface.empty())
    return std::unexpected(Error{.message = "it needs --interface", .place = "--bpf"});
  for (const std::string& node : input.filter.nodes)
    if (!capture::parse_address(node) && !capture::parse_endpoint(node))
      return std::unexpected(
          Error{.message = fmt::format("\"{}\" is no address, nor address:port", node),
                .place = "--node",
                .remedy = "as the column node of pcap ls has it: 10.0.0.1, 10.0.0.1:2223, [::1]:2223"});
  if (auto done = take_time("--from", input.from, input.filter.from); !done) return std::unexpected(done.error());
  if (auto done = take_time("--to", input.to, input.filter.to); !done) return std::unexpected(done.error());
  if (input.is_live()) {
    const auto* interrupted = &interrupt_flag();
    options.matcher.when_answered = true;
    options.idle = [interrupted] {
      flush_output();
      return !*interrupted;
    };
    options.wanted = [interrupted] { return !*interrupted; };
  }
  if (!input.interface.empty()) return capture::open_interface(input.interface, input.bpf, options.idle);
  return capture::open_captures(input.files, options);
}

}  // namespace rtpe::cli
