#include "scenarios/checks/limit.hpp"

#include <fmt/format.h>

#include "scenarios/checks/evidence.hpp"

namespace rtpe::scenario {

bool Limit::allows(std::uint64_t found, std::uint64_t whole) const {
  return share ? part_of(found, whole) <= *share : static_cast<double>(found) <= count.value_or(0);
}

std::string Limit::text() const { return share ? percent_text(*share) : fmt::format("{:.0f}", count.value_or(0)); }

double part_of(std::uint64_t found, std::uint64_t whole) {
  return whole > 0 ? static_cast<double>(found) / static_cast<double>(whole) : 0;
}

Limit read_limit(TableReader& table, std::string_view whole) {
  constexpr double most = 1e12;
  const Limit limit{.count = table.number("max", 0, most), .share = table.probability("max_share")};
  if (limit.count && limit.share)
    table.problems().error(table.place_of_key("max_share"),
                           fmt::format("give either max, a count, or max_share, a part of {}", whole));
  return limit;
}

void write_limit(const Limit& limit, Section& section) {
  if (limit.count) section.number("max", *limit.count);
  if (limit.share) section.number("max_share", *limit.share);
}

}  // namespace rtpe::scenario
