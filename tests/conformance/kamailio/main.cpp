// kamailio-sequences: generates sequences, records them on Kamailio, checks the library against recordings.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "tests/conformance/kamailio/campaign.hpp"
#include "tests/conformance/kamailio/generate.hpp"
#include "tests/conformance/kamailio/peer.hpp"
#include "tests/conformance/kamailio/report.hpp"

using namespace rtpe;
using namespace rtpe::lane;

namespace {

struct Options {
  std::uint64_t seed = 1, count = 1;
  std::string personality = "kamailio-5.6";
  std::string file;
  CampaignOptions campaign;
  bool shrink_failures = true;
};

int complain(const Error& error) {
  fmt::print(stderr, "{}\n", error.text());
  return error.kind == ErrorKind::missing ? 3 : 2;
}

int generate_them(const Options& options) {
  const auto sequences = generate_all(options.seed, options.count, options.personality);
  if (!sequences) return complain(sequences.error());
  for (const auto& sequence : *sequences) fmt::print("{}\n", to_json_line({.sequence = sequence, .trace = {}}));
  return 0;
}

/// Records on Kamailio; recordings on stdout, differences on stderr.
int record_them(const std::vector<Sequence>& sequences, const Options& options) {
  for (const auto& sequence : sequences)
    if (const auto peer = kamailio_peer(sequence.personality); !peer) return complain(peer.error());
  std::size_t failures = 0, repeated = 0;
  double latest_ms = 0;
  const auto outcomes = record_all(sequences, options.campaign);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];

    if (outcome.attempts > 1) ++repeated;
    latest_ms = std::max(latest_ms, outcome.latest_ms);
    if (outcome.good()) {
      fmt::print("{}\n", to_json_line(outcome.recording));
      continue;
    }
    ++failures;
    fmt::print(stderr, "{}", summary_of(i, outcome));
    if (outcome.difference && options.shrink_failures)
      fmt::print(stderr, "{}", story_of(shrink(outcome, options.campaign)));
  }
  fmt::print(stderr, "{} sequences, {} differ or failed, {} were repeated; a step began {:.0f} ms late at worst\n",
             outcomes.size(), failures, repeated, latest_ms);
  return failures ? 1 : 0;
}

int run_them(const Options& options) {
  const auto sequences = generate_all(options.seed, options.count, options.personality);
  return sequences ? record_them(*sequences, options) : complain(sequences.error());
}

int record_file(const Options& options) {
  const auto recordings = read_recordings(options.file);
  if (!recordings) return complain(recordings.error());
  std::vector<Sequence> sequences;
  for (const auto& recording : *recordings) sequences.push_back(recording.sequence);
  return record_them(sequences, options);
}

int check_file(const Options& options) {
  const auto recordings = read_recordings(options.file);
  if (!recordings) return complain(recordings.error());
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
    verb.add_option("--personality", options.personality, "release: kamailio-5.6, or one of scripts/install-peers");
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
  if (running.parsed()) return run_them(options);
  return check_file(options);
}
