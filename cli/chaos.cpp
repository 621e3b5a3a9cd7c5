// rtpe-lab chaos BASE: searches for the bad day of a deployment, makes it small and explains it.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

#include "base/text_hash.hpp"
#include "base/time_text.hpp"
#include "base/whole_file.hpp"
#include "cli/chaos_curve.hpp"
#include "cli/chaos_journal.hpp"
#include "cli/chaos_options.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "client/database/node_rows.hpp"
#include "scenarios/campaign/hunt.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::cli {
namespace {

namespace campaign = scenario::campaign;
namespace json = boost::json;
using campaign::Found;
using campaign::Outcome;
using campaign::Planned;

using Clock = std::chrono::steady_clock;
constexpr std::uintmax_t most_megabytes_of_scenario = 8;  // of a scenario file

/// True from that much time after now; an empty function without a limit.
std::function<bool()> clock_of(const std::string& limit) {
  if (limit.empty()) return {};
  const auto end = Clock::now() + parse_duration(limit).value_or(Duration{});
  return [end] { return Clock::now() >= end; };
}

/// Plays what no journal knows, several at once.
class Players {
 public:
  Players(const campaign::Budgets& budgets, std::uint32_t jobs, ChaosJournal* journal,
          const std::atomic<bool>& interrupt)
      : budgets_(budgets), jobs_(jobs), journal_(journal), interrupt_(interrupt) {}

  std::vector<Outcome> play_all(const std::vector<Planned>& runs) {
    std::vector<Outcome> outcomes(runs.size());
    std::vector<std::size_t> open;
    for (std::size_t run = 0; run < runs.size(); ++run) {
      auto known = journal_ == nullptr ? std::nullopt : journal_->known(runs[run].key);
      if (known)
        outcomes[run] = std::move(*known);
      else
        open.push_back(run);
    }
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t place = next++; place < open.size(); place = next++) {
        Outcome& outcome = outcomes[open[place]];
        outcome.interrupted = interrupt_;
        if (!outcome.interrupted) outcome = campaign::play(runs[open[place]].scenario, budgets_, &interrupt_);
      }
    };
    if (open.size() <= 1 || jobs_ <= 1) {
      work();
    } else {
      std::vector<std::jthread> threads;
      for (std::size_t job = 0; job < std::min<std::size_t>(jobs_, open.size()); ++job) threads.emplace_back(work);
    }
    played_ += open.size();
    if (journal_ != nullptr)
      for (const std::size_t run : open)
        if (!outcomes[run].interrupted) journal_->add(runs[run].key, outcomes[run]);
    return outcomes;
  }
  [[nodiscard]] std::uint64_t played() const { return played_; }

 private:
  const campaign::Budgets& budgets_;
  std::uint32_t jobs_;
  ChaosJournal* journal_;
  const std::atomic<bool>& interrupt_;
  std::uint64_t played_ = 0;
};

/// "operation_time-delete-known-node-is-silent": a file name for an identity, with a number of its own where it is cut.
std::string file_stem(const std::string& identity) {
  constexpr std::size_t longest = 70;
  std::string stem;
  for (const char letter : identity) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
    if (plain)
      stem += letter;
    else if (!stem.empty() && stem.back() != '-')
      stem += '-';
  }
  const bool is_cut = stem.size() > longest;
  stem.resize(std::min(stem.size(), longest));
  while (stem.ends_with('-')) stem.pop_back();
  return is_cut ? fmt::format("{}-{:08x}", stem, text_hash(identity) & 0xFFFFFFFFU) : stem;
}

std::string explanation_text(const Found& found) {
  std::string text;
  for (const std::string& sentence : found.explanation.chain) text += "  " + sentence + "\n";
  if (!found.explanation.decisive.empty()) text += "  decisive: " + found.explanation.decisive + "\n";
  text += "  prevented by: " +
          (found.explanation.prevention.empty() ? std::string("no single setting that was tried")
                                                : found.explanation.prevention) +
          "\n";
  return text;
}

std::string found_text(const Found& found, std::size_t number) {
  std::string text = fmt::format("\n{}. {}\n", number, found.failure.identity());
  text += fmt::format("  found in run {}; {} choices became {} in {} runs{}; {} lines\n", found.run,
                      found.first.list.size(), found.shrunk.choices.list.size(), found.shrunk.runs,
                      found.shrunk.stopped_early ? " (stopped early: it may get smaller yet)" : "", found.lines);
  return text + explanation_text(found);
}

/// Known cases: those that still fail are not looked for again, those that do not are dropped. Files without the mark
/// of a find are somebody's own and left alone.
Expected<std::set<std::string>> play_corpus(const std::string& folder, bool is_silent) {
  std::set<std::string> known;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  if (error) return std::unexpected(Error{.kind = ErrorKind::missing, .message = error.message(), .place = folder});
  std::ranges::sort(files);
  for (const auto& file : files) {
    const auto text = read_whole_file(file, most_megabytes_of_scenario);
    if (!text) return std::unexpected(text.error());
    const std::string identity = campaign::identity_in(*text);
    if (identity.empty()) continue;
    const auto scenario = scenario::read_scenario(file.string(), &database::read_node_rows);
    if (!scenario) return std::unexpected(scenario.error().front());
    const auto result = scenario::run(*scenario, {});
    if (!result) return std::unexpected(result.error());
    if (result->checks.empty() || result->checks.front().outcome != scenario::CheckOutcome::passed) {
      known.insert(identity);
      if (!is_silent) print(fmt::format("known: {} ({})\n", identity, file.filename().string()));
      continue;
    }
    std::filesystem::remove(file, error);
    if (!is_silent) print(fmt::format("fixed, and dropped: {} ({})\n", identity, file.filename().string()));
  }
  return known;
}

/// The same scenario with the real Kamailio as its proxy.
std::string confirmation(const scenario::Scenario& scenario, const std::atomic<bool>& interrupt) {
  const auto result = scenario::run(scenario, {.clock = scenario::ClockKind::real_time,
                                               .hosts = {.proxy = scenario::ProxyKind::kamailio},
                                               .interrupt = &interrupt});
  if (!result) return "not confirmed: " + result.error().text();
  const scenario::CheckResult& check = result->checks.front();
  if (check.outcome == scenario::CheckOutcome::failed) return "confirmed by the real Kamailio: " + check.summary;
  if (check.outcome == scenario::CheckOutcome::not_judged) return "not confirmable: " + check.summary;
  return "not confirmed, the real Kamailio passes: " + check.summary;
}

class ChaosVerb {
 public:
  explicit ChaosVerb(const ChaosOptions& options) : options_(options) {}

  int run() {
    auto read = scenario::read_scenario(options_.base, &database::read_node_rows);
    if (!read) return fail(read.error());
    base_ = std::move(*read);
    const auto text = read_whole_file(options_.base, most_megabytes_of_scenario);
    if (!text) return fail(text.error());
    auto space = campaign::read_space(*text, options_.base, base_);
    if (!space) return fail(space.error());
    if (!options_.curve.empty()) return draw_curve(options_, base_, *space, jobs(), interrupt_);
    if (auto made = prepare(*text); !made) return fail(made.error());
    Players players(hunting_.budgets, jobs(), journal_.get(), interrupt_);
    const auto began = Clock::now();
    const auto result = campaign::hunt(
        base_, *space, hunting_, [&](const std::vector<Planned>& runs) { return players.play_all(runs); },
        [&](const Found& found) { tell(found); });
    if (!result) return fail(result.error());
    if (unwritten_) return fail(*unwritten_);
    if (journal_ != nullptr && journal_->trouble()) return fail(*journal_->trouble());
    const double took = std::chrono::duration<double>(Clock::now() - began).count();
    complain_about_speed(players.played(), took);
    options_.json ? print_json(*result) : print_end(*result);
    if (result->interrupted) return exit_check_failed;
    return result->times.empty() ? exit_passed : exit_check_failed;
  }

 private:
  [[nodiscard]] std::uint32_t jobs() const {
    return options_.jobs > 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
  }

  Expected<void> prepare(const std::string& text) {
    for (const auto& [limit, option] :
         {std::pair{&options_.time, "--time"}, std::pair{&options_.shrink_time, "--shrink-time"}})
      if (!limit->empty())
        if (auto parsed = parse_duration(*limit); !parsed) {
          parsed.error().place = option;
          return std::unexpected(parsed.error());
        }
    const auto budgets = options_.budgets();
    if (!budgets) return std::unexpected(budgets.error());
    const auto shard = shard_of(options_.shard);
    if (!shard) return std::unexpected(shard.error());
    if ((options_.resume || !options_.merged.empty()) && options_.out.empty())
      return std::unexpected(Error{.message = "--resume and --merge need --out, where the journal is"});
    hunting_ = {.strategy = options_.wanted_strategy(),
                .seed = options_.seed,
                .runs = options_.runs,
                .budgets = *budgets,
                .shrink_runs = options_.shrink_runs,
                .search_is_over = clock_of(options_.time),
                .shrink_clock = {},
                .shard = shard->number,
                .shards = shard->count,
                .command = fmt::format("rtpe-lab chaos {}", std::filesystem::path(options_.base).filename().string())};
    if (!options_.find.empty()) {
      hunting_.find = options_.find;
      hunting_.most_found = 1;
    }
    if (!options_.shrink_time.empty()) hunting_.shrink_clock = [this] { return clock_of(options_.shrink_time); };
    if (!options_.corpus.empty()) {
      auto known = play_corpus(options_.corpus, options_.json || options_.quiet);
      if (!known) return std::unexpected(known.error());
      hunting_.known = std::move(*known);
    }
    return options_.out.empty() ? Expected<void>{} : open_out(text);
  }

  Expected<void> open_out(const std::string& text) {
    std::error_code error;
    std::filesystem::create_directories(options_.out, error);
    if (error)
      return std::unexpected(Error{.kind = ErrorKind::missing, .message = error.message(), .place = options_.out});
    std::string name = "journal.jsonl";
    if (hunting_.shards > 1) name = fmt::format("journal-{}-of-{}.jsonl", hunting_.shard + 1, hunting_.shards);
    const std::string path = (std::filesystem::path(options_.out) / name).string();
    if (!options_.resume && std::filesystem::exists(path, error))
      return std::unexpected(Error{.message = "is there already", .place = path, .remedy = "--resume goes on with it"});
    // The number of runs, the limits of shrinking and the shard may differ: what was played stays what it was.
    const std::string search = fmt::format("seed {} strategy {} budgets {} {} {} {} base {:016x}", options_.seed,
                                           options_.strategy, options_.operation_time, options_.standstill,
                                           options_.stale_rows, options_.recovery_time, text_hash(text));
    auto journal = ChaosJournal::open(path, search);
    if (!journal) return std::unexpected(journal.error());
    for (const std::string& other : options_.merged)
      if (auto learnt = (*journal)->learn(other, search); !learnt) return learnt;
    journal_ = std::move(*journal);
    return {};
  }

  void tell(const Found& found) {
    const bool is_silent = options_.json || options_.quiet;
    ++told_;
    std::string text = found_text(found, told_);
    if (!is_silent) print(text);
    std::string stem = file_stem(found.failure.identity());
    // Shards that write to one folder at once may find the same.
    if (hunting_.shards > 1) stem += fmt::format("-{}-of-{}", hunting_.shard + 1, hunting_.shards);
    for (const std::string& folder : {options_.out, options_.corpus}) {
      if (folder.empty()) continue;
      const auto path = std::filesystem::path(folder) / stem;
      write(path.string() + ".toml", found.file);
      if (folder == options_.out) write(path.string() + ".txt", text.substr(1));
      if (!is_silent) print(fmt::format("  scenario: {}.toml\n", path.string()));
    }
    if (options_.out.empty() && options_.corpus.empty() && !is_silent) print("\n" + found.file);
    if (options_.confirm) {
      confirmed_.push_back(confirmation(found.scenario, interrupt_));
      if (!is_silent) print("  " + confirmed_.back() + "\n");
    }
  }

  void write(const std::string& path, const std::string& text) {
    if (const auto written = write_whole(path, text); !written && !unwritten_) unwritten_ = written.error();
  }

  void complain_about_speed(std::uint64_t played, double took) const {
    if (options_.quiet || options_.json || played == 0) return;
    complain(fmt::format("{} runs played in {:.1f} s, {:.0f} a second", played, took,
                         static_cast<double>(played) / std::max(took, 1e-9)));
  }

  void print_end(const campaign::HuntResult& result) const {
    std::string text =
        fmt::format("\n{} runs: {} failures, {} of them new", result.runs, result.times.size(), result.found.size());
    if (hunting_.strategy == campaign::Strategy::exhaustive)
      text += fmt::format(
          "; {} of {} points of the space were played, {:.1f} %", result.runs, result.grid,
          100.0 * static_cast<double>(result.runs) / static_cast<double>(std::max<std::uint64_t>(result.grid, 1)));
    else
      text += fmt::format("; {} decision states reached", result.states);
    if (result.invalid > 0) text += fmt::format("; {} draws made no scenario", result.invalid);
    if (result.interrupted) text += "; interrupted";
    print(text + "\n");
    if (!options_.quiet)
      for (const auto& [identity, times] : result.times) print(fmt::format("  {:>6} x {}\n", times, identity));
  }

  void print_json(const campaign::HuntResult& result) const {
    json::array found;
    for (std::size_t place = 0; place < result.found.size(); ++place) {
      const Found& one = result.found[place];
      json::array chain;
      for (const std::string& sentence : one.explanation.chain) chain.push_back(json::value(sentence));
      json::object object{{"identity", one.failure.identity()},
                          {"check", one.failure.check},
                          {"reason", one.failure.reason},
                          {"run", one.run},
                          {"shrink_runs", one.shrunk.runs},
                          {"stopped_early", one.shrunk.stopped_early},
                          {"lines", one.lines},
                          {"chain", std::move(chain)},
                          {"decisive", one.explanation.decisive},
                          {"prevention", one.explanation.prevention},
                          {"scenario", one.file}};
      if (place < confirmed_.size()) object["confirmation"] = confirmed_[place];
      found.push_back(std::move(object));
    }
    json::object times;
    for (const auto& [identity, count] : result.times) times[identity] = count;
    print(json::serialize(json::object{{"runs", result.runs},
                                       {"states", result.states},
                                       {"grid", result.grid},
                                       {"interrupted", result.interrupted},
                                       {"times", std::move(times)},
                                       {"found", std::move(found)}}) +
          "\n");
  }

  const ChaosOptions& options_;
  const std::atomic<bool>& interrupt_ = interrupt_flag();
  scenario::ScenarioFile base_;
  campaign::HuntOptions hunting_;
  std::unique_ptr<ChaosJournal> journal_;
  std::vector<std::string> confirmed_;
  std::optional<Error> unwritten_;
  std::size_t told_ = 0;
};

}  // namespace

void add_chaos(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ChaosOptions>();
  CLI::App* verb = app.add_subcommand("chaos", "Search for the bad day of a deployment, make it small and explain it");
  verb->footer(examples({"rtpe-lab chaos scenarios/library/steady-cluster.toml --runs 300",
                         "rtpe-lab chaos my-cluster.toml --time 5min --out found --corpus known-cases",
                         "rtpe-lab chaos my-cluster.toml --seed 7 --strategy exhaustive",
                         "rtpe-lab chaos my-cluster.toml --out found --resume --confirm"}));
  add_chaos_options(*verb, *options);
  verb->callback([options, &exit_code] { exit_code = ChaosVerb(*options).run(); });
}

}  // namespace rtpe::cli
