// unknown_calls: a node said yes to a call that its engine does not have.
#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::unknown_calls {
namespace {

KindOptions read(TableReader& table) { return KindOptions::of(read_limit(table, "all accepted offers and answers")); }
void write(const KindOptions& options, Section& section) { write_limit(options.as<Limit>(), section); }

class UnknownCalls final : public Judge {
 public:
  explicit UnknownCalls(const Check& check) : check_(check), limit_(check.options.as<Limit>()) {}

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, CallStarted, EngineCall, ExchangeEnded, CallEnded>();
  }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      for (const NodeEntry& node : started->nodes) engines_.emplace_back(node.engine);
    } else if (const auto* call = std::get_if<CallStarted>(&event)) {
      call_ids_[call_of(*call)] = std::string(call->call_id);
    } else if (const auto* ended = std::get_if<CallEnded>(&event)) {
      call_ids_.erase(call_of(*ended));
    } else if (const auto* held = std::get_if<EngineCall>(&event)) {
      auto& calls = held_[std::string(held->engine)];
      if (held->created)
        calls.insert(std::string(held->call_id));
      else
        calls.erase(std::string(held->call_id));
    } else if (const auto* exchange = std::get_if<ExchangeEnded>(&event)) {
      note(at, *exchange);
    }
  }

  [[nodiscard]] bool is_broken() const override { return !limit_.share && !limit_.allows(unknown_, accepted_); }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (accepted_ == 0) return {.summary = "no offer or answer was accepted"};
    const bool few = limit_.allows(unknown_, accepted_);
    return {.outcome = few ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} of {} accepted offers and answers were of calls that the engine does not have "
                                   "({} allowed)",
                                   unknown_, accepted_, limit_.text()),
            .evidence = few ? std::vector<std::string>{} : evidence_.lines()};
  }

 private:
  void note(Duration at, const ExchangeEnded& exchange) {
    if (exchange.command != Command::offer && exchange.command != Command::answer) return;
    if (exchange.outcome != ExchangeOutcome::answered || exchange.result != ReplyResult::ok) return;
    const std::string& engine = engines_[exchange.node];
    const auto call = call_ids_.find(call_of(exchange));
    if (engine.empty() || call == call_ids_.end() || !check_.covers(at)) return;
    ++accepted_;
    if (held_[engine].contains(call->second)) return;
    ++unknown_;
    evidence_.add(fmt::format("{} engine {} said ok to the {} of call {}, which it does not have", clock_text(at),
                              engine, wire_name(exchange.command), call->second));
  }

  const Check& check_;
  const Limit& limit_;
  std::vector<std::string> engines_;  ///< by node
  std::map<CallKey, std::string> call_ids_;
  std::map<std::string, std::set<std::string>, std::less<>> held_;  ///< by engine
  std::uint64_t accepted_ = 0, unknown_ = 0;
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<UnknownCalls>(check);
}

constexpr KeyRow keys[] = {{"max", "0", ""}, {"max_share", "", "a part of all accepted offers and answers"}};

}  // namespace

extern const CheckKind kind{
    .name = "unknown_calls",
    .keys = keys,
    .fails_when = "more offers and answers than `max` were accepted for calls that the engine does not have then",
    .example = "max = 3",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::unknown_calls
