// rtpe-lab pcap export FILE... -o OUT: chosen calls in a capture of their own, as they are or anonymised.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <random>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "pcap/export/export_calls.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

struct ExportVerb {
  capture::ExportOptions options;
  std::string output, values;
  bool is_anonymised = false;
};

Expected<void> readable(const ExportVerb& verb) {
  for (const std::string& file : verb.options.files) {
    std::error_code error;
    if (file == "-" || (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)))
      return std::unexpected(Error{.message = "a file is needed: the capture is read three times",
                                   .place = file,
                                   .remedy = "save it first: tcpdump -w FILE"});
    if (std::filesystem::equivalent(file, verb.output, error) && !error)
      return std::unexpected(Error{.message = "the output is one of the captures that are read", .place = file});
  }
  return {};
}

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

std::string contents_text(const capture::ExportSummary& summary) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < capture::contents; ++i)
    if (summary.by_content[i] > 0)
      parts.push_back(
          fmt::format("{} {}", report::count_text(summary.by_content[i]), name_of(static_cast<capture::Content>(i))));
  if (summary.icmp_errors > 0) parts.push_back(fmt::format("{} ICMP errors", summary.icmp_errors));
  if (summary.parts > 0) parts.push_back(fmt::format("{} fragments and segments", summary.parts));
  return fmt::format("{}", fmt::join(parts, ", "));
}

int export_verb(ExportVerb& verb) {
  if (auto done = readable(verb); !done) return fail(done.error());
  if (!verb.values.empty() && !verb.is_anonymised)
    return fail(Error{.message = "it needs --anonymise", .place = "--replaced"});
  auto file = ReplacedFile::open(verb.output);
  if (!file) return fail(file.error());
  verb.options.output = file->path();
  if (verb.is_anonymised) verb.options.anonymiser_seed = random_seed();
  const auto summary = capture::export_calls(verb.options);
  if (!summary) return fail(summary.error());
  if (auto done = file->commit(); !done) return fail(done.error());
  print(fmt::format("{}: {} call{}, {} frames: {}\n", verb.output, summary->calls, summary->calls == 1 ? "" : "s",
                    report::count_text(summary->frames), contents_text(*summary)));
  if (verb.is_anonymised)
    print(fmt::format("{} names, numbers, addresses, hosts and keys were replaced; what was said in media is gone\n",
                      report::count_text(summary->originals.size())));
  if (!verb.values.empty()) {
    const auto text = fmt::format("{}\n", fmt::join(summary->originals, "\n"));
    if (auto done = write_whole(verb.values, text); !done) return fail(done.error());
  }
  return summary->damage ? fail(*summary->damage) : exit_passed;
}

}  // namespace

void add_pcap_export(CLI::App& app, int& exit_code) {
  auto verb = std::make_shared<ExportVerb>();
  auto* command = app.add_subcommand(
      "export", "Write calls with all their SIP, NG, RTP, RTCP and ICMP into a capture of their own");
  command->footer(examples({"rtpe-lab pcap export capture.pcapng --call 8f2a@pbx -o call.pcapng",
                            "rtpe-lab pcap export capture.pcapng --call 8f2a@pbx -o outside.pcapng --anonymise",
                            "rtpe-lab pcap ls --calls capture.pcapng    # which calls there are"}));
  command->add_option("FILE", verb->options.files, "pcap or pcapng files, plain or packed, merged by time")->required();
  command->add_option("-o,--output", verb->output, "The pcapng to write")->required();
  command->add_option("--call", verb->options.calls, "Calls whose Call-ID holds this text; may be repeated; none: all")
      ->allow_extra_args(false);
  command->add_flag("--anonymise", verb->is_anonymised,
                    "Replace names, numbers, addresses, hosts and keys, each everywhere by the same; mask media");
  command->add_option("--replaced", verb->values,
                      "With --anonymise: write what was replaced into this file, to search the result for it");
  command->add_option("--leg-header", verb->options.leg_headers, "SIP header that names another leg's Call-ID (X-CID)")
      ->allow_extra_args(false);
  command->callback([verb, &exit_code] { exit_code = export_verb(*verb); });
}

}  // namespace rtpe::cli
