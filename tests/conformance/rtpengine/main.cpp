// rtpengine-sessions: random sessions on Debian's rtpengine and on the mock engine, or on two daemons.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>

#include "tests/conformance/rtpengine/duel.hpp"
#include "tests/conformance/rtpengine/play_file.hpp"

using namespace rtpe;
using namespace rtpe::lane;

namespace {

struct Options {
  std::vector<std::string> features, files;
  std::string personality{usual_personality};
  std::uint64_t seed = 1, count = 100;
  int slot = 1;
  std::size_t stories = 3;
  bool proves_comparison = false, only_prints = false, tells_all = false;
};

/// Sessions by kind of difference: how many, and the first of them.
struct Kind {
  std::size_t count = 0;
  Session first;
};

std::size_t run_feature(Duel& duel, Feature feature, const Options& options) {
  std::map<std::string, Kind> kinds;
  std::size_t differing = 0, crashes = 0, requests = 0;
  for (std::uint64_t seed = options.seed; seed < options.seed + options.count; ++seed) {
    const Session session = generate(feature, seed);
    requests += session.requests.size();
    const Outcome outcome = duel.play(session);
    if (outcome.good()) continue;
    if (outcome.crash) {
      ++crashes;
      continue;
    }
    ++differing;
    Kind& kind = kinds[outcome.difference ? outcome.difference->kind : outcome.problem];
    if (kind.count++ == 0) kind.first = session;
  }
  fmt::print("{}: {} sessions, {} requests, {} differ, {} crashed the daemon\n", name_of(feature), options.count,
             requests, differing, crashes);
  std::multimap<std::size_t, const std::pair<const std::string, Kind>*, std::greater<>> most_frequent;
  for (const auto& kind : kinds) most_frequent.emplace(kind.second.count, &kind);
  std::size_t told = 0;
  for (const auto& [count, kind] : most_frequent) {
    fmt::print("  {:4} x {} (session {})\n", count, kind->first.substr(0, 300), kind->second.first.seed);
    if (told++ >= options.stories) continue;
    const Session small = duel.shrink(kind->second.first);
    fmt::print("{}", story_of(small, duel.play(small)));
  }
  std::fflush(stdout);
  return differing;
}

/// Sessions of the file that differ; each is told with the lines that do.
Expected<std::size_t> play_file(Duel& duel, const std::string& path, bool tells_all) {
  const auto sessions = read_sessions(path);
  if (!sessions) return std::unexpected(sessions.error());
  std::size_t differing = 0;
  for (const Session& session : *sessions) {
    std::string story;
    const Outcome outcome = duel.play(session, [&](const Request& request, const std::string& one, const auto& other) {
      const bool is_equal = one == other;
      if (is_equal && !tells_all) return;
      if (tells_all) story += text_of(bencode::Value(request)) + "reply\n";
      story += is_equal ? one : changed_lines(one, other);
    });
    if (outcome.crash) story += fmt::format("request {} killed the daemon\n", *outcome.crash);
    fmt::print("{} {}{}\n{}", outcome.good() ? "equal" : "DIFFERS", path,
               session.seed == 0 ? "" : fmt::format(":{}", session.seed), story + outcome.problem);
    differing += outcome.good() ? 0 : 1;
  }
  std::fflush(stdout);
  return differing;
}

int complain(const Error& error) {
  fmt::print(stderr, "{}\n", error.text());
  return 3;
}

int run(const Options& options) {
  std::vector<Feature> features;
  for (const Feature feature : all_features())
    if (options.features.empty() || std::ranges::count(options.features, name_of(feature)) > 0)
      features.push_back(feature);
  if (options.only_prints) {
    for (const Feature feature : features) fmt::print("{}", story_of(generate(feature, options.seed), {}));
    return 0;
  }
  auto left = start_daemon(options.slot, options.personality);
  if (!left) return complain(left.error());
  auto right =
      options.proves_comparison ? start_daemon(options.slot + 1, options.personality) : start_mock(options.personality);
  if (!right) return complain(right.error());
  Duel duel(**left, **right);
  std::size_t differing = 0;
  for (const std::string& file : options.files) {
    const auto played = play_file(duel, file, options.tells_all);
    if (!played) return complain(played.error());
    differing += *played;
  }
  if (!options.files.empty()) return differing == 0 ? 0 : 1;
  for (const Feature feature : features) differing += run_feature(duel, feature, options);
  return differing == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Random sessions on Debian's rtpengine and on the mock engine: replies compared, differences shrunk"};
  Options options;
  std::vector<std::string> names;
  for (const Feature feature : all_features()) names.emplace_back(name_of(feature));
  app.add_option("--feature", options.features, "classes of features; all when absent")->check(CLI::IsMember(names));
  app.add_option("--seed", options.seed, "of the first session");
  app.add_option("--count", options.count, "sessions of each class");
  app.add_option("--stories", options.stories, "differences of each class to shrink and print");
  app.add_option("--personality", options.personality, "release: rtpengine-10.5, or one of scripts/install-peers");
  app.add_option("--slot", options.slot, "the daemon's addresses are 127.93.SLOT.*")->check(CLI::Range(1, 250));
  app.add_flag("--two-daemons", options.proves_comparison, "a second daemon in place of the mock engine");
  app.add_option(
      "--play", options.files,
      "play these dialogues instead: one JSON request a line, %CALL% the call-id, @@N:KEY@@ key KEY of reply N");
  app.add_flag("--all", options.tells_all, "with --play: show every request and reply");
  app.add_flag("--print", options.only_prints, "print the first session and stop");
  CLI11_PARSE(app, argc, argv);
  return run(options);
}
