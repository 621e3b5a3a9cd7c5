#include "reports/ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "reports/sdp_change.hpp"
#include "reports/text.hpp"

namespace rtpe::report {
namespace {

constexpr std::size_t time_columns = 13, caller = 0, proxy = 1, callee = 2, first_node = 3;
/// More nodes than that share the last lane.
constexpr std::size_t most_nodes = 5;

class LadderWriter {
 public:
  LadderWriter(const CallStory& story, const CallStories& of, std::size_t columns);
  std::string take() { return std::move(out_); }
  void write(const scenario::Record& record);

 private:
  [[nodiscard]] std::size_t lane_of(std::uint32_t node) const;
  [[nodiscard]] std::size_t column_of(std::size_t lane) const { return time_columns + lane * spacing_ + spacing_ / 2; }
  [[nodiscard]] std::string lanes() const;
  [[nodiscard]] std::string time_text(Duration at) const;
  void arrow(Duration at, std::size_t from, std::size_t to, const std::string& label, const std::string& remark);
  /// A sentence below the proxy, wrapped.
  void note(const std::string& text, std::string_view at = {});
  void note_sdp(const SdpExchanges::Pair& pair);
  void heading(const CallStory& story);

  void say(Duration, const scenario::SipMessage& event);
  void say(Duration, const scenario::SipDropped& event);
  void say(Duration, const scenario::OperationStarted& event);
  void say(Duration, const scenario::Selected& event);
  void say(Duration, const scenario::Sent& event);
  void say(Duration, const scenario::Stale& event);
  void say(Duration, const scenario::ExchangeEnded& event);
  void say(Duration, const scenario::NodeState& event);
  void say(Duration, const scenario::TableChange& event);
  void say(Duration, const scenario::TableReplicated& event);
  void say(Duration, const scenario::LockWait& event);
  void say(Duration, const scenario::OperationEnded& event);
  void say(Duration, const scenario::CallEnded& event);
  void say(Duration, const scenario::EngineCall& event);
  void say(Duration, const scenario::EngineState& event);
  void say(Duration, const scenario::FaultChanged& event);
  void say(Duration, const scenario::DatagramSent& event);
  template <class E>
  void say(Duration, const E&) {}  // nothing of a call

  const RunParts& parts_;
  Duration started_;
  std::vector<std::uint32_t> nodes_;
  std::size_t columns_, spacing_ = 0;
  SdpExchanges sdp_;
  std::optional<SdpExchanges::Pair> rewritten_;  ///< by the reply that is on its way
  std::string out_;
};

LadderWriter::LadderWriter(const CallStory& story, const CallStories& of, std::size_t columns)
    : parts_(of.parts()), started_(story.started), columns_(std::max<std::size_t>(columns, 72)) {
  for (const std::size_t place : story.records)
    if (const auto* sent = std::get_if<scenario::Sent>(&of.records()[place].event))
      if (std::ranges::find(nodes_, sent->node) == nodes_.end()) nodes_.push_back(sent->node);
  const std::size_t lanes = first_node + std::clamp<std::size_t>(nodes_.size(), 1, most_nodes);
  spacing_ = (columns_ - time_columns) / lanes;
  heading(story);
}

void LadderWriter::heading(const CallStory& story) {
  out_ += fmt::format("Call {}", story.key.call);
  if (parts_.proxies.size() > 1 && story.key.proxy < parts_.proxies.size())
    out_ += fmt::format(" of {}", parts_.proxies[story.key.proxy]);
  out_ += fmt::format(": {} ({}), from {:.3f} s on\n\n", printable(story.call_id), printable(story.flow),
                      static_cast<double>(started_.count()) / 1e9);
  std::string names(columns_, ' ');
  const auto put = [&](std::size_t lane, const std::string& name) {
    const std::string shown = name.substr(0, spacing_ - 1);
    const std::size_t middle = column_of(lane), half = shown.size() / 2;
    names.replace(middle - std::min(half, middle), shown.size(), shown);
  };
  put(caller, "caller");
  put(proxy, parts_.proxies.size() > 1 ? parts_.proxies[story.key.proxy] : "proxy");
  put(callee, "callee");
  for (std::size_t node = 0; node < std::min(nodes_.size(), most_nodes); ++node)
    put(first_node + node, nodes_.size() > most_nodes && node + 1 == most_nodes ? "others" : parts_.node(nodes_[node]));
  names.erase(names.find_last_not_of(' ') + 1);
  out_ += names + "\n";
}

std::size_t LadderWriter::lane_of(std::uint32_t node) const {
  const auto place = static_cast<std::size_t>(std::ranges::find(nodes_, node) - nodes_.begin());
  return first_node + std::min(place, most_nodes - 1);
}

std::string LadderWriter::lanes() const {
  std::string line(columns_, ' ');
  for (std::size_t lane = 0; lane < first_node + std::min(nodes_.size(), most_nodes); ++lane)
    line[column_of(lane)] = '|';
  return line;
}

std::string LadderWriter::time_text(Duration at) const {
  return fmt::format("{:>10.3f} s ", static_cast<double>((at - started_).count()) / 1e9);
}

void LadderWriter::arrow(Duration at, std::size_t from, std::size_t to, const std::string& label,
                         const std::string& remark) {
  std::string line = lanes();
  const std::string time = time_text(at);
  line.replace(0, time.size(), time);
  const std::size_t left = column_of(std::min(from, to)), right = column_of(std::max(from, to));
  for (std::size_t column = left + 1; column < right; ++column) line[column] = '-';
  line[from < to ? right - 1 : left + 1] = from < to ? '>' : '<';
  const std::string shown = label.substr(0, right - left - 4);
  line.replace(left + 2 + (right - left - 3 - shown.size()) / 2, shown.size(), shown);
  line.erase(line.find_last_not_of(' ') + 1);
  out_ += line + "\n";
  if (!remark.empty()) note(remark);
}

void LadderWriter::note(const std::string& text, std::string_view at) {
  const std::size_t column = column_of(proxy) + 2, room = columns_ - column;
  std::string_view rest = text;
  for (bool first = true; first || !rest.empty(); first = false) {
    std::size_t cut = rest.size();
    if (rest.size() > room) {
      cut = rest.rfind(' ', room);
      if (cut == std::string_view::npos || cut == 0) cut = room;
    }
    std::string line = lanes().substr(0, column);
    if (first) line.replace(0, at.size(), at);
    line += rest.substr(0, cut);
    out_ += line + "\n";
    rest.remove_prefix(std::min(rest.size(), cut + (cut < rest.size() && rest[cut] == ' ' ? 1 : 0)));
  }
}

void LadderWriter::say(Duration at, const scenario::SipMessage& event) {
  const bool from_caller = event.direction == scenario::Direction::from_caller;
  arrow(at, from_caller ? caller : callee, proxy, printable(event.message),
        event.waited.count() > 0 ? fmt::format("it waited {} for a worker", duration_text(event.waited)) : "");
}

void LadderWriter::say(Duration at, const scenario::SipDropped& event) {
  const bool from_caller = event.direction == scenario::Direction::from_caller;
  arrow(at, from_caller ? caller : callee, proxy, printable(event.message), "thrown away: the queue is full");
}

void LadderWriter::say(Duration /*at*/, const scenario::OperationStarted& event) {
  note(fmt::format("worker {}: {}()", event.worker, printable(event.function)));
}

void LadderWriter::say(Duration /*at*/, const scenario::Selected& event) {
  std::string text = fmt::format("set {}: ", event.set);
  for (const std::string& reason : reasons(event, parts_)) text += reason + "; ";
  note(text.substr(0, text.size() - 2));
}

void LadderWriter::say(Duration at, const scenario::Sent& event) {
  const std::string_view command = scenario::word_of(event.command);
  arrow(at, proxy, lane_of(event.node),
        event.attempt > 1 ? fmt::format("{} (send {})", command, event.attempt) : std::string(command), {});
}

void LadderWriter::say(Duration at, const scenario::Stale& event) {
  arrow(at, lane_of(event.node), proxy, "late", "a reply to an earlier command: ignored");
}

void LadderWriter::say(Duration at, const scenario::ExchangeEnded& event) {
  if (event.outcome != ExchangeOutcome::answered) {
    note(fmt::format("{} of {}: {} after {} in {} sends", scenario::word_of(event.command), parts_.node(event.node),
                     scenario::word_of(event.outcome), duration_text(event.latency), event.sends),
         time_text(at));
    return;
  }
  std::string remark = event.result == scenario::ReplyResult::ok || event.result == scenario::ReplyResult::pong
                           ? std::string()
                           : printable(event.reason);
  arrow(at, lane_of(event.node), proxy,
        fmt::format("{} {}", scenario::word_of(event.result), duration_text(event.latency)), remark);
  if (rewritten_ && rewritten_->command == scenario::word_of(event.command)) note_sdp(*rewritten_);
  rewritten_.reset();
}

/// The lines that the engine changed.
void LadderWriter::note_sdp(const SdpExchanges::Pair& pair) {
  std::size_t kept = 0;
  const auto lines = sdp_lines(pair.before, pair.after);
  for (const SdpLine& line : lines) {
    if (line.change == SdpLine::Change::kept)
      ++kept;
    else
      note(fmt::format("SDP {} {}", line.change == SdpLine::Change::removed ? '-' : '+', printable(line.text)));
  }
  note(fmt::format("SDP: {} lines as they were", kept));
}

void LadderWriter::say(Duration /*at*/, const scenario::DatagramSent& event) {
  if (auto pair = sdp_.datagram(event)) rewritten_ = std::move(pair);
}

void LadderWriter::say(Duration at, const scenario::NodeState& event) {
  note(fmt::format("{} is {}: {}", parts_.node(event.node), event.disabled ? "disabled" : "enabled",
                   scenario::word_of(event.cause)),
       time_text(at));
}

void LadderWriter::say(Duration /*at*/, const scenario::TableChange& event) {
  note(event.node == scenario::no_node ? std::string("the call table forgets the call")
                                       : fmt::format("the call table keeps {}", parts_.node(event.node)));
}

void LadderWriter::say(Duration at, const scenario::TableReplicated& event) {
  const auto name_of = [&](std::uint32_t proxy) {
    return proxy < parts_.proxies.size() ? std::string(parts_.proxies[proxy]) : fmt::format("proxy {}", proxy);
  };
  note(fmt::format("{} has it from {} by DMQ{}", name_of(event.proxy), name_of(event.from_proxy),
                   event.status == 200 ? "" : fmt::format(", and refuses: it does not have {}", printable(event.url))),
       time_text(at));
}

void LadderWriter::say(Duration at, const scenario::LockWait& event) {
  note(fmt::format("waited {} for the lock of {}", duration_text(event.waited),
                   event.lock == scenario::LockKind::set ? fmt::format("set {}", event.set) : "the set list"),
       time_text(at));
}

void LadderWriter::say(Duration at, const scenario::OperationEnded& event) {
  std::string text =
      fmt::format("{}() returns {} after {}", printable(event.function), event.rc, duration_text(event.took));
  if (!event.failure.empty()) text += ": " + printable(event.failure);
  note(text, time_text(at));
}

void LadderWriter::say(Duration at, const scenario::CallEnded& event) {
  std::string text = fmt::format("the call is {}", scenario::word_of(event.end));
  if (!event.message.empty()) text += ", " + printable(event.message);
  if (!event.failure.empty()) text += ": " + printable(event.failure);
  note(text, time_text(at));
}

void LadderWriter::say(Duration at, const scenario::EngineCall& event) {
  note(event.created
           ? fmt::format("engine {} sets the call up", printable(event.engine))
           : fmt::format("engine {} removes the call: {}", printable(event.engine), scenario::word_of(event.cause)),
       time_text(at));
}

void LadderWriter::say(Duration at, const scenario::EngineState& event) {
  note(fmt::format("* engine {} is {}", printable(event.engine), scenario::word_of(event.state)), time_text(at));
}

void LadderWriter::say(Duration at, const scenario::FaultChanged& event) {
  note(fmt::format("* fault {}{}{} {}", scenario::word_of(event.verb), event.engine.empty() ? "" : " of ",
                   printable(event.engine), event.begins ? "begins" : "ends"),
       time_text(at));
}

void LadderWriter::write(const scenario::Record& record) {
  std::visit([&](const auto& event) { say(record.at, event); }, record.event);
}

}  // namespace

std::string ladder(const CallStory& story, const CallStories& of, std::size_t columns) {
  LadderWriter writer(story, of, columns);
  for (const std::size_t place : story.records) writer.write(of.records()[place]);
  return writer.take();
}

}  // namespace rtpe::report
