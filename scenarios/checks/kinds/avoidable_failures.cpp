// avoidable_failures: functions that failed although an engine that another node of the proxy leads to was well.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::avoidable_failures {
namespace {

KindOptions read(TableReader& table) { return KindOptions::of(read_limit(table, "all offers and answers")); }
void write(const KindOptions& options, Section& section) { write_limit(options.as<Limit>(), section); }

class AvoidableFailures final : public Judge {
 public:
  AvoidableFailures(const Check& check, const Scenario& scenario)
      : check_(check), limit_(check.options.as<Limit>()), has_one_set_(has_one_set(scenario)) {}

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, EngineState, Selected, OperationEnded>();
  }

  /// Where there is one set, nobody has to tell which one was chosen.
  [[nodiscard]] EventKinds needs() const override {
    return has_one_set_ ? interests() & ~kinds_of<Selected>() : interests();
  }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      for (const NodeEntry& node : started->nodes)
        nodes_.push_back({std::string(node.name), std::string(node.engine), node.proxy, node.set, node.weight});
      for (const ProxyEntry& proxy : started->proxies) tells_choices_ = tells_choices_ && proxy.host == "built-in";
      for (const EngineEntry& engine : started->engines) states_[std::string(engine.name)] = EngineCondition::up;
    } else if (const auto* state = std::get_if<EngineState>(&event)) {
      states_[std::string(state->engine)] = state->state;
    } else if (const auto* selected = std::get_if<Selected>(&event)) {
      sets_[{selected->proxy, selected->operation}] = selected->set;
    } else if (const auto* ended = std::get_if<OperationEnded>(&event)) {
      note(at, *ended);
    }
  }

  [[nodiscard]] bool is_broken() const override { return !limit_.share && !limit_.allows(failures_, operations_); }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (operations_ == 0) return {.summary = "no offer or answer was to be brought to a node"};
    const bool few = limit_.allows(failures_, operations_);
    return {.outcome = few ? CheckOutcome::passed : CheckOutcome::failed,
            .summary =
                fmt::format("{} of {} offers and answers failed although an engine of their set was well ({} allowed)",
                            failures_, operations_, limit_.text()),
            .evidence = few ? std::vector<std::string>{} : evidence_.lines()};
  }

 private:
  struct Row {
    std::string name, engine;
    std::uint32_t proxy, set, weight;
  };

  static bool has_one_set(const Scenario& scenario) {
    std::set<std::string> sets;
    for (const Client& proxy : scenario.proxies) {
      if (!proxy.parameters.db_url.empty()) return false;
      for (const std::string& sock : proxy.parameters.rtpengine_sock) {
        const auto equals = sock.find("==");
        sets.insert(equals == std::string::npos ? std::string() : sock.substr(0, equals));
      }
    }
    return sets.size() <= 1;
  }

  /// The set that the operation chose a node of; nullopt: it came to no choice.
  std::optional<std::uint32_t> set_of(const OperationEnded& ended) {
    if (!tells_choices_) {
      const auto node = std::ranges::find(nodes_, ended.proxy, &Row::proxy);
      return node == nodes_.end() || ended.end == OperationEnd::nothing_done ? std::nullopt : std::optional(node->set);
    }
    const auto found = sets_.find({ended.proxy, ended.operation});
    if (found == sets_.end()) return std::nullopt;
    const std::uint32_t set = found->second;
    sets_.erase(found);
    return set;
  }

  void note(Duration at, const OperationEnded& ended) {
    const auto set = set_of(ended);
    if (!set) return;
    if (ended.command != Command::offer && ended.command != Command::answer) return;
    if (!check_.covers(at)) return;
    ++operations_;
    if (ended.end != OperationEnd::failed) return;
    const auto is_well = [&](const Row& node) {
      if (node.proxy != ended.proxy || node.set != *set || node.weight == 0) return false;
      const auto state = states_.find(node.engine);
      return state != states_.end() && state->second == EngineCondition::up;
    };
    const auto well = std::ranges::find_if(nodes_, is_well);
    if (well == nodes_.end()) return;
    ++failures_;
    evidence_.add(fmt::format("{} {} ({}) failed: {}; engine {} of the same set was well", clock_text(at),
                              ended.function, wire_name(*ended.command), ended.failure, well->engine));
  }

  const Check& check_;
  const Limit& limit_;
  bool has_one_set_, tells_choices_ = true;
  std::vector<Row> nodes_;
  std::map<std::string, EngineCondition, std::less<>> states_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> sets_;  ///< of running operations
  std::uint64_t operations_ = 0, failures_ = 0;
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& scenario) {
  return std::make_unique<AvoidableFailures>(check, scenario);
}

constexpr KeyRow keys[] = {{"max", "0", ""}, {"max_share", "", "a part of all offers and answers"}};

}  // namespace

extern const CheckKind kind{
    .name = "avoidable_failures",
    .keys = keys,
    .fails_when = "more offers and answers than `max` failed although an engine of their set was up and well",
    .example = "max = 3",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::avoidable_failures
