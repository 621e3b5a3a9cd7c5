// kamailio-sequences: generates sequences, records them on Kamailio, checks the library against recordings.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "tests/conformance/kamailio/campaign.hpp"
#include "tests/conformance/kamailio/generate.hpp"
#include "tests/conformance/kamailio/library_run.hpp"
#include "tests/conformance/kamailio/report.hpp"

using namespace rtpe;
using namespace rtpe::lane;

namespace {

struct Options {
  std::uint64_t seed = 1, count = 1;
  std::string file;
  CampaignOptions campaign;
  bool shrink_failures = true;
};

std::vector<Sequence> sequences_of(const Options& options) {
  std::vector<Sequence> out;
  for (std::uint64_t seed = options.seed; seed < options.seed + options.count; ++seed) {
    auto sequence = generate(seed);
    if (sequence)
      out.push_back(std::move(*sequence));
    else
      fmt::print(stderr, "seed {}: {}\n", seed, sequence.error().text());
  }
  return out;
}

int generate_them(const Options& options) {
  for (const auto& sequence : sequences_of(options))
    fmt::print("{}\n", to_json_line({.sequence = sequence, .trace = {}}));
  return 0;
}

/// Records on Kamailio; recordings on stdout, differences on stderr.
int record_them(const std::vector<Sequence>& sequences, const Options& options) {
  std::size_t failures = 0, repeated = 0;
  const auto outcomes = record_all(sequences, options.campaign, [](std::size_t index, const Outcome& outcome) {
    if (!outcome.good()) fmt::print(stderr, "{}", summary_of(index, outcome));
  });
  for (const auto& outcome : outcomes) {
    if (outcome.attempts > 1) ++repeated;
    if (outcome.good()) {
      fmt::print("{}\n", to_json_line(outcome.recording));
      continue;
    }
    ++failures;
    if (outcome.difference && options.shrink_failures)
      fmt::print(stderr, "{}", story_of(shrink(outcome, options.campaign)));
  }
  fmt::print(stderr, "{} sequences, {} differ or failed, {} were repeated\n", outcomes.size(), failures, repeated);
  return failures ? 1 : 0;
}

int record_file(const Options& options) {
  const auto recordings = read_recordings(options.file);
  if (!recordings) {
    fmt::print(stderr, "{}\n", recordings.error().text());
    return 2;
  }
  std::vector<Sequence> sequences;
  for (const auto& recording : *recordings) sequences.push_back(recording.sequence);
  return record_them(sequences, options);
}

int check_file(const Options& options) {
  const auto recordings = read_recordings(options.file);
  if (!recordings) {
    fmt::print(stderr, "{}\n", recordings.error().text());
    return 2;
  }
  std::size_t failures = 0;
  for (std::size_t i = 0; i < recordings->size(); ++i) {
    const Outcome outcome = check((*recordings)[i]);
    if (outcome.good()) continue;
    ++failures;
    fmt::print("{}{}", summary_of(i, outcome), story_of(outcome));
  }
  fmt::print("{} recordings, {} differ from the library\n", recordings->size(), failures);
  return failures ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Random sequences of what Kamailio's rtpengine module may meet: generate, record, check"};
  app.require_subcommand(1);
  Options options;
  const auto add_campaign = [&](CLI::App& verb) {
    verb.add_option("--jobs", options.campaign.jobs, "Kamailios at a time")->check(CLI::Range(1, 200));
    verb.add_option("--attempts", options.campaign.attempts, "a difference must come back so often");
    verb.add_option("--slot", options.campaign.first_slot, "first of the addresses 127.91.SLOT.*");
    verb.add_flag("!--no-shrink", options.shrink_failures, "do not look for the smallest sequence that differs");
  };
  const auto add_seeds = [&](CLI::App& verb) {
    verb.add_option("--seed", options.seed, "of the first sequence");
    verb.add_option("--count", options.count, "sequences");
  };
  auto& generating = *app.add_subcommand("generate", "print sequences as JSON Lines");
  add_seeds(generating);
  auto& recording = *app.add_subcommand("record", "play the sequences of a file on Kamailio, print recordings");
  recording.add_option("file", options.file, "JSON Lines")->required();
  add_campaign(recording);
  auto& running = *app.add_subcommand("run", "generate, play on Kamailio, compare with the library, print recordings");
  add_seeds(running);
  add_campaign(running);
  auto& checking = *app.add_subcommand("check", "play recordings on the library and compare");
  checking.add_option("file", options.file, "JSON Lines")->required();
  CLI11_PARSE(app, argc, argv);
  if (generating.parsed()) return generate_them(options);
  if (recording.parsed()) return record_file(options);
  if (running.parsed()) return record_them(sequences_of(options), options);
  return check_file(options);
}
