#include "scenarios/campaign/simpler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace rtpe::scenario::campaign {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Round times in the order in which people would rather read them.
constexpr std::array<Duration, 14> round_times = {seconds(1),  seconds(2),  seconds(5),  seconds(10), seconds(20),
                                                  seconds(30), minutes(1),  seconds(90), minutes(2),  minutes(5),
                                                  minutes(10), minutes(30), minutes(60), minutes(120)};

/// Faults that need fewer words to tell, the plainest first.
constexpr std::array<std::string_view, 3> plain_faults = {"crash", "hang", "blackhole"};

/// Rounder or smaller than `time`: the small round ones first, then less of it, then the same without fractions.
std::vector<Duration> simpler_times(Duration time) {
  std::vector<Duration> times;
  for (const Duration round : round_times)
    if (round < time) times.push_back(round);
  for (const Duration unit : {Duration(minutes(1)), Duration(seconds(10)), Duration(seconds(5)), Duration(seconds(1)),
                              Duration(milliseconds(100))}) {
    const Duration rounded = time / unit * unit;
    if (rounded > Duration{} && rounded < time) times.push_back(rounded);
  }
  if (time > seconds(1)) times.push_back(time - seconds(1));
  return times;
}

bool is_round(Duration time) { return std::ranges::find(round_times, time) != round_times.end(); }

std::vector<Choice> forms(const FaultChoice& fault) {
  std::vector<Choice> forms;
  const auto rank = [](std::string_view name) { return std::ranges::find(plain_faults, name) - plain_faults.begin(); };
  const auto befalls = fault.kind->befalls;
  if (befalls == FaultKind::Befalls::engine || befalls == FaultKind::Befalls::host)
    for (const std::string_view plain : plain_faults) {
      if (rank(plain) >= rank(fault.kind->name)) break;
      FaultChoice other = fault;
      other.kind = fault_kind(plain);
      other.options.clear();
      if (other.kind != nullptr) forms.emplace_back(other);
    }
  if (fault.party) {
    FaultChoice other = fault;
    other.party.reset();
    forms.emplace_back(other);
  }
  if (fault.lasts) {
    FaultChoice other = fault;
    other.lasts.reset();
    forms.emplace_back(other);
    for (const Duration lasts : simpler_times(*fault.lasts)) {
      other.lasts = lasts;
      forms.emplace_back(other);
    }
  }
  for (const Duration at : simpler_times(fault.at)) {
    FaultChoice other = fault;
    other.at = at;
    forms.emplace_back(other);
  }
  return forms;
}

std::vector<Choice> forms(const CallsChoice& calls) {
  const CallsChoice standard;
  std::vector<Choice> forms;
  const auto with = [&](auto change) {
    CallsChoice other = calls;
    change(other);
    if (other != calls) forms.emplace_back(other);
  };
  std::vector<std::uint64_t> counts;
  for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3}, calls.count / 4,
                                    calls.count / 2, calls.count * 3 / 4, calls.count - 1})
    if (count > 0 && count < calls.count && std::ranges::find(counts, count) == counts.end()) counts.push_back(count);
  for (const std::uint64_t count : counts) with([&](CallsChoice& other) { other.count = count; });
  with([](CallsChoice& other) { other.like.reset(); });
  with([&](CallsChoice& other) { other.flow = standard.flow; });
  with([](CallsChoice& other) { other.start = {}; });
  for (const Duration start : simpler_times(calls.start)) with([&](CallsChoice& other) { other.start = start; });
  if (calls.hold != standard.hold) {
    with([&](CallsChoice& other) { other.hold = standard.hold; });
    if (!is_round(calls.hold))
      for (const Duration hold : simpler_times(calls.hold)) with([&](CallsChoice& other) { other.hold = hold; });
  }
  with([&](CallsChoice& other) { other.ring = standard.ring; });
  if (calls.gap != standard.gap) {
    with([&](CallsChoice& other) { other.gap = standard.gap; });
    if (!is_round(calls.gap))
      for (const Duration gap : simpler_times(calls.gap)) with([&](CallsChoice& other) { other.gap = gap; });
  }
  return forms;
}

std::vector<Choice> forms(const SettingChoice& /*setting*/) { return {}; }

std::vector<Choice> forms(const LossChoice& loss) {
  std::vector<Choice> forms;
  for (const double round : {0.5, 0.2, 0.1, 0.05, 0.02, 0.01})
    if (round < loss.loss) forms.emplace_back(LossChoice{round});
  return forms;
}

std::vector<Choice> forms(const LengthChoice& length) {
  std::vector<Choice> forms;
  for (const Duration time : simpler_times(length.length)) forms.emplace_back(LengthChoice{time});
  return forms;
}

std::vector<Choice> forms(const OmitChoice& /*omission*/) { return {}; }

/// Without it media would be managed otherwise, which would be another failure than the one that was found.
bool manages_media(std::string_view line) { return line.find("rtpengine_") != std::string_view::npos; }
bool manages_media(const RoutingRule& rule) {
  return std::ranges::any_of(rule.lines, [](const std::string& line) { return manages_media(line); });
}
/// So does what leads to such a line.
bool stays(std::string_view line) {
  return manages_media(line) || line.find("t_on_") != std::string_view::npos ||
         line.find("route(") != std::string_view::npos;
}

/// "3-7", "2": parts of a script that can be left out together, whole blocks before single lines.
std::vector<std::string> omissible_lines(std::string_view script) {
  struct Line {
    int opens = 0;  ///< braces more opened than closed
    bool stays = false, relays = false, goes_below = false;
  };
  std::vector<Line> lines;
  for (std::string_view rest = script; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    Line line{.stays = stays(rest.substr(0, end)),
              .relays = rest.substr(0, end).find("t_relay(") != std::string_view::npos};
    for (const char letter : rest.substr(0, end)) {
      line.opens += letter == '{' ? 1 : letter == '}' ? -1 : 0;
      line.goes_below = line.goes_below || line.opens < 0;
    }
    lines.push_back(line);
    rest.remove_prefix(end);
  }
  std::vector<std::string> parts;
  for (std::size_t first = 0; first < lines.size(); ++first) {
    int open = 0;
    for (std::size_t last = first; last < lines.size() && !lines[last].stays; ++last) {
      if (open == 0 && lines[last].goes_below) break;
      open += lines[last].opens;
      if (open < 0) break;
      if (open > 0) continue;
      if (first == last && lines[first].relays) break;  // the message would go nowhere
      parts.push_back(first == last ? fmt::format("{}", first + 1) : fmt::format("{}-{}", first + 1, last + 1));
      break;
    }
  }
  return parts;
}

}  // namespace

std::vector<Choice> simpler(const Choice& choice) {
  return std::visit([](const auto& one) { return forms(one); }, choice);
}

std::vector<OmitChoice> omissions(const Scenario& base, const Choices& choices) {
  std::vector<OmitChoice> all;
  using Part = OmitChoice::Part;
  for (const Engine& engine : base.engines) all.push_back({Part::engine, engine.config.name});
  if (base.proxies.size() > 1)
    for (const Client& proxy : base.proxies) all.push_back({Part::proxy, proxy.name});
  if (base.network != Network{} || !base.links.empty()) all.push_back({Part::network, ""});
  for (const Client& proxy : base.proxies) {
    const Parameters defaults = Parameters::defaults_of(proxy.release());
    for (const std::string_view name : Parameters::names())
      if (name != "rtpengine_sock" && proxy.parameters.value(name) != defaults.value(name))
        all.push_back({Part::setting, std::string(name)});
    if (proxy.workers != Client{}.workers) all.push_back({Part::setting, "workers"});
  }
  for (const RoutingRule& rule : base.routing)
    if (!manages_media(rule)) all.push_back({Part::rule, rule_name(rule)});
  for (const std::string& lines : omissible_lines(base.routes.script)) all.push_back({Part::script, lines});
  const auto is_done = [&](const OmitChoice& omission) {
    return std::ranges::find(choices.list, Choice(omission)) != choices.list.end();
  };
  std::erase_if(all, is_done);
  return all;
}

}  // namespace rtpe::scenario::campaign
