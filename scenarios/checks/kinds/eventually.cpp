// eventually: after an event another one follows in time.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>

#include "scenarios/checks/event_keys.hpp"
#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::eventually {
namespace {

struct Options {
  std::optional<WrittenPattern> after;
  WrittenPattern event;
  std::vector<std::string> same;
  Duration within{};
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  Options options;
  table.require("event", "what comes, as 'node_state where not disabled'");
  table.require("within", "the longest time, as \"70s\"");
  options.event = read_pattern(table, "event");
  if (table.has("after")) options.after = read_pattern(table, "after");
  options.within = table.duration("within").value_or(options.within);
  for (const PlacedText& name : table.texts("same")) options.same.push_back(name.text);
  if (!options.same.empty() && !options.after) table.refuse("same", "it compares the event with that of \"after\"");
  if (options.after)
    for (const std::size_t kind : {options.after->pattern.kind(), options.event.pattern.kind()})
      if (const auto fields = fields_named(kind, options.same); !fields)
        table.error_at_value("same", "same of " + table.name() + ": " + fields.error().message);
  return KindOptions::of(std::move(options));
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  if (options.after) section.text("after", options.after->text);
  section.text("event", options.event.text);
  if (!options.same.empty()) section.texts("same", options.same);
  section.duration("within", options.within);
}

class Eventually final : public Judge {
 public:
  explicit Eventually(const Check& check) : check_(check), options_(check.options.as<Options>()) {
    if (!options_.after) return;
    causes_ = fields_named(options_.after->pattern.kind(), options_.same).value_or(Fields{});
    effects_ = fields_named(options_.event.pattern.kind(), options_.same).value_or(Fields{});
  }

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted>() | options_.event.pattern.kinds() |
           (options_.after ? options_.after->pattern.kinds() : 0);
  }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      names_.start(*started);
      if (!options_.after) wait({.since = check_.from, .key = {}, .text = "from then on"});
    }
    settle(at);
    if (options_.event.pattern.matches(at, event, names_)) answer(at, key_of(effects_, event));
    if (options_.after && check_.covers(at) && options_.after->pattern.matches(at, event, names_))
      wait({.since = at, .key = key_of(causes_, event), .text = event_text(event, names_)});
  }

  [[nodiscard]] Verdict judge(Duration end) const override {
    Evidence evidence = evidence_;
    std::uint64_t late = late_, open = 0;
    for (const Waiting& one : waiting_) {
      if (one.since + options_.within >= end) {
        ++open;
        continue;
      }
      ++late;
      evidence.add(fmt::format("{} {}: nothing followed", clock_text(one.since), one.text));
    }
    if (met_ + late == 0)
      return {.summary = open > 0 ? fmt::format("the run ended within {} of all {}", took_text(options_.within), open)
                                  : fmt::format("there was no {}", options_.after ? options_.after->text : "time")};
    return {.outcome = late == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} of {} were not followed within {} by {}{}", late, met_ + late,
                                   took_text(options_.within), options_.event.text,
                                   met_ == 0 ? "" : fmt::format("; the slowest took {}", took_text(slowest_))),
            .evidence = evidence.lines()};
  }

 private:
  using Fields = std::vector<const FieldAccess*>;
  struct Waiting {
    Duration since{};
    std::string key, text;
  };
  static constexpr std::size_t most_waiting = 100'000;

  [[nodiscard]] std::string key_of(const Fields& fields, const Event& event) const {
    std::string key;
    for (const FieldAccess* field : fields) key.append(names_.shown(field->read(event))).push_back('\n');
    return key;
  }

  void wait(Waiting one) {
    if (waiting_.size() < most_waiting) waiting_.push_back(std::move(one));
  }

  /// Those whose time is over; they stand in the order of time.
  void settle(Duration at) {
    while (!waiting_.empty() && waiting_.front().since + options_.within < at) {
      const Waiting& one = waiting_.front();
      ++late_;
      evidence_.add(fmt::format("{} {}: nothing followed", clock_text(one.since), one.text));
      waiting_.pop_front();
    }
  }

  void answer(Duration at, const std::string& key) {
    std::erase_if(waiting_, [&](const Waiting& one) {
      if (one.key != key || at < one.since) return false;
      ++met_;
      slowest_ = std::max(slowest_, at - one.since);
      return true;
    });
  }

  const Check& check_;
  const Options& options_;
  Fields causes_, effects_;
  RunNames names_;
  std::deque<Waiting> waiting_;
  Evidence evidence_;
  std::uint64_t met_ = 0, late_ = 0;
  Duration slowest_{};
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Eventually>(check);
}

constexpr KeyRow keys[] = {
    {"after", "`from`", "[the events](#expressions) that it counts from"},
    {"event", "required", "what has to follow"},
    {"same", "", "fields that both have alike: `\"node\"`, `[\"proxy\", \"call\"]`", KeyType::texts},
    {"within", "required", "a duration", KeyType::duration}};

}  // namespace

extern const CheckKind kind{
    .name = "eventually",
    .keys = keys,
    .fails_when = "after such an event, or from the begin of the window, the other did not follow in time",
    .example =
        "after = 'node_state where disabled'\nevent = 'node_state where not disabled'\nsame = \"node\"\nwithin = "
        "\"70s\"",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::eventually
