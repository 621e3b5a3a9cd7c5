#include "pcap/log/capture_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "pcap/log/log_calls.hpp"
#include "scenarios/log/counters.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t evidence_at_most = 20;

/// What a capture must hold so that a rule says something.
bool can_be_judged(Rule rule, const TrafficCounters& traffic, bool with_weights) {
  switch (rule) {
    case Rule::weights_off:
      return with_weights && traffic.of(Content::ng) > 0;
    case Rule::sip_failed:
    case Rule::private_address:
      return traffic.of(Content::sip) > 0;
    case Rule::media_refused:
    case Rule::no_media:
    case Rule::one_way_media:
    case Rule::media_elsewhere:
    case Rule::media_loss:
    case Rule::media_jitter:
      return traffic.of(Content::rtp) > 0;
    case Rule::ice_unfinished:
      return traffic.of(Content::stun) > 0;
    case Rule::dtls_unfinished:
      return traffic.of(Content::dtls) > 0;
    case Rule::fragments_lost:
      return true;
    default:
      return traffic.of(Content::ng) > 0;
  }
}

std::string line_of(const Finding& finding, Time first) {
  std::string line =
      fmt::format("{:.3f} s: {}", static_cast<double>((finding.first - first).count()) / 1e9, finding.text);
  if (!finding.call_id.empty()) line += ", call " + finding.call_id;
  if (!finding.frames.empty()) line += fmt::format(" (frame {})", finding.frames.front());
  return line;
}

/// Counts and hands on.
class CountedSink {
 public:
  CountedSink(Time first, scenario::EventSink& sink) : first_(first), sink_(sink), interests_(sink.interests()) {}
  void record(Time at, const scenario::Event& event) {
    ++events_;
    counters_.record(at - first_, event);
    if ((interests_ >> event.index() & 1U) != 0) sink_.record(at - first_, event);
  }
  [[nodiscard]] scenario::RunEnded totals() const {
    scenario::RunEnded ended = counters_.totals(scenario::RunEnd::finished);
    ended.events = events_ + 1;
    return ended;
  }

 private:
  Time first_;
  scenario::EventSink& sink_;
  scenario::EventKinds interests_;
  scenario::Counters counters_;
  std::uint64_t events_ = 0;
};

void add_calls(const Observed& seen, LogCalls& log) {
  std::map<std::string, std::vector<const SeenCommand*>> commands;
  for (const SeenCommand& command : seen.commands) {
    if (command.call.empty())
      log.command(command);
    else
      commands[command.call].push_back(&command);
  }
  struct Call {
    Time first;
    const std::string* call_id;
  };
  std::vector<Call> calls;
  for (const auto& [call_id, list] : seen.sip) {
    const bool has_invite = std::ranges::any_of(list, [](const SeenSip& one) { return one.method == "INVITE"; });
    if (has_invite || commands.contains(call_id)) commands[call_id];
  }
  for (const auto& [call_id, list] : commands) {
    Time first = list.empty() ? Time::max() : list.front()->first_sent;
    if (const auto sip = seen.sip.find(call_id); sip != seen.sip.end() && !sip->second.empty())
      first = std::min(first, sip->second.front().time);
    calls.push_back({.first = first, .call_id = &call_id});
  }
  std::ranges::stable_sort(calls, {}, &Call::first);
  static const std::vector<SeenSip> none;
  for (const Call& call : calls) {
    const auto sip = seen.sip.find(*call.call_id);
    log.call(*call.call_id, commands[*call.call_id], sip == seen.sip.end() ? none : sip->second);
  }
}

void give_rules(const std::vector<JudgedRule>& rules, Time at, CountedSink& out) {
  std::uint32_t number = 0;
  for (const JudgedRule& rule : rules) {
    const std::vector<std::string_view> evidence(rule.evidence.begin(), rule.evidence.end());
    out.record(at, scenario::CheckJudged{.check = number++,
                                         .that = name_of(rule.rule),
                                         .outcome = rule.evidence.empty() ? scenario::CheckOutcome::passed
                                                                          : scenario::CheckOutcome::failed,
                                         .summary = rule.summary,
                                         .evidence = evidence});
  }
}

}  // namespace

std::vector<JudgedRule> judged_rules(const std::vector<Finding>& findings, const TrafficCounters& traffic,
                                     bool with_weights, Time first) {
  std::vector<JudgedRule> out;
  for (std::size_t place = 0; place < rules; ++place) {
    const auto rule = static_cast<Rule>(place);
    JudgedRule judged{.rule = rule, .summary = fmt::format("not seen: {}", meaning_of(rule)), .evidence = {}};
    std::size_t count = 0;
    for (const Finding& finding : findings) {
      if (finding.rule != rule || ++count > evidence_at_most) continue;
      judged.evidence.push_back(line_of(finding, first));
    }
    if (count > evidence_at_most) judged.evidence.push_back(fmt::format("... {} more", count - evidence_at_most));
    if (count > 0)
      judged.summary = fmt::format("{} {}: {}", count, count == 1 ? "finding" : "findings", meaning_of(rule));
    if (count > 0 || can_be_judged(rule, traffic, with_weights)) out.push_back(std::move(judged));
  }
  return out;
}

bool write_capture_log(const Observed& seen, const CaptureLogOptions& options, scenario::EventSink& sink) {
  const Deployment deployment = deployment_of(seen, calls_of(seen));
  const LogParts parts(seen, deployment);
  if (parts.proxies() == 0) return false;
  const LogChoices choices(seen, deployment, parts);
  TimedEvents events;
  for (const scenario::NodeState& state : choices.dead_before()) events.add(seen.first, state);
  LogCalls calls({.seen = seen, .deployment = deployment, .parts = parts, .choices = choices}, events);
  add_calls(seen, calls);
  calls.load();

  CountedSink out(seen.first, sink);
  out.record(seen.first, scenario::RunStarted{.title = options.title,
                                              .file = options.file,
                                              .clock = scenario::ClockKind::real_time,
                                              .start = seen.first.time_since_epoch(),
                                              .proxies = parts.proxy_entries(),
                                              .engines = parts.engine_entries(),
                                              .nodes = parts.node_entries()});
  events.give(seen.first, [&](Time at, const scenario::Event& event) { out.record(at, event); });
  const Time last = events.last(seen.last);
  give_rules(options.rules, last, out);
  out.record(last, out.totals());
  return true;
}

}  // namespace rtpe::capture
