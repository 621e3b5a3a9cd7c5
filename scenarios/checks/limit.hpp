// `max`, a count, or `max_share`, a part of some whole: what several kinds of checks allow.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/table_reader.hpp"
#include "scenarios/model/section.hpp"

namespace rtpe::scenario {

struct Limit {
  std::optional<double> count, share;  ///< never both; neither: none is allowed
  [[nodiscard]] bool allows(std::uint64_t found, std::uint64_t whole) const;
  /// "3", "12.5 %".
  [[nodiscard]] std::string text() const;
  bool operator==(const Limit&) const = default;
};

/// 0 of nothing.
[[nodiscard]] double part_of(std::uint64_t found, std::uint64_t whole);
/// `whole`: what max_share is a part of, for the message that refuses both.
[[nodiscard]] Limit read_limit(TableReader& table, std::string_view whole);
void write_limit(const Limit& limit, Section& section);

}  // namespace rtpe::scenario
