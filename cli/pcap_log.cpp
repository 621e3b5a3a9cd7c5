// rtpe-lab pcap log FILE... -o EVENTS: a capture as an event log, for calls, ladder and report.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/event_file.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/pcap_input.hpp"
#include "client/ng/command.hpp"
#include "pcap/check/check_capture.hpp"
#include "pcap/log/capture_log.hpp"
#include "pcap/to_scenario/seen_calls.hpp"
#include "scenarios/log/event_log_writer.hpp"

namespace rtpe::cli {
namespace {

struct CaptureLogVerbOptions {
  PcapInput input;
  std::string out;
  std::vector<std::string> legs = {"X-CID"};
};

/// What one reading of the capture gives.
struct LogReading {
  capture::Observed seen;
  capture::CaptureSummary summary;
  std::vector<capture::JudgedRule> rules;
};

Expected<LogReading> read(CaptureLogVerbOptions& options) {
  capture::CallBook book(options.legs);
  capture::Observer observer;
  capture::ReadOptions reading;
  reading.listener = &book;
  reading.beside = &observer;
  auto source = open_pcap(options.input, reading);
  if (!source) return std::unexpected(source.error());
  reading.matcher.with_sdp = true;
  reading.matcher.when_answered = false;
  LogReading out;
  out.summary = capture::read_frames(
      **source, [&](const capture::WireExchange& exchange, const capture::CaptureClock&) { book.exchange(exchange); },
      reading);
  book.join();
  out.seen = observer.finish();
  capture::attribute_pings(out.seen);
  const auto findings = capture::check_capture(
      {.book = book, .end = out.summary.clock.newest(), .fragments_given_up = out.summary.frames.fragments_given_up});
  out.rules = capture::judged_rules(findings, out.summary.traffic, false, out.summary.clock.first());
  return out;
}

std::string name_of(const PcapInput& input) {
  if (!input.interface.empty()) return "interface " + input.interface;
  if (input.files.front() == "-") return "standard input";
  std::string name = std::filesystem::path(input.files.front()).filename().string();
  if (input.files.size() > 1) name += fmt::format(" and {} more", input.files.size() - 1);
  return name;
}

Expected<bool> write(const CaptureLogVerbOptions& options, const LogReading& reading) {
  const capture::CaptureLogOptions log{
      .title = "Capture " + name_of(options.input),
      .file = options.input.files.empty() ? std::string() : options.input.files.front(),
      .rules = reading.rules};
  if (options.out == "-") {
    scenario::EventLogWriter writer([](std::string_view lines) { print(lines); });
    return capture::write_capture_log(reading.seen, log, writer);
  }
  auto file = EventFile::create(options.out, EventFile::Datagrams::left_out);
  if (!file) return std::unexpected(file.error());
  if (!capture::write_capture_log(reading.seen, log, (*file)->sink())) return false;
  if (auto closed = (*file)->close(); !closed) return std::unexpected(closed.error());
  return true;
}

/// No output may be a capture that is read.
Expected<void> output_is_free(const CaptureLogVerbOptions& options) {
  for (const std::string& file : options.input.files) {
    std::error_code error;
    if (std::filesystem::equivalent(file, options.out, error) && !error)
      return std::unexpected(Error{.message = "the output is one of the captures that are read", .place = file});
  }
  return {};
}

int make_log(CaptureLogVerbOptions& options) {
  if (const auto free = output_is_free(options); !free) return fail(free.error());
  const auto reading = read(options);
  if (!reading) return fail(reading.error());
  const auto written = write(options, *reading);
  if (!written) return fail(written.error());
  const auto& damage = reading->summary.damage;
  if (!*written)
    return fail(damage
                    ? *damage
                    : Error{.message = "there are no calls and no NG commands in it", .place = name_of(options.input)});
  if (reading->seen.not_udp > 0)
    complain(
        fmt::format("{} commands over TCP, HTTP or WebSocket are left out: nodes are UDP here", reading->seen.not_udp));
  if (const auto unknown = std::ranges::count_if(
          reading->seen.commands, [](const capture::SeenCommand& one) { return !command_of(one.command); });
      unknown > 0)
    complain(fmt::format("{} commands that no proxy like these sends are left out", unknown));
  if (reading->seen.left_out > 0) complain(fmt::format("{} commands and messages did not fit", reading->seen.left_out));
  if (damage) return fail(*damage);
  return exit_passed;
}

}  // namespace

void add_pcap_log(CLI::App& group, int& exit_code) {
  auto options = std::make_shared<CaptureLogVerbOptions>();
  auto* verb = group.add_subcommand("log", "Make an event log of a capture, for calls, ladder and report");
  verb->footer(examples({"rtpe-lab pcap log capture.pcapng -o events.jsonl", "rtpe-lab ladder events.jsonl --call 1",
                         "rtpe-lab report events.jsonl --html capture.html",
                         "rtpe-lab pcap log capture.pcapng | rtpe-lab calls -"}));
  add_pcap_input(*verb, options->input);
  options->out = "-";
  verb->add_option("-o,--out", options->out, "The event log; -, the default: standard output");
  verb->add_option("--leg-header", options->legs, "SIP header that names another leg's Call-ID (X-CID)")
      ->allow_extra_args(false);
  verb->callback([options, &exit_code] { exit_code = make_log(*options); });
}

}  // namespace rtpe::cli
