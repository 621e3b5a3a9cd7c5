// sent_twice: one call of a function of the module gave its command to a set that had accepted it already.
#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <vector>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::sent_twice {
namespace {

KindOptions read(TableReader& table) { return KindOptions::of(read_limit(table, "all accepted commands")); }
void write(const KindOptions& options, Section& section) { write_limit(options.as<Limit>(), section); }

class SentTwice final : public Judge {
 public:
  explicit SentTwice(const Check& check) : check_(check), limit_(check.options.as<Limit>()) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, ExchangeEnded, OperationEnded>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      for (const NodeEntry& node : started->nodes) nodes_.push_back({std::string(node.url), node.set});
    } else if (const auto* exchange = std::get_if<ExchangeEnded>(&event)) {
      note(at, *exchange);
    } else if (const auto* ended = std::get_if<OperationEnded>(&event)) {
      accepted_by_.erase(OperationKey{ended->proxy, ended->operation});
    }
  }

  [[nodiscard]] bool is_broken() const override { return !limit_.share && !limit_.allows(twice_, accepted_); }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (accepted_ == 0) return {.summary = "no command was accepted"};
    const bool few = limit_.allows(twice_, accepted_);
    return {.outcome = few ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} of {} accepted commands were given to the same set again by the same function "
                                   "call ({} allowed)",
                                   twice_, accepted_, limit_.text()),
            .evidence = few ? std::vector<std::string>{} : evidence_.lines()};
  }

 private:
  struct Node {
    std::string url;
    std::uint32_t set = 0;
  };

  void note(Duration at, const ExchangeEnded& exchange) {
    if (exchange.operation == 0 || exchange.command == Command::ping || exchange.node >= nodes_.size()) return;
    const OperationKey operation{exchange.proxy, exchange.operation};
    const Node& node = nodes_[exchange.node];
    std::vector<std::uint32_t>& sets = accepted_by_[operation];
    if (std::ranges::find(sets, node.set) != sets.end() && check_.covers(at)) {
      ++twice_;
      evidence_.add(fmt::format("{} {} of call {} came to set {} again, at {}, though it had accepted it",
                                clock_text(at), wire_name(exchange.command), exchange.call, node.set, node.url));
    }
    if (exchange.outcome != ExchangeOutcome::answered || exchange.result != ReplyResult::ok) return;
    if (check_.covers(at)) ++accepted_;
    sets.push_back(node.set);
  }

  const Check& check_;
  const Limit& limit_;
  std::vector<Node> nodes_;
  boost::unordered_flat_map<OperationKey, std::vector<std::uint32_t>> accepted_by_;  ///< sets, by operation
  std::uint64_t accepted_ = 0, twice_ = 0;
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<SentTwice>(check);
}

constexpr KeyRow keys[] = {{"max", "0", ""}, {"max_share", "", "a part of all accepted commands"}};

}  // namespace

extern const CheckKind kind{
    .name = "sent_twice",
    .keys = keys,
    .fails_when =
        "more commands than `max` were given by one function call to a set that had accepted them already: two sets "
        "chosen for an earlier message are still in the worker's mind",
    .example = "max = 3",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::sent_twice
