#include "reports/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <utility>

#include "reports/html_event.hpp"

namespace rtpe::report {

using scenario::Event;
using scenario::ExchangeEnded;

using scenario::ReplyResult;

void Series::ProxyLevels::raise(const ProxyLevels& other) {
  busy = std::max(busy, other.busy);
  locked = std::max(locked, other.locked);
  queued = std::max(queued, other.queued);
  rows = std::max(rows, other.rows);
}

void Series::Interval::add(const Interval& other) {
  started += other.started;
  failed += other.failed;
  active = std::max(active, other.active);
  answered += other.answered;
  refused += other.refused;
  silent += other.silent;
  repeats += other.repeats;
  latency.add(other.latency);
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    nodes[node].answered += other.nodes[node].answered;
    nodes[node].failed += other.nodes[node].failed;
    nodes[node].repeats += other.nodes[node].repeats;
  }
  for (std::size_t proxy = 0; proxy < proxies.size(); ++proxy) proxies[proxy].raise(other.proxies[proxy]);
}

void Series::widen() {
  width_ *= 2;
  for (std::size_t i = 0; i < intervals_.size(); i += 2) {
    if (i + 1 < intervals_.size()) intervals_[i].add(intervals_[i + 1]);
    if (i > 0) intervals_[i / 2] = std::move(intervals_[i]);
  }
  intervals_.resize((intervals_.size() + 1) / 2);
}

Series::Interval& Series::interval(Duration at) {
  while (at / width_ >= static_cast<std::int64_t>(most_intervals)) widen();
  const auto index = static_cast<std::size_t>(at / width_);
  while (intervals_.size() <= index) {
    Interval next;
    next.active = active_;
    next.proxies = levels_;
    if (!intervals_.empty()) next.nodes.resize(intervals_.front().nodes.size());
    intervals_.push_back(std::move(next));
  }
  return intervals_[index];
}

void Series::count_exchange(Interval& now, const ExchangeEnded& event) {
  if (event.command == Command::ping) return;
  const bool answered = event.outcome == ExchangeOutcome::answered;
  const bool accepted = answered && (event.result == ReplyResult::ok || event.result == ReplyResult::pong);
  ++(accepted ? now.answered : answered ? now.refused : now.silent);
  if (answered) now.latency.add(event.latency);
  if (event.node < now.nodes.size()) ++(accepted ? now.nodes[event.node].answered : now.nodes[event.node].failed);
}

void Series::count_row(const scenario::TableChange& event) {
  std::size_t key = event.proxy;
  boost::hash_combine(key, std::hash<std::string_view>{}(event.call_id));
  boost::hash_combine(key, std::hash<std::string_view>{}(event.via_branch));
  std::uint32_t& rows = levels_[event.proxy].rows;
  if (event.node != scenario::no_node)
    rows += rows_.insert(key).second ? 1 : 0;
  else
    rows -= rows_.erase(key) > 0 ? 1 : 0;
}

void Series::count(Interval& now, const Event& event) {
  if (const auto* start = std::get_if<scenario::RunStarted>(&event)) {
    levels_.resize(start->proxies.size());
    now.proxies.resize(start->proxies.size());
    now.nodes.resize(std::min(start->nodes.size(), most_nodes));
  } else if (std::holds_alternative<scenario::CallStarted>(event)) {
    ++now.started;
    now.active = std::max(now.active, ++active_);
  } else if (const auto* ended = std::get_if<scenario::CallEnded>(&event)) {
    active_ -= active_ > 0 ? 1 : 0;
    if (ended->end == scenario::CallEnd::failed) ++now.failed;
  } else if (const auto* sent = std::get_if<scenario::Sent>(&event)) {
    if (sent->command == Command::ping || sent->attempt < 2) return;
    ++now.repeats;
    if (sent->node < now.nodes.size()) ++now.nodes[sent->node].repeats;
  } else if (const auto* exchange = std::get_if<ExchangeEnded>(&event)) {
    count_exchange(now, *exchange);
  } else if (const auto* change = std::get_if<scenario::TableChange>(&event)) {
    count_row(*change);
    now.proxies[change->proxy].raise(levels_[change->proxy]);
  } else if (const auto* load = std::get_if<scenario::Workers>(&event)) {
    ProxyLevels& level = levels_[load->proxy];
    level.busy = load->busy;
    level.locked = load->waiting_for_lock;
    level.queued = load->queued;
    now.proxies[load->proxy].raise(level);
  }
}

void Series::record(Duration at, const Event& event) { count(interval(std::max(at, Duration{})), event); }

std::string Series::json() const {
  std::string out = fmt::format("{{\"width\":{}", microseconds(width_));
  const auto array = [&](std::string_view name, const auto& value) {
    out += name.empty() ? "[" : fmt::format(",\"{}\":[", name);
    bool first = true;
    for (const Interval& interval : intervals_) {
      if (!std::exchange(first, false)) out += ',';
      value(interval);
    }
    out += ']';
  };
  const auto numbers = [&](std::string_view name, const auto& value) {
    array(name, [&](const Interval& interval) { fmt::format_to(std::back_inserter(out), "{}", value(interval)); });
  };
  const auto latency = [&](std::string_view name, unsigned percent, std::size_t together) {
    out += fmt::format(",\"{}\":[", name);
    for (std::size_t begin = 0; begin < intervals_.size(); begin += together) {
      scenario::LatencyHistogram all;
      for (std::size_t i = begin; i < std::min(begin + together, intervals_.size()); ++i)
        all.add(intervals_[i].latency);
      if (begin > 0) out += ',';
      out += all.count() == 0 ? "null" : fmt::format("{}", microseconds(all.percentile(percent)));
    }
    out += ']';
  };
  /// An array of arrays, one for each node or proxy.
  const auto each = [&](std::string_view name, std::size_t count, const auto& value) {
    out += fmt::format(",\"{}\":[", name);
    for (std::size_t index = 0; index < count; ++index) {
      if (index > 0) out += ',';
      numbers("", [&](const Interval& interval) { return value(interval, index); });
    }
    out += ']';
  };
  numbers("started", [](const Interval& i) { return i.started; });
  numbers("failed", [](const Interval& i) { return i.failed; });
  numbers("active", [](const Interval& i) { return i.active; });
  numbers("answered", [](const Interval& i) { return i.answered; });
  numbers("refused", [](const Interval& i) { return i.refused; });
  numbers("silent", [](const Interval& i) { return i.silent; });
  numbers("repeats", [](const Interval& i) { return i.repeats; });
  for (const unsigned percent : {50U, 90U, 99U}) {
    latency(fmt::format("p{}", percent), percent, 1);
    latency(fmt::format("p{}_of_4", percent), percent, 4);
  }
  const std::size_t nodes = intervals_.empty() ? 0 : intervals_.front().nodes.size(), proxies = levels_.size();
  each("node_answered", nodes, [](const Interval& i, std::size_t node) { return i.nodes[node].answered; });
  each("node_failed", nodes, [](const Interval& i, std::size_t node) { return i.nodes[node].failed; });
  each("node_repeats", nodes, [](const Interval& i, std::size_t node) { return i.nodes[node].repeats; });
  each("busy", proxies, [](const Interval& i, std::size_t proxy) { return i.proxies[proxy].busy; });
  each("locked", proxies, [](const Interval& i, std::size_t proxy) { return i.proxies[proxy].locked; });
  each("queued", proxies, [](const Interval& i, std::size_t proxy) { return i.proxies[proxy].queued; });
  each("rows", proxies, [](const Interval& i, std::size_t proxy) { return i.proxies[proxy].rows; });
  return out + "}";
}

}  // namespace rtpe::report
