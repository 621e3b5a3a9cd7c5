// The statistics of an engine as its clients see them: pure functions of a snapshot.
#pragma once
#include <string>

#include "client/bencode/writer.hpp"
#include "mock_engine/statistics/counters.hpp"

namespace rtpe::mock {

/// The value of `statistics` in the reply to the command of that name (protocol.md 9, `stats_list`): fractions, uptime
/// and interval values are strings.
void write_statistics(const StatisticsSnapshot& snapshot, bencode::Writer& writer);
/// The same as one line of JSON with bare numbers: `list jsonstats`.
[[nodiscard]] std::string statistics_json(const StatisticsSnapshot& snapshot);
/// The tables of `list totals`.
[[nodiscard]] std::string totals_text(const StatisticsSnapshot& snapshot);
/// The table of `list counters`.
[[nodiscard]] std::string counters_text(const StatisticsSnapshot& snapshot);
/// The body of GET /metrics: Prometheus text under the daemon's own names.
[[nodiscard]] std::string prometheus_text(const StatisticsSnapshot& snapshot);

}  // namespace rtpe::mock
