// rtpe-lab pcap to-scenario: a capture as a scenario that repeats it.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <random>

#include "base/json_text.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "pcap/to_scenario/anonymise_seen.hpp"
#include "pcap/to_scenario/played.hpp"
#include "pcap/to_scenario/to_scenario.hpp"

namespace rtpe::cli {
namespace {

struct ToScenarioVerbOptions {
  std::vector<std::string> files;
  std::string out;
  std::string personality = "kamailio-5.6";
  std::optional<std::uint64_t> seed;
  bool anonymise = false, as_json = false, force = false;
};

std::string bodies_path(const std::string& scenario_path) {
  return std::filesystem::path(scenario_path).replace_extension(".sdp").string();
}

Expected<void> write_files(const ToScenarioVerbOptions& options, const capture::Converted& converted) {
  if (!converted.bodies.empty())
    if (auto written = write_whole(bodies_path(options.out), converted.bodies); !written) return written;
  return write_whole(options.out, scenario::write_scenario(converted.scenario));
}

/// Neither a capture that is read nor, without --force, anything else that is there.
Expected<void> outputs_are_free(const ToScenarioVerbOptions& options) {
  for (const std::string& path : {options.out, bodies_path(options.out)}) {
    for (const std::string& file : options.files) {
      std::error_code error;
      if (std::filesystem::equivalent(file, path, error) && !error)
        return std::unexpected(Error{.message = "the output is one of the captures that are read", .place = file});
    }
    if (auto free = may_be_written(path, options.force); !free) return free;
  }
  return {};
}

/// Reads back what was written, plays it, and once more with rules for answers that it did not give.
Expected<capture::Played> play_back(const ToScenarioVerbOptions& options, capture::Converted& converted,
                                    const capture::Observed& seen) {
  for (int attempt = 0;; ++attempt) {
    if (auto written = write_files(options, converted); !written) return std::unexpected(written.error());
    auto scenario = scenario::read_scenario(options.out);
    if (!scenario) return std::unexpected(scenario.error().front());
    auto played = capture::play_and_compare(*scenario, seen, converted.lead);
    if (!played || attempt == 1 || capture::add_rules(converted.scenario, seen, *played) == 0) return played;
  }
}

void print_text(const ToScenarioVerbOptions& options, const capture::Converted& converted,
                const capture::Played& played, std::size_t repeated, std::size_t all) {
  const scenario::Scenario& scenario = converted.scenario;
  print(fmt::format("{}: {} calls of {} flows, {} engines, {} faults{}\n", options.out, scenario.calls.size(),
                    scenario.flows.size(), scenario.engines.size(), scenario.faults.size(),
                    converted.bodies.empty() ? "" : "; SDP in " + bodies_path(options.out)));
  for (const std::string& note : converted.notes) print(fmt::format("note: {}\n", note));
  for (const capture::SeenCall& call : converted.calls)
    if (!call.why_not.empty()) print(fmt::format("call {} is left out: {}\n", call.call_id, call.why_not));
  for (const capture::CallComparison& call : played.calls)
    if (!call.difference.empty()) print(fmt::format("call {} is not repeated: {}\n", call.call_id, call.difference));
  print(fmt::format("played: {} of {} calls of the capture repeat their commands, nodes, sends and results\n", repeated,
                    all));
}

void print_json(const ToScenarioVerbOptions& options, const capture::Converted& converted,
                const capture::Played& played) {
  for (const capture::SeenCall& call : converted.calls) {
    std::string why = call.why_not;
    std::size_t commands = 0;
    for (const capture::CallComparison& compared : played.calls)
      if (compared.call_id == call.call_id) {
        why = compared.difference;
        commands = compared.commands;
      }
    std::string line = "{\"record\":\"call\",\"call_id\":";
    append_json_string(line, call.call_id);
    line += fmt::format(",\"commands\":{},\"repeated\":{},\"why_not\":", commands, why.empty());
    append_json_string(line, why);
    print(line + "}\n");
  }
  std::string line = "{\"record\":\"scenario\",\"file\":";
  append_json_string(line, options.out);
  line += fmt::format(",\"calls\":{},\"notes\":[", converted.scenario.calls.size());
  for (std::size_t index = 0; index < converted.notes.size(); ++index) {
    if (index > 0) line += ',';
    append_json_string(line, converted.notes[index]);
  }
  print(line + "]}\n");
}

int convert(const ToScenarioVerbOptions& options) {
  if (find_personality(options.personality) == nullptr)
    return fail(Error{.message = fmt::format("\"{}\" is no release that the lab knows", options.personality),
                      .place = "--personality"});
  if (const auto free = outputs_are_free(options); !free) return fail(free.error());
  auto seen = capture::observe(options.files);
  if (!seen) return fail(seen.error());
  const std::optional<Error> damage = seen->damage;
  if (seen->commands.empty())
    return fail(damage ? *damage : Error{.message = "there are no NG commands in it", .place = options.files.front()});
  capture::attribute_pings(*seen);
  if (options.anonymise) {
    const auto order = capture::deployment_of(*seen, capture::calls_of(*seen)).order;
    seen = capture::anonymised(*seen, options.seed.value_or(std::random_device{}()), order).seen;
  }
  const std::filesystem::path path(options.out);
  auto converted = capture::to_scenario(
      *seen, {.title = options.anonymise
                           ? "From a capture"
                           : fmt::format("From {}", std::filesystem::path(options.files.front()).filename().string()),
              .file = options.out,
              .bodies_file = std::filesystem::path(bodies_path(options.out)).filename().string(),
              .personality = options.personality});
  if (converted.scenario.calls.empty()) {
    for (const capture::SeenCall& call : converted.calls)
      complain(fmt::format("call {}: {}", call.call_id, call.why_not));
    return fail(Error{.message = "none of its calls can be played", .place = options.files.front()});
  }
  const auto played = play_back(options, converted, *seen);
  if (!played) return fail(played.error());
  std::size_t repeated = 0;
  for (const capture::CallComparison& call : played->calls) repeated += call.difference.empty() ? 1 : 0;
  if (options.as_json)
    print_json(options, converted, *played);
  else
    print_text(options, converted, *played, repeated, converted.calls.size());
  if (damage) return fail(*damage);
  const bool is_whole = repeated == converted.calls.size() && seen->not_udp == 0 && seen->left_out == 0;
  return is_whole ? exit_passed : exit_check_failed;
}

}  // namespace

void add_pcap_to_scenario(CLI::App& group, int& exit_code) {
  auto options = std::make_shared<ToScenarioVerbOptions>();
  auto* verb = group.add_subcommand("to-scenario", "Make a scenario that repeats a capture, and see that it does");
  verb->footer(examples({"rtpe-lab pcap to-scenario capture.pcapng -o incident.toml",
                         "rtpe-lab pcap to-scenario --anonymise capture.pcapng -o incident.toml"}));
  verb->add_option("FILE", options->files, "pcap or pcapng files, plain or packed; merged by time")->required();
  verb->add_option("-o,--out", options->out, "The scenario file; SDP bodies go beside it, as NAME.sdp")->required();
  verb->add_flag("--anonymise", options->anonymise, "Other names, numbers, addresses and keys in the result");
  verb->add_option("--seed", options->seed, "For --anonymise: the same replacements again");
  verb->add_option("--personality", options->personality, "The release of the proxies")->capture_default_str();
  verb->add_flag("--force", options->force, "Replace files that are there");
  verb->add_flag("--json", options->as_json, "One JSON object per line: call, scenario");
  verb->callback([options, &exit_code] { exit_code = convert(*options); });
}

}  // namespace rtpe::cli
