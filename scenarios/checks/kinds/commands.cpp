// commands: how many of a kind were carried out, in all or for each call.
#include <fmt/format.h>

#include <boost/unordered/unordered_flat_map.hpp>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/exchange_filter.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::commands {
namespace {

struct Options {
  ExchangeFilter filter;
  bool per_call = false;
  std::int64_t min = 0;
  std::optional<std::int64_t> max;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  constexpr std::int64_t most = 1'000'000'000;
  Options options;
  options.filter = read_exchange_filter(table);
  options.per_call = table.truth("per_call").value_or(false);
  const auto count = table.integer("count", 0, most), min = table.integer("min", 0, most),
             max = table.integer("max", 0, most);
  if (!table.has("count") && !table.has("min") && !table.has("max"))
    table.problems().error(table.place(), table.name() + " needs count, or min, max, or both");
  if (count && (min || max)) table.problems().error(table.place_of_key("count"), "give either count, or min and max");
  options.min = count ? *count : min.value_or(0);
  options.max = count ? count : max;
  if (options.max && *options.max < options.min)
    table.error_at_value("max", fmt::format("max is below min, {}", options.min));
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  write_exchange_filter(options.filter, section);
  if (options.per_call) section.add("per_call", true);
  if (options.max == options.min) return section.whole("count", static_cast<std::uint64_t>(options.min));
  if (options.min > 0 || !options.max) section.whole("min", static_cast<std::uint64_t>(options.min));
  if (options.max) section.whole("max", static_cast<std::uint64_t>(*options.max));
}

void relate(const Check& check, CheckRelations& relations) {
  relate_exchange_filter(check.options.as<Options>().filter, relations);
}

class Commands final : public Judge {
 public:
  explicit Commands(const Check& check)
      : check_(check), options_(check.options.as<Options>()), nodes_(options_.filter.node) {}

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, CallStarted, ExchangeEnded, CallEnded>();
  }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event))
      nodes_.start(*started);
    else if (const auto* ended = std::get_if<ExchangeEnded>(&event))
      count(at, *ended);
    else if (const auto* begun = std::get_if<CallStarted>(&event); begun != nullptr && options_.per_call)
      calls_.try_emplace(call_of(*begun), 0);
    else if (const auto* over = std::get_if<CallEnded>(&event); over != nullptr && options_.per_call)
      settle(at, *over);
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (!seen_) return {.summary = "no command was answered or given up"};
    return options_.per_call ? judge_calls() : judge_all();
  }

 private:
  [[nodiscard]] bool right(std::int64_t found) const {
    return found >= options_.min && (!options_.max || found <= *options_.max);
  }
  [[nodiscard]] std::string wanted() const {
    if (options_.max == options_.min) return fmt::format("{}", options_.min);
    if (!options_.max) return fmt::format("at least {}", options_.min);
    return options_.min > 0 ? fmt::format("{} to {}", options_.min, *options_.max)
                            : fmt::format("at most {}", *options_.max);
  }

  void count(Duration at, const ExchangeEnded& ended) {
    seen_ = seen_ || ended.command != Command::ping;
    if (!options_.filter.wants(ended.command) || !nodes_.covers(ended.node)) return;
    if (options_.per_call) {
      if (const auto found = calls_.find(call_of(ended)); found != calls_.end()) ++found->second;
      return;
    }
    if (!check_.covers(at)) return;
    ++all_;
    evidence_.add(fmt::format("{} {} to {}: {}", clock_text(at), word_of(ended.command), nodes_.name(ended.node),
                              word_of(ended.outcome)));
  }

  /// A completed call has all its commands; what a failed or unfinished one lacks is not this check's matter.
  void settle(Duration at, const CallEnded& over) {
    const auto found = calls_.find(call_of(over));
    if (found == calls_.end()) return;
    const std::int64_t commands = found->second;
    calls_.erase(found);
    if (over.end != CallEnd::completed || !check_.covers(at)) return;
    ++judged_;
    if (right(commands)) return;
    ++wrong_;
    evidence_.add(fmt::format("{} call {}: {} {}", clock_text(at), over.call_id, commands, options_.filter.text()));
  }

  [[nodiscard]] Verdict judge_calls() const {
    if (judged_ == 0) return {.summary = "no call was completed"};
    Verdict result{.outcome = wrong_ == 0 ? CheckOutcome::passed : CheckOutcome::failed};
    result.summary = fmt::format("{} of {} completed calls had another number of {} than {}", wrong_, judged_,
                                 options_.filter.text(), wanted());
    if (wrong_ > 0) result.evidence = evidence_.lines();
    return result;
  }

  [[nodiscard]] Verdict judge_all() const {
    Verdict result{.outcome = right(all_) ? CheckOutcome::passed : CheckOutcome::failed};
    result.summary = fmt::format("{} {}, {} wanted", all_, options_.filter.text(), wanted());
    if (result.outcome == CheckOutcome::failed) {
      result.evidence = evidence_.lines();
      if (result.evidence.empty()) result.evidence.push_back(fmt::format("there were no {}", options_.filter.text()));
    }
    return result;
  }

  const Check& check_;
  const Options& options_;
  FilteredNodes nodes_;
  Evidence evidence_;
  boost::unordered_flat_map<CallKey, std::int64_t> calls_;  ///< that are up, and their commands
  std::uint64_t judged_ = 0, wrong_ = 0;
  std::int64_t all_ = 0;
  bool seen_ = false;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Commands>(check);
}

constexpr KeyRow keys[] = {
    command_key,
    node_key,
    {"per_call", "false", "`true`: counted for each completed call, repetitions of one exchange aside", KeyType::truth},
    {"count", "", "the one number that is right", KeyType::whole},
    {"min", "0", "", KeyType::whole},
    {"max", "any number", "one of `count`, `min`, `max` is required", KeyType::whole}};

}  // namespace

extern const CheckKind kind{
    .name = "commands",
    .keys = keys,
    .fails_when = "there were more or fewer of these commands, answered or given up, in all or in some completed call",
    .example = "command = \"delete\"\nper_call = true\ncount = 1",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::commands
