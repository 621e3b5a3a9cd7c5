// post_dial_delay: from the first INVITE of a call until the proxy has dealt with the first reply that the caller
// hears: 18x, or the final one.
#include <fmt/format.h>

#include <boost/unordered/unordered_flat_map.hpp>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/log/latency_histogram.hpp"

namespace rtpe::scenario::checks::post_dial_delay {
namespace {

struct Options {
  unsigned percentile = 100;
  Duration max{};
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  Options options;
  options.percentile = static_cast<unsigned>(table.integer("percentile", 1, 100).value_or(options.percentile));
  table.require("max", "the longest time, as \"2s\"");
  options.max = table.duration("max").value_or(options.max);
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  if (options.percentile != Options{}.percentile) section.whole("percentile", options.percentile);
  section.duration("max", options.max);
}

/// "180 INVITE", "200 INVITE"; not "100 INVITE", "INVITE".
bool rings(std::string_view message) {
  return message.ends_with(" INVITE") && message.front() >= '1' && message.front() <= '6' &&
         !message.starts_with("100 ");
}

class PostDialDelay final : public Judge {
 public:
  explicit PostDialDelay(const Check& check) : check_(check), options_(check.options.as<Options>()) {}

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<CallStarted, SipMessage, OperationStarted, OperationEnded, CallEnded>();
  }
  [[nodiscard]] EventKinds needs() const override { return kinds_of<CallStarted, SipMessage, CallEnded>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* begun = std::get_if<CallStarted>(&event)) {
      calls_[call_of(*begun)].started = at;
    } else if (const auto* message = std::get_if<SipMessage>(&event)) {
      if (Row* row = find(call_of(*message)); row != nullptr) note(at, *message, *row);
    } else if (const auto* operation = std::get_if<OperationStarted>(&event)) {
      // What the script does with that reply before it is passed on.
      if (Row* row = find(call_of(*operation)); row != nullptr && row->worker == operation->worker)
        row->operation = operation->operation;
    } else if (const auto* ended = std::get_if<OperationEnded>(&event)) {
      if (Row* row = find(call_of(*ended));
          row != nullptr && row->worker == ended->worker && row->operation == ended->operation)
        row->rang = at;
    } else if (const auto* over = std::get_if<CallEnded>(&event)) {
      settle(*over);
    }
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (took_.count() == 0) return {.summary = fmt::format("no call rang, of {}", silent_)};
    const Duration measured = options_.percentile == 100 ? took_.highest() : took_.percentile(options_.percentile);
    Verdict result{.outcome = measured <= options_.max ? CheckOutcome::passed : CheckOutcome::failed};
    result.summary = fmt::format("{} of {} callers waited at most {}, {} allowed",
                                 options_.percentile == 100 ? "all" : fmt::format("{} %", options_.percentile),
                                 took_.count(), took_text(measured), took_text(options_.max));
    if (silent_ > 0) result.summary += fmt::format("; {} heard nothing", silent_);
    if (result.outcome == CheckOutcome::failed) result.evidence = evidence_.lines();
    return result;
  }

 private:
  struct Row {
    Duration started{};
    std::optional<Duration> rang;
    std::uint32_t worker = no_worker;  ///< that deals with the reply
    std::uint64_t operation = 0;
  };
  Row* find(CallKey call) {
    const auto found = calls_.find(call);
    return found == calls_.end() ? nullptr : &found->second;
  }

  static void note(Duration at, const SipMessage& message, Row& row) {
    row.worker = no_worker;  // the reply that rang has been dealt with
    if (row.rang || !rings(message.message)) return;
    row.rang = at;
    row.worker = message.worker;
  }

  void settle(const CallEnded& over) {
    const Row* row = find(call_of(over));
    if (row == nullptr) return;
    if (check_.covers(row->started)) {
      if (!row->rang) {
        ++silent_;
      } else {
        const Duration took = *row->rang - row->started;
        took_.add(took);
        if (took > options_.max)
          evidence_.add(fmt::format("call {}, from {}: {}", over.call_id, clock_text(row->started), took_text(took)));
      }
    }
    calls_.erase(call_of(over));
  }

  const Check& check_;
  const Options& options_;
  boost::unordered_flat_map<CallKey, Row> calls_;
  LatencyHistogram took_;
  Evidence evidence_;
  std::uint64_t silent_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<PostDialDelay>(check);
}

constexpr KeyRow keys[] = {
    {"percentile", "100", "of the calls that are judged; good to about 3 %, 100 is exact", KeyType::whole},
    {"max", "required", "a duration", KeyType::duration}};

}  // namespace

extern const CheckKind kind{
    .name = "post_dial_delay",
    .keys = keys,
    .fails_when =
        "that part of the callers waited longer, from their INVITE until the proxy had dealt with the first "
        "18x or final reply. Calls without either are counted apart",
    .example = "percentile = 99\nmax = \"2s\"",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::post_dial_delay
