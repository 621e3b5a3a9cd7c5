#include "scenarios/upgrade/confirm.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/time_text.hpp"
#include "scenarios/process/peer_root.hpp"
#include "scenarios/upgrade/comparison.hpp"

namespace rtpe::scenario::upgrade {
namespace {

/// A side of the deployment, the proxies or the engines, as real programs.
struct Side {
  std::map<std::string, std::string> versions;  ///< by release: "kamailio 6.1.5-1"
  std::optional<Error> missing;                 ///< why they are the lab's own
  [[nodiscard]] bool is_real() const { return !missing.has_value(); }
};

/// A play cut to the time that there is, on the real programs and in the lab.
struct CutPlay {
  ScenarioFile scenario;
  WatchedRun real, own;
};

/// What real plays and the lab's own plays of the same calls show of a state.
struct Seen {
  std::vector<Finding> real, own;
  std::set<std::string> complaints;
};

class Confirmer {
 public:
  Confirmer(const Deployment& deployment, const UpgradeOptions& options, const ConfirmOptions& how,
            Rehearsal& rehearsal)
      : deployment_(deployment), options_(options), how_(how), rehearsal_(rehearsal) {}

  void confirm() {
    if (rehearsal_.findings.empty()) return;
    proxies_ = side_of(&GivenReleases::proxies, "kamailio", &kamailio_of);
    engines_ = side_of(&GivenReleases::engines, "rtpengine-daemon", &rtpengine_of);
    bool is_worth_it = false;
    for (const Finding& finding : rehearsal_.findings) {
      const auto missing = missing_for(finding);
      is_worth_it = is_worth_it || !missing;
      // Where no program is known for a release none is missing here.
      if (missing && !missing->place.empty()) note(*missing);
    }
    if (is_worth_it) play_states();
    for (Finding& finding : rehearsal_.findings) finding.confirmation = judge(finding);
  }

 private:
  using ProgramOf = Expected<PeerProgram> (*)(std::string_view, const std::string&);

  /// Every release of that side, before and after, must be here: a play with half of it would compare other things.
  [[nodiscard]] Side side_of(std::vector<std::string> GivenReleases::* which, std::string_view package,
                             ProgramOf program_of) const {
    Side side;
    for (const StatePlayed& state : rehearsal_.states)
      for (const std::string& release : state.releases.*which) {
        if (release.empty() || side.versions.contains(release)) continue;
        const auto program = program_of(release, peers_directory());
        if (!program) {
          side.missing = program.error();
          return side;
        }
        const std::string version = program->version.empty() ? version_in("", package) : program->version;
        side.versions[release] = fmt::format("{} {}", release.substr(0, release.find('-')), version);
      }
    return side;
  }

  [[nodiscard]] const StatePlayed* state_named(std::string_view name) const {
    const auto found = std::ranges::find(rehearsal_.states, name, &StatePlayed::name);
    return found == rehearsal_.states.end() ? nullptr : &*found;
  }

  /// "after" first, then what the findings that are not in it were seen in.
  [[nodiscard]] std::vector<std::string> states_to_play() const {
    std::vector<std::string> names;
    const auto is_covered = [&](const Finding& finding) {
      return std::ranges::any_of(
          finding.states, [&](const std::string& state) { return std::ranges::find(names, state) != names.end(); });
    };
    const auto has_after = [](const Finding& finding) {
      return std::ranges::find(finding.states, "after") != finding.states.end();
    };
    if (std::ranges::any_of(rehearsal_.findings, has_after)) names.emplace_back("after");
    for (const Finding& finding : rehearsal_.findings)
      if (finding.harm != Harm::start && !finding.states.empty() && !is_covered(finding) &&
          names.size() + 1 < most_real_plays)
        names.push_back(finding.states.front());
    return names;
  }

  void play_states() {
    const auto before = play(rehearsal_.states.front());
    if (!before) return;
    for (const std::string& name : states_to_play()) {
      if (is_interrupted()) return;
      if (const auto after = play(*state_named(name))) compare(name, *before, *after);
    }
  }

  [[nodiscard]] std::optional<CutPlay> play(const StatePlayed& state) {
    auto scenario = deployment_.read(state.releases);
    if (!scenario) return std::nullopt;  // a finding says so
    CutPlay cut{.scenario = std::move(*scenario), .real = {}, .own = {}};
    if (cut.scenario.duration == Duration{} || cut.scenario.duration > how_.longest)
      cut.scenario.duration = how_.longest;
    const std::uint64_t seed = options_.seed != 0 ? options_.seed : cut.scenario.seed;
    auto real = watch(cut.scenario, seed,
                      {.hosts = {.proxy = proxies_.is_real() ? ProxyKind::kamailio : ProxyKind::builtin,
                                 .engines = engines_.is_real() ? EngineKind::rtpengine : EngineKind::mock},
                       .interrupt = how_.interrupt});
    auto own = real ? watch(cut.scenario, seed) : Expected<WatchedRun>(std::unexpected(real.error()));
    if (!own) {
      note(own.error());
      return std::nullopt;
    }
    if (is_interrupted()) return std::nullopt;
    cut.real = std::move(*real);
    cut.own = std::move(*own);
    note(state, cut.real);
    return cut;
  }

  void note(const Error& error) {
    const auto& known = rehearsal_.real.missing;
    if (std::ranges::find(known, error.text(), &Error::text) == known.end()) rehearsal_.real.missing.push_back(error);
  }

  bool is_interrupted() {
    if (how_.interrupt != nullptr && how_.interrupt->load(std::memory_order_relaxed))
      rehearsal_.real.interrupted = true;
    return rehearsal_.real.interrupted;
  }

  void note(const StatePlayed& state, const WatchedRun& run) {
    RealPlay played{
        .state = state.name, .programs = {}, .calls = run.calls.size(), .failed = 0, .lasted = run.result.simulated};
    const auto add = [&](const Side& side, const std::vector<std::string>& releases, std::string_view own) {
      for (const std::string& release : releases) {
        const auto version = side.versions.find(release);
        std::string name = side.is_real() && version != side.versions.end() ? version->second : std::string(own);
        if (std::ranges::find(played.programs, name) == played.programs.end())
          played.programs.push_back(std::move(name));
      }
    };
    add(proxies_, state.releases.proxies, "the lab's own proxy");
    add(engines_, state.releases.engines, "the lab's own engines");
    played.failed = static_cast<std::uint64_t>(
        std::ranges::count_if(run.calls, [](const auto& call) { return call.second.end == CallEnd::failed; }));
    rehearsal_.real.plays.push_back(std::move(played));
  }

  void compare(const std::string& state, const CutPlay& before, const CutPlay& after) {
    Seen& seen = seen_[state];
    const auto see = [&](const WatchedRun& old, const WatchedRun& fresh, std::vector<Finding>& out) {
      const Comparison both{
          .deployment = deployment_, .before = {before.scenario, old}, .after = {after.scenario, fresh}};
      out = compare_plays(both);
      if (options_.proxy.changes()) compare_live_calls(both, out);
    };
    see(before.real, after.real, seen.real);
    see(before.own, after.own, seen.own);
    seen.complaints = after.real.complaints;
    for (const std::string& line : before.real.complaints) complained_before_.insert(line);
  }

  /// Which side brings it about: where one side alone is new the finding is there too, or it is not.
  [[nodiscard]] std::optional<Error> missing_for(const Finding& finding) const {
    const auto is_in = [&](std::string_view state) {
      return std::ranges::find(finding.states, state) != finding.states.end();
    };
    const bool both_change = options_.proxy.changes() && options_.engine.changes();
    const bool of_proxies = options_.proxy.changes() && (!both_change || is_in("proxies new") || !is_in("engines new"));
    const bool of_engines =
        options_.engine.changes() && (!both_change || is_in("engines new") || !is_in("proxies new"));
    if (of_proxies && !proxies_.is_real()) return proxies_.missing;
    return of_engines ? engines_.missing : std::nullopt;
  }

  [[nodiscard]] Confirmation judge(const Finding& finding) const;
  [[nodiscard]] Confirmation judge_in(const Finding& finding, const Seen& seen) const;
  [[nodiscard]] std::optional<Confirmation> judge_word(const Finding& finding, const Seen& seen) const;
  [[nodiscard]] std::string cut_text() const { return fmt::format("the first {}", duration_text(how_.longest)); }

  const Deployment& deployment_;
  const UpgradeOptions& options_;
  const ConfirmOptions& how_;
  Rehearsal& rehearsal_;
  Side proxies_, engines_;
  std::map<std::string, Seen> seen_;  ///< by state
  std::set<std::string> complained_before_;
};

const Finding* same_finding(const std::vector<Finding>& all, const Finding& finding) {
  const auto same = std::ranges::find_if(all, [&](const Finding& one) {
    return one.harm == finding.harm && one.change == finding.change && one.subject == finding.subject;
  });
  return same == all.end() ? nullptr : &*same;
}

/// Parts of all findings with its subject.
std::set<std::string> parts_in(const std::vector<Finding>& all, const Finding& finding) {
  std::set<std::string> parts;
  for (const Finding& one : all)
    if (one.harm == finding.harm && one.subject == finding.subject) parts.insert(one.parts.begin(), one.parts.end());
  return parts;
}

/// What the real plays say, as far as it is not what the finding says.
std::string seen_text(const Finding& finding, const Finding& seen) {
  const std::string calls = seen.of > 0 ? fmt::format("{} of {} calls", seen.count, seen.of) : std::string();
  if (calls.empty()) return seen.says;
  return seen.says == finding.says ? calls : fmt::format("{} ({})", seen.says, calls);
}

Confirmation cannot(std::string why) { return {.verdict = Verdict::cannot, .says = std::move(why)}; }

Confirmation Confirmer::judge(const Finding& finding) const {
  if (finding.harm == Harm::start) return cannot("the lab has no file for a release that does not start with it");
  if (finding.harm == Harm::state && finding.subject.starts_with("engine "))
    return cannot("no engine is restarted while the calls are played");
  if (finding.subject.empty()) return cannot("no call shows it: the file says it");
  if (const auto missing = missing_for(finding))
    return cannot(missing->place.empty() ? missing->message : fmt::format("{} {}", missing->place, missing->message));
  if (rehearsal_.real.interrupted) return cannot("interrupted");
  const Seen* seen = nullptr;
  for (const std::string& state : finding.states)
    if (const auto found = seen_.find(state); found != seen_.end()) {
      seen = &found->second;
      break;
    }
  if (seen != nullptr) return judge_in(finding, *seen);
  if (seen_.empty() && !rehearsal_.real.missing.empty()) return cannot(rehearsal_.real.missing.back().text());
  return cannot(
      fmt::format("\"{}\" is not played: {} plays are the most", fmt::join(finding.states, "\", \""), most_real_plays));
}

/// An engine says in its log what it does not know; the comparison takes that from the lab's tables.
std::optional<Confirmation> Confirmer::judge_word(const Finding& finding, const Seen& seen) const {
  const bool is_of_engine = finding.says.starts_with("engines do not know") || finding.says.starts_with("engines know");
  if (!is_of_engine || finding.parts.empty()) return std::nullopt;
  if (!engines_.is_real()) return cannot("the engines are the lab's own");
  const bool is_lost = finding.change != Change::better;
  for (const std::string& line : is_lost ? seen.complaints : complained_before_)
    if (line.contains(finding.parts.front()))
      return Confirmation{.verdict = Verdict::confirmed,
                          .says = fmt::format("rtpengine{} says: {}", is_lost ? "" : " as it was",
                                              line.substr(std::min(line.find("nknown") - 1, line.size())))};
  return Confirmation{.verdict = Verdict::not_seen,
                      .says = fmt::format("no rtpengine says in {} that it does not know it", cut_text())};
}

Confirmation Confirmer::judge_in(const Finding& finding, const Seen& seen) const {
  if (auto word = judge_word(finding, seen)) return std::move(*word);
  const bool has_no_media = engines_.is_real();
  if (!finding.parts.empty()) {
    const std::set<std::string> there = parts_in(seen.real, finding);
    std::vector<std::string> missing;
    for (const std::string& part : finding.parts)
      if (!there.contains(part)) missing.push_back(part);
    const Finding* const same = same_finding(seen.real, finding);
    if (missing.empty() && same != nullptr) return {.verdict = Verdict::confirmed, .says = seen_text(finding, *same)};
    if (has_no_media && std::ranges::all_of(missing, [](const std::string& key) { return key.contains("SSRC"); }) &&
        missing.size() == finding.parts.size())
      return cannot("real engines have it of media, and nobody sends them any");
    if (missing.size() < finding.parts.size())
      return {.verdict = Verdict::in_part,
              .says = fmt::format("{} of {} keys; not \"{}\"{}", finding.parts.size() - missing.size(),
                                  finding.parts.size(), fmt::join(missing, "\", \""),
                                  has_no_media ? " (nobody sends media to real engines)" : "")};
  } else if (const Finding* const same = same_finding(seen.real, finding)) {
    const std::string_view counted = finding.harm == Harm::state ? "by the nodes that they chose, " : "";
    return {.verdict = Verdict::confirmed, .says = fmt::format("{}{}", counted, seen_text(finding, *same))};
  }
  if (finding.harm == Harm::values && has_no_media)
    return cannot("nobody sends media to real engines, and they measure none");
  if (same_finding(seen.own, finding) == nullptr)
    return cannot(fmt::format("{} do not show it, in the lab neither: --confirm-for takes more", cut_text()));
  return {.verdict = Verdict::not_seen, .says = fmt::format("in {}, where the lab's own play shows it", cut_text())};
}

}  // namespace

void confirm(const Deployment& deployment, const UpgradeOptions& options, const ConfirmOptions& how,
             Rehearsal& rehearsal) {
  Confirmer(deployment, options, how, rehearsal).confirm();
}

}  // namespace rtpe::scenario::upgrade
