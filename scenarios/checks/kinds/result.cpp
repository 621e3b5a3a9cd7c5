// result: what script functions came to.
#include <fmt/format.h>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::result {
namespace {

struct Options {
  std::string function;
  OperationEnd is = OperationEnd::failed;
  Limit limit;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  static const std::vector<std::string_view> words = [] {
    std::vector<std::string_view> made;
    for (const OperationEnd end : all_of_a_word<OperationEnd>()) made.push_back(word_of(end));
    return made;
  }();
  Options options;
  options.function = table.text("function").value_or("");
  if (const auto word = table.word("is", words)) options.is = all_of_a_word<OperationEnd>()[*word];
  options.limit = read_limit(table, "all calls of the function");
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  if (!options.function.empty()) section.text("function", options.function);
  if (options.is != Options{}.is) section.text("is", word_of(options.is));
  write_limit(options.limit, section);
}

class Result final : public Judge {
 public:
  explicit Result(const Check& check) : check_(check), options_(check.options.as<Options>()) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<OperationEnded>(); }

  void record(Duration at, const Event& event) override {
    const auto& ended = std::get<OperationEnded>(event);
    if (!check_.covers(at) || (!options_.function.empty() && ended.function != options_.function)) return;
    ++all_;
    if (ended.end != options_.is) return;
    ++found_;
    evidence_.add(fmt::format("{} call {} of proxy {}: {} came to {}, rc {}{}{}", clock_text(at), ended.call,
                              ended.proxy, ended.function, word_of(ended.end), ended.rc,
                              ended.failure.empty() ? "" : ": ", ended.failure));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    const std::string_view what = options_.function.empty() ? "script functions" : std::string_view(options_.function);
    if (all_ == 0) return {.summary = fmt::format("{} was never called", what)};
    const bool few = options_.limit.allows(found_, all_);
    Verdict verdict{.outcome = few ? CheckOutcome::passed : CheckOutcome::failed};
    verdict.summary = fmt::format("{} of {} calls of {} came to \"{}\" ({}), {} allowed", found_, all_, what,
                                  word_of(options_.is), percent_text(part_of(found_, all_)), options_.limit.text());
    if (!few) verdict.evidence = evidence_.lines();
    return verdict;
  }

 private:
  const Check& check_;
  const Options& options_;
  Evidence evidence_;
  std::uint64_t all_ = 0, found_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Result>(check);
}

constexpr KeyRow keys[] = {{"function", "all", "script function: `\"rtpengine_offer\"`"},
                           {"is", "\"failed\"", "`\"ok\"`, `\"failed\"`, `\"nothing done\"` (docs/event-log.md)"},
                           {"max", "0", "how often it may come to that", KeyType::number},
                           {"max_share", "", "a part of all its calls", KeyType::share}};

}  // namespace

extern const CheckKind kind{
    .name = "result",
    .keys = keys,
    .fails_when = "the function came to that more often than `max`",
    .example = "function = \"rtpengine_manage\"\nmax_share = 0.01",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::result
