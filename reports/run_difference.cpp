#include "reports/run_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>
#include <optional>

#include "reports/measure_text.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::report {
namespace {

namespace json = boost::json;
using scenario::CheckOutcome;
using scenario::NodeSummary;
using scenario::RunResult;

constexpr std::size_t most_divergences = 10;

enum class Sense : std::uint8_t { more_is_worse, neither };

/// One number of both runs.
struct Number {
  std::string what;
  double left = 0, right = 0;
  std::string (*text)(double value) = measured_count;
  Sense sense = Sense::more_is_worse;
};

Change change_of(const Number& number, double tolerance) {
  const double grown = number.right - number.left;
  if (std::abs(grown) <= tolerance * std::abs(number.left)) return Change::same;
  if (number.sense == Sense::neither) return Change::other;
  return grown > 0 ? Change::worse : Change::better;
}

double share(std::uint64_t part, std::uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

double ns(Duration time) { return static_cast<double>(time.count()); }

std::uint64_t new_calls(const RunResult& result) {
  std::uint64_t all = 0;
  for (const NodeSummary& node : result.nodes) all += node.new_calls;
  return all;
}

std::vector<Number> numbers_of(const RunResult& left, const RunResult& right) {
  std::vector<Number> out{
      {"calls", static_cast<double>(left.calls), static_cast<double>(right.calls), measured_count, Sense::neither},
      {"failed calls", share(left.calls_failed, left.calls), share(right.calls_failed, right.calls), measured_share},
      {"longest operation", ns(left.longest_operation), ns(right.longest_operation), measured_time},
      {"most workers busy", static_cast<double>(left.most_workers_busy), static_cast<double>(right.most_workers_busy)},
      {"most SIP queued", static_cast<double>(left.most_queued), static_cast<double>(right.most_queued)},
      {"SIP dropped", static_cast<double>(left.sip_dropped), static_cast<double>(right.sip_dropped)},
      {"datagrams an exchange", share(left.sends, left.exchanges), share(right.sends, right.exchanges),
       [](double value) { return fmt::format("{:.3f}", value); }}};
  for (const NodeSummary& node : left.nodes) {
    const auto other = std::ranges::find_if(
        right.nodes, [&](const NodeSummary& one) { return one.name == node.name && one.proxy == node.proxy; });
    if (other == right.nodes.end()) continue;
    const std::string name = printable(node.name);
    out.push_back({name + ": share of new calls", share(node.new_calls, new_calls(left)),
                   share(other->new_calls, new_calls(right)), measured_share, Sense::neither});
    out.push_back({name + ": median latency", ns(node.latency.median), ns(other->latency.median), measured_time});
    out.push_back({name + ": p99 latency", ns(node.latency.p99), ns(other->latency.p99), measured_time});
    out.push_back({name + ": without reply", share(node.timed_out, node.commands),
                   share(other->timed_out, other->commands), measured_share});
    out.push_back({name + ": refused", share(node.refused, node.commands), share(other->refused, other->commands),
                   measured_share});
    out.push_back({name + ": disabled for", ns(node.time_disabled), ns(other->time_disabled), measured_time});
  }
  return out;
}

using Verdicts = std::vector<std::pair<std::string, CheckOutcome>>;

Verdicts verdicts_of(const RunResult& result) {
  Verdicts out;
  std::map<std::string, int> times;
  for (const scenario::CheckResult& check : result.checks) {
    std::string name = printable(check.that);
    if (const int time = ++times[name]; time > 1) name += fmt::format(" #{}", time);
    out.emplace_back(std::move(name), check.verdict());
  }
  return out;
}

std::optional<CheckOutcome> verdict_in(const Verdicts& verdicts, const std::string& name) {
  const auto row = std::ranges::find(verdicts, name, &Verdicts::value_type::first);
  return row == verdicts.end() ? std::nullopt : std::optional(row->second);
}

DifferenceRow check_row(const std::string& name, std::optional<CheckOutcome> left, std::optional<CheckOutcome> right) {
  const auto word = [](const std::optional<CheckOutcome>& one) {
    return one ? std::string(scenario::word_of(*one)) : std::string("-");
  };
  Change change = Change::same;
  if (left != right) {
    change = Change::other;
    if (left == CheckOutcome::passed && right) change = Change::worse;
    if (right == CheckOutcome::passed && left) change = Change::better;
    if (right == CheckOutcome::failed && left) change = Change::worse;
  }
  return {.what = name, .left = word(left), .right = word(right), .change = change};
}

std::string table_of(const std::vector<DifferenceRow>& rows, std::string_view title) {
  TextTable table({{.title = std::string(title)},
                   {.title = "A", .align = Align::right},
                   {.title = "B", .align = Align::right},
                   {.title = ""}});
  for (const DifferenceRow& row : rows)
    if (row.change != Change::same) table.add({row.what, row.left, row.right, std::string(to_string(row.change))});
  std::string out;
  if (table.rows() > 0) table.render(out);
  return out.empty() ? out : "\n" + out;
}

std::string outcome_text(const PlayedRun& run) {
  return fmt::format("{} ({}, seed {}): {}", printable(run.title), printable(run.file), run.seed,
                     scenario::word_of(run.result->outcome()));
}

DecisionComparison compare_decisions(const scenario::Transcript& left, const scenario::Transcript& right) {
  DecisionComparison out;
  for (const auto& [call_id, call] : left.calls()) {
    if (!right.calls().contains(call_id)) continue;
    ++out.compared;
    out.functions += call.rows.size();
  }
  out.only_left = left.calls().size() - out.compared;
  out.only_right = right.calls().size() - out.compared;
  out.divergences = scenario::divergences(left, right);
  return out;
}

/// When it began; of what has no time, the whole run.
std::string time_text(Duration at) {
  return at == Duration::max() ? std::string("whole run")
                               : fmt::format("{:.3f} s", std::chrono::duration<double>(at).count());
}

}  // namespace

std::string_view to_string(Change change) {
  switch (change) {
    case Change::same:
      return "same";
    case Change::other:
      return "other";
    case Change::better:
      return "better";
    case Change::worse:
      return "worse";
  }
  return "same";
}

bool RunDifference::is_worse() const {
  const auto any = [](const std::vector<DifferenceRow>& rows) {
    return std::ranges::find(rows, Change::worse, &DifferenceRow::change) != rows.end();
  };
  return any(checks) || any(numbers);
}

bool RunDifference::is_same() const {
  const auto all = [](const std::vector<DifferenceRow>& rows) {
    return std::ranges::all_of(rows, [](const DifferenceRow& row) { return row.change == Change::same; });
  };
  return all(checks) && all(numbers) && decisions.divergences.empty() && decisions.only_left == 0 &&
         decisions.only_right == 0;
}

RunDifference difference(const RunRecord& left, const RunRecord& right, double tolerance) {
  RunDifference out;
  const Verdicts mine = verdicts_of(*left.run.result), theirs = verdicts_of(*right.run.result);
  for (const auto& [name, verdict] : mine) out.checks.push_back(check_row(name, verdict, verdict_in(theirs, name)));
  for (const auto& [name, verdict] : theirs)
    if (!verdict_in(mine, name)) out.checks.push_back(check_row(name, std::nullopt, verdict));
  out.checks.push_back(check_row("the whole run", left.run.result->outcome(), right.run.result->outcome()));
  for (const Number& number : numbers_of(*left.run.result, *right.run.result))
    if (number.left != 0 || number.right != 0)
      out.numbers.push_back({.what = number.what,
                             .left = number.text(number.left),
                             .right = number.text(number.right),
                             .change = change_of(number, tolerance)});
  out.decisions = compare_decisions(left.transcript, right.transcript);
  return out;
}

std::string difference_text(const RunDifference& difference, const RunRecord& left, const RunRecord& right) {
  std::string out = fmt::format("A  {}\nB  {}\n", outcome_text(left.run), outcome_text(right.run));
  out += table_of(difference.checks, "check");
  out += table_of(difference.numbers, "number");
  const DecisionComparison& compared = difference.decisions;
  out += fmt::format("\n{} with {} in both: {}; {} only in A, {} only in B\n", counted(compared.compared, "call"),
                     counted(compared.functions, "script function"), counted(compared.divergences.size(), "divergence"),
                     counted(compared.only_left, "call"), count_text(compared.only_right));
  for (std::size_t place = 0; place < std::min(compared.divergences.size(), most_divergences); ++place) {
    const scenario::Divergence& one = compared.divergences[place];
    out += fmt::format("  {}  {}\n    A  {}\n    B  {}\n", time_text(one.at), printable(one.where),
                       printable(one.first), printable(one.second));
  }
  if (compared.divergences.size() > most_divergences)
    out += fmt::format("  ... {} more\n", count_text(compared.divergences.size() - most_divergences));
  return out + fmt::format("\n{}\n", difference.is_worse()  ? "B is worse"
                                     : difference.is_same() ? "B is the same"
                                                            : "B is not worse");
}

std::string difference_json(const RunDifference& difference) {
  const auto rows = [](const std::vector<DifferenceRow>& all) {
    json::array out;
    for (const DifferenceRow& row : all)
      out.push_back(
          json::object{{"what", row.what}, {"a", row.left}, {"b", row.right}, {"change", to_string(row.change)}});
    return out;
  };
  json::array divergences;
  for (const scenario::Divergence& one : difference.decisions.divergences)
    divergences.push_back(
        json::object{{"at_ns", one.at == Duration::max() ? json::value(nullptr) : json::value(one.at.count())},
                     {"where", valid_utf8(one.where)},
                     {"a", valid_utf8(one.first)},
                     {"b", valid_utf8(one.second)}});
  const DecisionComparison& compared = difference.decisions;
  return json::serialize(json::object{{"worse", difference.is_worse()},
                                      {"same", difference.is_same()},
                                      {"checks", rows(difference.checks)},
                                      {"numbers", rows(difference.numbers)},
                                      {"calls", json::object{{"compared", compared.compared},
                                                             {"only_a", compared.only_left},
                                                             {"only_b", compared.only_right}}},
                                      {"divergences", std::move(divergences)}}) +
         "\n";
}

}  // namespace rtpe::report
