// rtpe-lab pcap replay: a capture once more, its NG commands to a running engine or its SIP through a running proxy.
#include "cli/pcap_replay.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <memory>

#include "base/json_text.hpp"
#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"

namespace rtpe::cli {

std::string replay_suffix() {
  return fmt::format("-r{:x}-{:x}", ::getpid(),
                     std::chrono::system_clock::now().time_since_epoch().count() & 0xFFFFFFFF);
}

Expected<Duration> timeout_of(const ReplayVerbOptions& options, Duration otherwise) {
  if (!options.timeout) return otherwise;
  auto timeout = parse_duration(*options.timeout);
  if (!timeout) timeout.error().place = "--timeout";
  return timeout;
}

Expected<scenario::world::Rule> links_of(const ReplayVerbOptions& options) {
  scenario::world::Rule rule;
  if (!options.latency.empty()) {
    auto latency = parse_duration_range(options.latency);
    if (!latency) {
      latency.error().place = "--latency";
      return std::unexpected(latency.error());
    }
    rule.latency = *latency;
  }
  rule.loss = options.loss;
  rule.duplication = options.duplication;
  rule.reordering = options.reordering;
  return rule;
}

Expected<capture::RecordedMedia> media_of(const ReplayVerbOptions& options) {
  if (options.fast || options.no_media) return capture::RecordedMedia{};
  return capture::recorded_media(options.files);
}

std::string differences_text(const std::vector<capture::LineDifference>& differences) {
  std::string out;
  for (const capture::LineDifference& line : differences) {
    if (!line.captured.empty()) out += "  captured  " + line.captured + "\n";
    if (!line.replayed.empty()) out += "  replayed  " + line.replayed + "\n";
  }
  return out;
}

void append_differences_json(std::string& out, const std::vector<capture::LineDifference>& differences) {
  out += "\"differences\":[";
  bool is_first = true;
  for (const capture::LineDifference& line : differences) {
    out += is_first ? "{\"captured\":" : ",{\"captured\":";
    append_json_string(out, line.captured);
    out += ",\"replayed\":";
    append_json_string(out, line.replayed);
    out += '}';
    is_first = false;
  }
  out += ']';
}

std::string media_json(const capture::MediaReplay& media, const capture::ReplayNetwork& network) {
  const auto& one = media.counters();
  const auto& links = network.counters();
  return fmt::format(
      "\"media\":{{\"{}\":{},\"received\":{},\"without_port\":{},\"elsewhere\":{}}},"
      "\"links\":{{\"sent\":{},\"received\":{},\"lost\":{},\"repeated\":{}}}",
      media.is_told() ? "told" : "sent", one.sent, one.received, one.without_port, one.elsewhere, links.sent,
      links.received, links.lost, links.repeated);
}

std::string media_text(const capture::MediaReplay& media, const capture::ReplayNetwork& network) {
  std::string out;
  const auto& one = media.counters();
  if (media.is_told())
    out += fmt::format("media: {} packets told to the engine; {} not, their port was not negotiated\n", one.sent,
                       one.without_port);
  else if (one.sent + one.without_port > 0)
    out += fmt::format("media: {} packets sent, {} came back; {} not sent, their port was not negotiated\n", one.sent,
                       one.received, one.without_port);
  if (one.elsewhere > 0)
    out += fmt::format("media: {} packets came from another port than in the capture, which is not to be had here\n",
                       one.elsewhere);
  const auto& links = network.counters();
  if (links.lost + links.repeated > 0)
    out += fmt::format("links: {} datagrams lost, {} repeated, of {}\n", links.lost, links.repeated,
                       links.sent + links.received);
  return out;
}

namespace {

int replay_capture(const ReplayVerbOptions& options) {
  if (options.engine.empty() == options.proxy.empty())
    return fail(Error{.message = "pcap replay needs --to ENGINE or --proxy PROXY, one of them"});
  if (!options.control.empty() && options.engine.empty())
    return fail(Error{.message = "--control goes with --to: it is the control API of that engine"});
  return options.engine.empty() ? replay_to_proxy(options) : replay_to_engine(options);
}

void add_links(CLI::App& verb, ReplayVerbOptions& options) {
  verb.add_option("--latency", options.latency, "Of every datagram, each way: 5ms, 0.5ms..20ms");
  verb.add_option("--loss", options.loss, "Probability that a datagram is lost")->check(CLI::Range(0.0, 1.0));
  verb.add_option("--duplication", options.duplication, "Probability that it comes twice")->check(CLI::Range(0.0, 1.0));
  verb.add_option("--reordering", options.reordering, "Probability that it is overtaken")->check(CLI::Range(0.0, 1.0));
  verb.add_option("--seed", options.seed, "Of these draws")->capture_default_str();
}

}  // namespace

void add_pcap_replay(CLI::App& group, int& exit_code) {
  auto options = std::make_shared<ReplayVerbOptions>();
  auto* verb = group.add_subcommand("replay", "Send a capture's NG commands to an engine, or its SIP to a proxy");
  verb->footer(examples(
      {"rtpe-lab pcap replay capture.pcapng --to udp:127.0.0.1:2223",
       "rtpe-lab pcap replay capture.pcapng --to udp:127.0.0.1:2223 --fast --json",
       "rtpe-lab pcap replay capture.pcapng --to udp:127.0.0.1:2223 --control http:127.0.0.1:9901",
       "rtpe-lab pcap replay capture.pcapng --proxy 127.0.0.1:5060 --callers 127.0.0.2 --callees 127.0.0.3:5080",
       "rtpe-lab pcap replay capture.pcapng --proxy 127.0.0.1:5060 --loss 0.05 --latency 1ms..20ms"}));
  verb->add_option("FILE", options->files, "pcap or pcapng files, plain or packed; merged by time")->required();
  verb->add_option("--to", options->engine, "An engine's control address, udp:HOST:PORT: its NG commands");
  verb->add_option("--control", options->control,
                   "A mock engine's control API, http:HOST:PORT: it is told of media, since it has no media ports");
  verb->add_option("--proxy", options->proxy, "A proxy's address, HOST:PORT: the SIP of its parties");
  verb->add_option("--callers", options->callers, "Where those who begin calls are here, HOST[:PORT] (as captured)");
  verb->add_option("--callees", options->callees, "Where all others are (as captured)");
  verb->add_option("--speed", options->speed, "So many times the pace of the capture")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 1e6));
  verb->add_flag("--fast", options->fast, "As fast as replies come, call by call, without media");
  verb->add_flag("--no-media", options->no_media, "Without the capture's RTP and RTCP");
  verb->add_option("--timeout", options->timeout, "How long a reply (1s) or a SIP message (5s) is waited for");
  verb->add_option("--sends", options->sends, "How often a command is sent before it is given up")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  add_links(*verb, *options);
  verb->add_flag("--json", options->as_json, "One JSON object per line: exchange or message, summary");
  verb->callback([options, &exit_code] { exit_code = replay_capture(*options); });
}

}  // namespace rtpe::cli
