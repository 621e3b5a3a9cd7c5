// table_size: rows of the call table.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::table_size {
namespace {

struct Options {
  std::optional<std::int64_t> max, max_at_end;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  constexpr std::int64_t most = 1'000'000'000;
  const Options options{.max = table.integer("max", 0, most), .max_at_end = table.integer("max_at_end", 0, most)};
  if (!table.has("max") && !table.has("max_at_end"))
    table.problems().error(table.place(), table.name() + " needs max, or max_at_end, a number of rows");
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  if (options.max) section.whole("max", static_cast<std::uint64_t>(*options.max));
  if (options.max_at_end) section.whole("max_at_end", static_cast<std::uint64_t>(*options.max_at_end));
}

class TableSize final : public Judge {
 public:
  explicit TableSize(const Check& check) : check_(check), options_(check.options.as<Options>()) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<TableChange>(); }

  void record(Duration at, const Event& event) override {
    const auto& change = std::get<TableChange>(event);
    seen_ = true;
    Key key{change.proxy, std::string(change.call_id), std::string(change.via_branch)};
    if (change.node == no_node)
      rows_.erase(key);
    else
      rows_.insert(std::move(key));
    if (!check_.covers(at)) return;
    if (rows_.size() > most_) {
      most_ = rows_.size();
      most_at_ = at;
    }
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (!seen_) return {.summary = "no call came into the table"};
    const auto above = [](std::size_t rows, const std::optional<std::int64_t>& limit) {
      return limit && rows > static_cast<std::uint64_t>(*limit);
    };
    const bool many = above(most_, options_.max), many_at_end = above(rows_.size(), options_.max_at_end);
    Verdict result{.outcome = many || many_at_end ? CheckOutcome::failed : CheckOutcome::passed};
    result.summary = fmt::format("at most {} rows{}, {} at the end{}", most_, allowed(options_.max), rows_.size(),
                                 allowed(options_.max_at_end));
    Evidence evidence;
    if (many) evidence.add(fmt::format("{} the table has {} rows", clock_text(most_at_), most_));
    if (many_at_end)
      for (const Key& key : rows_) {
        if (evidence.full()) {
          evidence.skip(rows_.size() - static_cast<std::size_t>(std::distance(rows_.begin(), rows_.find(key))));
          break;
        }
        evidence.add(fmt::format("call {} has a row at the end", key.call_id));
      }
    result.evidence = evidence.lines();
    return result;
  }

 private:
  struct Key {
    std::uint32_t proxy;
    std::string call_id, via_branch;
    auto operator<=>(const Key&) const = default;
  };
  static std::string allowed(const std::optional<std::int64_t>& limit) {
    return limit ? fmt::format(" ({} allowed)", *limit) : std::string();
  }

  const Check& check_;
  const Options& options_;
  std::set<Key> rows_;
  bool seen_ = false;
  std::size_t most_ = 0;
  Duration most_at_{};
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<TableSize>(check);
}

constexpr KeyRow keys[] = {
    {"max", "", "rows at any time", KeyType::number},
    {"max_at_end", "", "rows that are left when the run ends. One of the two is required", KeyType::number}};

}  // namespace

extern const CheckKind kind{
    .name = "table_size",
    .keys = keys,
    .fails_when = "the call tables of the proxies together had more rows",
    .example = "max = 1000",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::table_size
