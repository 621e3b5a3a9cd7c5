// mos: what engines say of the quality of calls, as the routing's MOS variables get it.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::mos {
namespace {

struct Options {
  double min = 0;
  double max_share = 0;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  Options options;
  table.require("min", "the lowest average MOS that is right, as 3.5");
  options.min = table.number("min", 1, 5).value_or(options.min);
  options.max_share = table.probability("max_share").value_or(options.max_share);
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  section.number("min", options.min);
  if (options.max_share != 0) section.number("max_share", options.max_share);
}

class Mos final : public Judge {
 public:
  explicit Mos(const Check& check) : check_(check), options_(check.options.as<Options>()) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<MediaMeasured>(); }

  void record(Duration at, const Event& event) override {
    const auto& measured = std::get<MediaMeasured>(event);
    if (!check_.covers(at)) return;
    ++streams_;
    sum_ += measured.mos_tenths;
    lowest_ = std::min(lowest_, measured.mos_tenths);
    if (measured.mos_tenths >= options_.min * 10) return;
    ++poor_;
    if (evidence_.full())
      evidence_.skip(1);
    else
      evidence_.add(fmt::format("{} call {}, stream {}: MOS {:.1f} (loss {} %, jitter {} ms, round trip {} ms)",
                                clock_text(at), measured.call, measured.ssrc, measured.mos_tenths / 10.0,
                                measured.loss_percent, measured.jitter_ms, measured.round_trip_us / 1000));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (streams_ == 0) return {.summary = "no reply told a MOS: no traffic has media, or nothing asks for statistics"};
    const bool fine = part_of(poor_, streams_) <= options_.max_share;
    return {.outcome = fine ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} of {} streams had a MOS below {:.1f}; average {:.2f}, lowest {:.1f}", poor_,
                                   streams_, options_.min,
                                   static_cast<double>(sum_) / static_cast<double>(streams_) / 10, lowest_ / 10.0),
            .evidence = fine ? std::vector<std::string>{} : evidence_.lines()};
  }

 private:
  const Check& check_;
  const Options& options_;
  Evidence evidence_;
  std::uint64_t streams_ = 0, poor_ = 0, sum_ = 0;
  std::uint32_t lowest_ = 50;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) { return std::make_unique<Mos>(check); }

constexpr KeyRow keys[] = {{"min", "required", "the lowest average MOS that is right", KeyType::number},
                           {"max_share", "0", "the part of all streams that may be below it", KeyType::share}};

}  // namespace

extern const CheckKind kind{
    .name = "mos",
    .keys = keys,
    .fails_when = "more streams, as replies to `query` and `delete` tell of them, had a lower average MOS",
    .example = "min = 3.5",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::mos
