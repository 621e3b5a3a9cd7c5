#include "pcap/to_scenario/played.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "mock_engine/program/rule.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::capture {
namespace {

/// A run's datagrams as packets.
class PacketSink final : public scenario::DatagramSink {
 public:
  explicit PacketSink(PacketHandler& handler) : handler_(handler) {}
  void datagram(const scenario::Datagram& datagram) override {
    const auto source = parse_address(datagram.source), destination = parse_address(datagram.destination);
    if (!source || !destination) return;
    handler_.packet({.frame = ++frames_,
                     .time = Time(datagram.since_start),
                     .source = {*source, datagram.source_port},
                     .destination = {*destination, datagram.destination_port},
                     .payload = datagram.bytes});
  }

 private:
  PacketHandler& handler_;
  std::uint64_t frames_ = 0;
};

std::string text_of(const SequenceStep& step) { return step.what + ", " + step.result; }

bool repeats(const SequenceStep& captured, const SequenceStep& played) {
  return captured.what == played.what && (captured.result.empty() || captured.result == played.result);
}

CallComparison compare(const std::string& call_id, const std::vector<SequenceStep>& captured,
                       const std::vector<SequenceStep>& played) {
  CallComparison out{.call_id = call_id, .commands = captured.size(), .difference = {}};
  const std::size_t both = std::min(captured.size(), played.size());
  while (out.step < both && repeats(captured[out.step], played[out.step])) ++out.step;
  if (out.step == both && captured.size() == played.size()) return out;
  const auto shown = [&](const std::vector<SequenceStep>& steps) {
    return out.step < steps.size() ? text_of(steps[out.step]) : std::string("nothing more");
  };
  // What the run did after the end of the capture is no difference.
  const bool is_open = out.step == captured.size() && !captured.empty() && captured.back().result.empty();
  if (!is_open)
    out.difference = fmt::format("command {}: captured {}; played {}", out.step + 1, shown(captured), shown(played));
  return out;
}

/// The commands of a call in the order of its sequence.
std::vector<const SeenCommand*> commands_of(const Observed& seen, const std::string& call_id) {
  std::vector<const SeenCommand*> out;
  for (const SeenCommand& command : seen.commands)
    if (command.call == call_id) out.push_back(&command);
  return out;
}

std::optional<mock::Effect> effect_for(const SeenCommand& command) {
  if (command.outcome != Outcome::answered) return std::nullopt;
  mock::Effect effect;
  if (command.sends > 1) {
    effect.verb = mock::Verb::drop_request;
  } else if (command.result == "error") {
    effect.verb = mock::Verb::error;
    effect.text = command.error_reason;
  } else if (command.result == "load limit") {
    effect.verb = mock::Verb::session_limit;
  } else {
    return std::nullopt;
  }
  return effect;
}

}  // namespace

Expected<Observed> observe_run(const scenario::Scenario& scenario) {
  Observer observer;
  PacketSink sink(observer);
  const auto result = scenario::run(scenario, {.datagrams = &sink});
  if (!result) return std::unexpected(result.error());
  Observed seen = observer.finish();
  attribute_pings(seen);
  return seen;
}

Expected<Played> play_and_compare(const scenario::Scenario& scenario, const Observed& captured, Duration lead) {
  auto seen = observe_run(scenario);
  if (!seen) return std::unexpected(seen.error());
  Played out{.calls = {}, .seen = std::move(*seen)};
  if (captured.sip.empty()) {
    out.seen.sip.clear();
    attribute_pings(out.seen);
  }
  // Pings at the start of the proxy are not the capture's.
  const CallSequences played = sequences_of(out.seen, Time(lead - std::chrono::milliseconds(500)));
  for (const auto& [call_id, steps] : sequences_of(captured, captured.first)) {
    if (std::ranges::find(scenario.calls, call_id, &scenario::ListedCall::call_id) == scenario.calls.end()) continue;
    const auto own = played.find(call_id);
    out.calls.push_back(compare(call_id, steps, own == played.end() ? std::vector<SequenceStep>{} : own->second));
  }
  return out;
}

std::size_t add_rules(scenario::Scenario& scenario, const Observed& captured, const Played& played) {
  std::size_t added = 0;
  for (const CallComparison& call : played.calls) {
    if (call.difference.empty()) continue;
    const auto commands = commands_of(captured, call.call_id);
    std::map<std::pair<std::string, Endpoint>, std::uint64_t> earlier;  // requests, copies included
    for (std::size_t step = 0; step < commands.size(); ++step) {
      const SeenCommand& command = *commands[step];
      std::uint64_t& before = earlier[{command.command, command.node}];
      const auto effect = effect_for(command);
      const auto engine = std::ranges::find_if(scenario.engines, [&](const scenario::Engine& one) {
        return one.host == command.node.address.text() && one.port == command.node.port;
      });
      if (step >= call.step && effect && command.command != "ping" && engine != scenario.engines.end() &&
          engine->rules.size() < mock::most_rules) {
        mock::Rule rule;
        rule.name = fmt::format("captured-{}", engine->rules.size() + 1);
        rule.match.commands = {command.command};
        if (auto match = mock::TextMatch::make(mock::TextMatch::Kind::equal_to, call.call_id))
          rule.match.call_id = std::move(*match);
        rule.occurrence.after = before;
        rule.occurrence.first = effect->verb == mock::Verb::drop_request ? command.sends - 1 : 1;
        rule.effects = {*effect};
        engine->rules.push_back(std::move(rule));
        ++added;
      }
      before += command.sends;
    }
  }
  return added;
}

}  // namespace rtpe::capture
