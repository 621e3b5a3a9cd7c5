#include "scenarios/log/event_log_reader.hpp"

#include <fmt/format.h>

#include "scenarios/log/read_event.hpp"

namespace rtpe::scenario {

EventLogReader::EventLogReader(std::string name, EventSink& sink)
    : name_(std::move(name)), sink_(sink), interests_(sink.interests()) {}

std::unexpected<Error> EventLogReader::error(std::string message, std::string remedy) const {
  return std::unexpected(Error{.kind = ErrorKind::invalid_input,
                               .message = std::move(message),
                               .place = fmt::format("{}:{}", name_, lines_),
                               .remedy = std::move(remedy)});
}

Expected<void> EventLogReader::feed(std::string_view bytes) {
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    const std::string_view piece = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    ++lines_;
    Expected<void> taken;
    if (rest_.empty()) {
      taken = line(piece);
    } else {
      rest_.append(piece);
      taken = line(rest_);
      rest_.clear();
    }
    if (!taken) return taken;
  }
  if (rest_.size() + bytes.size() > longest_line) {
    ++lines_;
    return error(fmt::format("a line of more than {} bytes", longest_line), "is this an event log?");
  }
  rest_.append(bytes);
  return {};
}

Expected<void> EventLogReader::finish() {
  if (ended_ && rest_.empty()) return {};
  ++lines_;
  if (lines_ == 1 && rest_.empty()) return error("the log is empty");
  if (!rest_.empty()) return error("the log ends in the middle of this line", "the run was killed, or still goes on");
  return error("the log ends without run_ended", "the run was killed, or still goes on");
}

Expected<void> EventLogReader::line(std::string_view line) {
  arena_.clear();
  const auto read = read_event(line, arena_);
  if (!read) {
    Error trouble = read.error();
    trouble.place = fmt::format("{}:{}{}{}", name_, lines_, trouble.place.empty() ? "" : ":", trouble.place);
    return std::unexpected(std::move(trouble));
  }
  if (auto trouble = implausible(read->at, read->event); !trouble.empty()) return error(std::move(trouble));
  last_ = read->at;
  if (const auto* start = std::get_if<RunStarted>(&read->event)) {
    started_ = true;
    for (const ProxyEntry& proxy : start->proxies) workers_.push_back(proxy.workers);
    nodes_ = static_cast<std::uint32_t>(start->nodes.size());
  }
  ended_ = std::holds_alternative<RunEnded>(read->event);
  if ((interests_ >> read->event.index()) & 1U) sink_.record(read->at, read->event);
  return {};
}

namespace {

/// Numbers of a record that stand for something that run_started has named.
template <class E>
std::string check_numbers(const E& e, const std::vector<std::uint32_t>& workers, std::uint32_t nodes) {
  if constexpr (requires { e.proxy; }) {
    if (e.proxy >= workers.size()) return fmt::format("there is no proxy {}", e.proxy);
    if constexpr (requires { e.worker; })
      if (e.worker != no_worker && e.worker >= workers[e.proxy])
        return fmt::format("proxy {} has no worker {}", e.proxy, e.worker);
  }
  if constexpr (requires { e.node; })
    if (e.node != no_node && e.node >= nodes) return fmt::format("there is no node {}", e.node);
  if constexpr (requires { e.walk; }) {
    for (const WalkEntry& step : e.walk)
      if (step.node >= nodes) return fmt::format("there is no node {}", step.node);
    for (const ExcludedEntry& excluded : e.excluded)
      if (excluded.node >= nodes) return fmt::format("there is no node {}", excluded.node);
  }
  return {};
}

/// Records that are always about a node.
template <class E>
constexpr bool needs_node = std::is_same_v<E, Sent> || std::is_same_v<E, Stale> || std::is_same_v<E, ExchangeEnded> ||
                            std::is_same_v<E, NodeState>;

}  // namespace

std::string EventLogReader::implausible(Duration at, const Event& event) const {
  if (ended_) return "a record after run_ended";
  const auto* start = std::get_if<RunStarted>(&event);
  if (started_ != (start == nullptr)) return started_ ? "a second run_started" : "the first record is not run_started";
  if (at < last_) return "time goes back";
  if (start != nullptr) {
    for (const NodeEntry& node : start->nodes)
      if (node.proxy >= start->proxies.size()) return fmt::format("there is no proxy {}", node.proxy);
    return {};
  }
  return std::visit(
      [&]<class E>(const E& e) -> std::string {
        if constexpr (needs_node<E>)
          if (e.node == no_node) return "a record without its node";
        return check_numbers(e, workers_, nodes_);
      },
      event);
}

}  // namespace rtpe::scenario
