// engine_leak: calls that an engine still has, or had to time out, although their SIP call is over.
#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::engine_leak {
namespace {

KindOptions read(TableReader& table) { return KindOptions::of(read_limit(table, "all calls")); }
void write(const KindOptions& options, Section& section) { write_limit(options.as<Limit>(), section); }

class EngineLeak final : public Judge {
 public:
  EngineLeak(const Check& check, const Scenario& scenario) : check_(check), limit_(check.options.as<Limit>()) {
    for (const Engine& engine : scenario.engines)
      removal_ = std::max<Duration>(removal_, std::chrono::seconds(engine.config.delete_delay_s + 1));
  }

  [[nodiscard]] EventKinds interests() const override { return kinds_of<EngineCall, CallStarted, CallEnded>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* call = std::get_if<EngineCall>(&event))
      engine_call(at, *call);
    else if (const auto* started = std::get_if<CallStarted>(&event))
      begin(*started);
    else if (const auto* ended = std::get_if<CallEnded>(&event); ended != nullptr && ended->end != CallEnd::unfinished)
      call_ended(at, *ended);
  }

  [[nodiscard]] Verdict judge(Duration end) const override;

 private:
  /// One Call-ID; dropped when its calls are over at all proxies and no engine has it any more.
  struct Row {
    std::uint32_t up = 0;  ///< calls with this Call-ID
    bool over = false;     ///< they have ended; a Call-ID may be used again
    Duration over_since{};
    std::string result = {};
    std::vector<std::string> held = {};  ///< engines that have it
  };

  void begin(const CallStarted& event) {
    Row& row = calls_[std::string(event.call_id)];
    ++row.up;
    row.over = false;
  }

  void engine_call(Duration at, const EngineCall& event) {
    ++(event.created ? created_ : removed_);
    Row& row = calls_[std::string(event.call_id)];
    if (event.created) {
      row.held.emplace_back(event.engine);
      return;
    }
    std::erase(row.held, event.engine);
    const bool expected = event.cause == RemovalCause::deleted || event.cause == RemovalCause::restart;
    if (!expected && row.over && check_.covers(at)) {
      ++leaks_;
      evidence_.add(fmt::format("{} engine {} removed call {} by {}; the call was over at {} ({})", clock_text(at),
                                event.engine, event.call_id, to_string(event.cause), clock_text(row.over_since),
                                row.result));
    }
    if (row.over && row.held.empty()) calls_.erase(std::string(event.call_id));
  }

  void call_ended(Duration at, const CallEnded& event) {
    const auto found = calls_.find(std::string(event.call_id));
    if (found == calls_.end()) return;
    Row& row = found->second;
    if (row.up > 0 && --row.up > 0) return;
    if (row.held.empty()) {
      calls_.erase(found);
      return;
    }
    row.over = true;
    row.over_since = at;
    row.result = event.end == CallEnd::completed ? std::string(to_string(event.end))
                                                 : fmt::format("failed: {}: {}", event.message, event.failure);
  }

  const Check& check_;
  const Limit& limit_;
  Duration removal_{};
  boost::unordered_flat_map<std::string, Row> calls_;
  std::uint64_t created_ = 0, removed_ = 0, leaks_ = 0;
  Evidence evidence_;
};

Verdict EngineLeak::judge(Duration end) const {
  struct Left {
    Duration over_since;
    std::string_view call_id;
    const Row* row;
  };
  std::vector<Left> left;
  for (const auto& [call_id, row] : calls_)
    if (row.over && !row.held.empty() && row.over_since + removal_ <= end && check_.covers(row.over_since))
      left.push_back({row.over_since, call_id, &row});
  std::ranges::sort(left, {}, [](const Left& l) { return std::pair(l.over_since, l.call_id); });
  Evidence evidence = evidence_;
  std::uint64_t leaks = leaks_;
  for (const Left& one : left)
    for (const std::string& engine : one.row->held) {
      ++leaks;
      evidence.add(fmt::format("engine {} still has call {}, which was over at {} ({})", engine, one.call_id,
                               clock_text(one.over_since), one.row->result));
    }
  if (created_ == 0) return {.summary = "no engine set a call up"};
  const bool few = limit_.allows(leaks, created_);
  Verdict result{.outcome = few ? CheckOutcome::passed : CheckOutcome::failed};
  result.summary =
      fmt::format("{} of {} calls that engines set up were left behind ({} allowed)", leaks, created_, limit_.text());
  if (!few) result.evidence = evidence.lines();
  return result;
}

std::unique_ptr<Judge> judge(const Check& check, const Scenario& scenario) {
  return std::make_unique<EngineLeak>(check, scenario);
}

constexpr KeyRow keys[] = {{"max", "0", "", KeyType::number},
                           {"max_share", "", "a part of all calls that engines set up", KeyType::share}};

}  // namespace

extern const CheckKind kind{
    .name = "engine_leak",
    .keys = keys,
    .fails_when = "more calls than `max` stayed in an engine although they were over",
    .example = "max = 3",
    .linger = Linger::until_engines_are_empty,
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::engine_leak
