#include "scenarios/campaign/choices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/toml.hpp"

namespace rtpe::scenario::campaign {
namespace {

/// Events of one run of a search: one that makes more is as good as endless.
constexpr std::uint64_t most_events = 3'000'000;
constexpr std::size_t most_lines = 100'000;  ///< of a script

Error unknown(std::string_view what, const std::string& name) {
  return {ErrorKind::invalid_input, fmt::format("the base has no {} \"{}\"", what, name)};
}

/// "3" or "3-7".
std::optional<std::pair<std::size_t, std::size_t>> line_range(const std::string& name) {
  const auto number = [](std::string_view digits) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
  };
  const auto dash = name.find('-');
  const auto first = number(std::string_view(name).substr(0, dash));
  const auto last = dash == std::string::npos ? first : number(std::string_view(name).substr(dash + 1));
  if (!first || !last || *first > *last || *last > most_lines) return std::nullopt;
  return std::pair(*first, *last);
}

class Builder {
 public:
  explicit Builder(const Scenario& base) : base_(base), made_(base) {
    made_.faults.clear();
    made_.checks.clear();
    made_.tags.clear();
    made_.duration = {};
    made_.max_events = most_events;
  }

  Expected<void> add(const FaultChoice& choice) {
    Fault fault;
    fault.at = choice.at;
    fault.lasts = choice.lasts;
    fault.kind = choice.kind;
    fault.party = choice.party;
    fault.engine = choice.engine;
    if (!fault.engine.empty() && !has_engine(fault.engine)) return std::unexpected(unknown("engine", fault.engine));
    if (choice.kind->read != nullptr) {
      auto options = options_from(choice.kind->read, choice.options);
      if (!options) return std::unexpected(options.error());
      fault.options = std::move(*options);
    }
    for (const Fault& other : made_.faults)
      if (other.kind == fault.kind && other.engine == fault.engine && other.party == fault.party && meet(other, fault))
        return std::unexpected(Error{ErrorKind::invalid_input, "one fault befalls an engine twice at once"});
    made_.faults.push_back(std::move(fault));
    return {};
  }

  Expected<void> add(const CallsChoice& choice) {
    if (!has_calls_) {
      made_.traffic.clear();
      made_.calls.clear();
      has_calls_ = true;
    }
    Traffic traffic;
    if (choice.like) {
      if (*choice.like >= base_.traffic.size())
        return std::unexpected(unknown("traffic", fmt::format("{}", *choice.like + 1)));
      const Traffic& model = base_.traffic[*choice.like];
      traffic.caller = model.caller;
      traffic.callee = model.callee;
      traffic.sdp_from = model.sdp_from;
      traffic.reinvite_after = model.reinvite_after;
    }
    traffic.flow = choice.flow;
    traffic.arrival = Traffic::Arrival::regular;
    traffic.start = choice.start;
    if (!made_.flow(choice.flow)) return std::unexpected(unknown("flow", choice.flow));
    // One call has no gap.
    if (choice.count > 1) traffic.rate_per_s = 1e9 / static_cast<double>(std::max<std::int64_t>(choice.gap.count(), 1));
    traffic.count = choice.count;
    traffic.hold = {choice.hold, choice.hold};
    traffic.ring = {choice.ring, choice.ring};
    made_.traffic.push_back(std::move(traffic));
    return {};
  }

  Expected<void> add(const SettingChoice& choice) {
    for (Client& proxy : made_.proxies) {
      if (choice.name == "workers") {
        proxy.workers = static_cast<std::uint32_t>(choice.value);
        continue;
      }
      if (auto set = proxy.parameters.set(choice.name, choice.value); !set) return set;
    }
    return {};
  }

  Expected<void> add(const LossChoice& choice) {
    made_.network.loss = choice.loss;
    return {};
  }

  Expected<void> add(const LengthChoice& choice) {
    made_.duration = choice.length;
    return {};
  }

  Expected<void> add(const OmitChoice& choice) {
    switch (choice.part) {
      case OmitChoice::Part::engine:
        return omit_engine(choice.name);
      case OmitChoice::Part::proxy:
        return erase(made_.proxies, "proxy", choice.name, [](const Client& proxy) { return proxy.name; });
      case OmitChoice::Part::rule:
        return erase(made_.routing, "rule", choice.name, [](const RoutingRule& rule) { return rule_name(rule); });
      case OmitChoice::Part::setting:
        return default_setting(choice.name);
      case OmitChoice::Part::network:
        made_.network = {};
        made_.links.clear();
        return {};
      case OmitChoice::Part::script:
        return omit_lines(choice.name);
    }
    return {};
  }

  Expected<Scenario> take() {
    if (!omitted_lines_.empty())
      if (auto cut = cut_script(); !cut) return std::unexpected(cut.error());
    if (made_.duration > Duration{})
      for (const Fault& fault : made_.faults)
        if (fault.at >= made_.duration)
          return std::unexpected(Error{ErrorKind::invalid_input, "a fault begins when the run is over"});
    for (Traffic& traffic : made_.traffic)
      if (made_.duration > Duration{} && traffic.until == Duration::max()) traffic.until = made_.duration;
    if (made_.engines.empty() || made_.proxies.empty())
      return std::unexpected(Error{ErrorKind::invalid_input, "nothing would be left"});
    return std::move(made_);
  }

 private:
  static bool meet(const Fault& one, const Fault& other) {
    const auto end = [](const Fault& fault) {
      return fault.kind->lasts() ? fault.at + fault.lasts.value_or(Duration::max() - fault.at) : fault.at;
    };
    return one.at <= end(other) && other.at <= end(one);
  }
  [[nodiscard]] bool has_engine(const std::string& name) const {
    return std::ranges::any_of(made_.engines, [&](const Engine& engine) { return engine.config.name == name; });
  }

  template <class Part, class NameOf>
  static Expected<void> erase(std::vector<Part>& parts, std::string_view what, const std::string& name,
                              NameOf name_of) {
    if (std::erase_if(parts, [&](const Part& part) { return name_of(part) == name; }) == 0)
      return std::unexpected(unknown(what, name));
    return {};
  }

  Expected<void> omit_engine(const std::string& name) {
    const auto engine = std::ranges::find_if(made_.engines, [&](const Engine& one) { return one.config.name == name; });
    if (engine == made_.engines.end()) return std::unexpected(unknown("engine", name));
    for (Client& proxy : made_.proxies) {
      std::vector<std::string> socks;
      for (const std::string& sock : proxy.parameters.rtpengine_sock)
        if (std::string left = without_node(sock, engine->listen); !left.empty()) socks.push_back(std::move(left));
      if (socks.empty()) return std::unexpected(Error{ErrorKind::invalid_input, "a proxy would have no nodes"});
      proxy.parameters.rtpengine_sock = std::move(socks);
    }
    std::erase_if(made_.links, [&](const Network& link) { return link.engine == name; });
    made_.engines.erase(engine);
    return {};
  }

  /// "1 == udp:a=2 udp:b" without udp:a; empty: no node is left.
  static std::string without_node(const std::string& sock, const std::string& url) {
    const auto equals = sock.find("==");
    const std::string set = equals == std::string::npos ? std::string() : sock.substr(0, equals + 2);
    std::string left;
    std::string_view rest = std::string_view(sock).substr(set.size());
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      const std::string_view token = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (!token.empty() && token.substr(0, token.find('=')) != url) left.append(" ").append(token);
    }
    if (left.empty()) return {};
    return set.empty() ? left.substr(1) : set + left;
  }

  Expected<void> omit_lines(const std::string& name) {
    const auto range = line_range(name);
    if (!range || made_.routes.script.empty()) return std::unexpected(unknown("lines", name));
    for (std::size_t line = range->first; line <= range->second; ++line) omitted_lines_.insert(line);
    return {};
  }

  /// The script without those lines, if it is one still.
  Expected<void> cut_script() {
    std::string left;
    std::string_view rest = base_.routes.script;
    for (std::size_t number = 1; !rest.empty(); ++number) {
      const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      if (!omitted_lines_.contains(number)) left += rest.substr(0, end);
      rest.remove_prefix(end);
    }
    made_.routes.script = std::move(left);
    for (const Client& proxy : made_.proxies)
      if (!route_program(made_.routes, proxy.release()).errors.empty())
        return std::unexpected(Error{.kind = ErrorKind::invalid_input, .message = "the script is none any more"});
    return {};
  }

  Expected<void> default_setting(const std::string& name) {
    for (Client& proxy : made_.proxies) {
      if (name == "workers") {
        proxy.workers = Client{}.workers;
        continue;
      }
      const auto value = Parameters::defaults_of(proxy.release()).value(name);
      if (auto set = proxy.parameters.set(name, value); !set) return set;
      proxy.parameters.given.erase(name);
    }
    return {};
  }

  const Scenario& base_;
  Scenario made_;
  std::set<std::size_t> omitted_lines_;  ///< of the script
  bool has_calls_ = false;
};

std::string line(const FaultChoice& fault) {
  std::string text = fmt::format("fault {} at {}", fault.kind->name, duration_text(fault.at));
  if (!fault.engine.empty()) text += " engine " + fault.engine;
  if (fault.party) text += fmt::format(" party {}", link_party_names()[static_cast<std::size_t>(*fault.party)]);
  if (fault.lasts) text += " for " + duration_text(*fault.lasts);
  if (!fault.options.empty()) text += " " + fault.options;
  std::ranges::replace(text, '\n', ' ');
  return text;
}
std::string line(const CallsChoice& calls) {
  std::string text = fmt::format("{} calls of {} from {} every {} ring {} hold {}", calls.count, calls.flow,
                                 duration_text(calls.start), duration_text(calls.gap), duration_text(calls.ring),
                                 duration_text(calls.hold));
  if (calls.like) text += fmt::format(" like traffic {}", *calls.like + 1);
  return text;
}
std::string line(const SettingChoice& setting) { return fmt::format("{} = {}", setting.name, setting.value); }
std::string line(const LossChoice& loss) { return fmt::format("loss {}", loss.loss); }
std::string line(const LengthChoice& length) { return "length " + duration_text(length.length); }
std::string line(const OmitChoice& omit) {
  constexpr std::string_view parts[] = {"engine", "proxy", "rule", "setting", "network", "lines of the script"};
  return fmt::format("without {} {}", parts[static_cast<std::size_t>(omit.part)], omit.name);
}

}  // namespace

std::string text_of(const Choice& choice) {
  return std::visit([](const auto& one) { return line(one); }, choice);
}

std::string text_of(const Choices& choices) {
  std::string text = fmt::format("seed {}", choices.seed);
  for (const Choice& choice : choices.list) text += "; " + text_of(choice);
  return text;
}

Expected<Scenario> scenario_of(const Scenario& base, const Choices& choices) {
  Builder builder(base);
  for (const Choice& choice : choices.list)
    if (auto added = std::visit([&](const auto& one) { return builder.add(one); }, choice); !added)
      return std::unexpected(added.error());
  auto made = builder.take();
  if (made) made->seed = choices.seed;
  return made;
}

std::string rule_name(const RoutingRule& rule) {
  constexpr std::string_view routes[] = {"request", "reply", "failure", "branch_failure"};
  const std::string status = !rule.status        ? std::string()
                             : *rule.status < 10 ? fmt::format("{}xx ", *rule.status)
                                                 : fmt::format("{} ", *rule.status);
  return fmt::format("{} {}{}", routes[static_cast<std::size_t>(rule.route)], status, rule.method);
}

Expected<KindOptions> options_from(KindOptions (*read)(TableReader& table), const std::string& lines) {
  Problems problems(lines, "options");
  const auto table = parse_toml(lines, problems);
  KindOptions options;
  if (table && read != nullptr) {
    TableReader reader(*table, "options", problems);
    options = read(reader);
    reader.finish();
  }
  if (problems.any_errors()) return std::unexpected(problems.errors().front());
  return options;
}

const CheckKind* check_kind(std::string_view name) {
  const auto found = std::ranges::find(check_kinds(), name, &CheckKind::name);
  return found == check_kinds().end() ? nullptr : *found;
}

const FaultKind* fault_kind(std::string_view name) {
  const auto found = std::ranges::find(fault_kinds(), name, &FaultKind::name);
  return found == fault_kinds().end() ? nullptr : *found;
}

}  // namespace rtpe::scenario::campaign
