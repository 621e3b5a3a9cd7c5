// What only all parts of a scenario together show.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "client/sets/registry.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

class RelationsJudge {
 public:
  RelationsJudge(const Table& root, ScenarioFile& scenario, const Reading& reading, Problems& problems)
      : root_(root), scenario_(scenario), reading_(reading), problems_(problems) {
    for (const Engine& engine : scenario.engines) names_.emplace_back(engine.config.name);
    names_are_sure_ = std::ranges::find(names_, "") == names_.end() && !(names_.empty() && root.contains("engine"));
  }

  void engines() {
    for (std::size_t i = 0; i < scenario_.engines.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const Engine &engine = scenario_.engines[i], &before = scenario_.engines[j];
        if (!engine.config.name.empty() && engine.config.name == before.config.name) {
          names_are_sure_ = false;
          problems_.error(scenario_.places.engines[i],
                          fmt::format("engine \"{}\" is there twice, first on {}", shown(engine.config.name),
                                      problems_.where(scenario_.places.engines[j])));
        }
        if (!engine.host.empty() && engine.scheme == before.scheme && engine.host == before.host &&
            engine.port == before.port)
          problems_.error(scenario_.places.engines[i],
                          fmt::format("engine \"{}\" listens where \"{}\" does ({}): {}", shown(engine.config.name),
                                      shown(before.config.name), problems_.where(scenario_.places.engines[j]),
                                      shown(engine.listen)));
      }
  }

  void proxies() {
    for (std::size_t i = 0; i < scenario_.proxies.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const Client &proxy = scenario_.proxies[i], &before = scenario_.proxies[j];
        if (!proxy.name.empty() && proxy.name == before.name)
          problems_.error(scenario_.places.proxies[i],
                          fmt::format("proxy \"{}\" is there twice, first on {}", proxy.name,
                                      problems_.where(scenario_.places.proxies[j])));
        if (proxy.parameters.server_id == before.parameters.server_id)
          problems_.warn(scenario_.places.proxies[i],
                         fmt::format("proxies \"{}\" and \"{}\" have one server_id: engines may take a command of one "
                                     "for a repetition of the other's",
                                     proxy.name, before.name));
      }
  }

  void links() {
    for (std::size_t i = 0; i < scenario_.links.size(); ++i) {
      const Network& link = scenario_.links[i];
      if (link.protocol == LinkProtocol::sip) {
        for (std::size_t j = 0; j < i; ++j)
          if (scenario_.links[j].protocol == LinkProtocol::sip && scenario_.links[j].party == link.party)
            problems_.error(scenario_.places.links[i], fmt::format("this link is there twice, first on {}",
                                                                   problems_.where(scenario_.places.links[j])));
        continue;
      }
      if (!link.engine) continue;
      known_engine(*link.engine, place("link", i, "engine"), "[[link]]");
      for (std::size_t j = 0; j < i; ++j)
        if (scenario_.links[j].engine == link.engine)
          problems_.error(scenario_.places.links[i],
                          fmt::format("the link to \"{}\" is there twice, first on {}", shown(*link.engine),
                                      problems_.where(scenario_.places.links[j])));
    }
  }

  void traffic() {
    for (std::size_t i = 0; i < scenario_.traffic.size(); ++i) {
      Traffic& traffic = scenario_.traffic[i];
      later_proxy(traffic.in_dialog_proxy, place("traffic", i, "in_dialog_proxy"));
      const bool has_until = traffic.until != Duration::max();
      if (has_duration() && traffic.start >= scenario_.duration)
        after_the_end("this traffic starts at", traffic.start, place("traffic", i, "start"));
      else if (has_duration() && has_until && traffic.until > scenario_.duration)
        after_the_end("this traffic goes on until", traffic.until, place("traffic", i, "until"));
      if (!has_until && has_duration()) traffic.until = scenario_.duration;
      if (!has_until && !has_duration() && !traffic.count)
        problems_.error(scenario_.places.traffic[i],
                        "this traffic never ends: give it \"until\" or \"count\", or the file a \"duration\"");
    }
  }

  void flows() {
    std::map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < scenario_.flows.size(); ++i)
      if (const auto [first, is_new] = seen.try_emplace(scenario_.flows[i].name, i); !is_new)
        problems_.error(place("flow", i, "name"),
                        fmt::format("a flow \"{}\" is there already ({})", shown(scenario_.flows[i].name),
                                    problems_.where(scenario_.places.flows[first->second])));
  }

  /// in_dialog_proxy.
  void later_proxy(const std::string& name, Place place) {
    if (name.empty()) return;
    const bool is_there = std::ranges::find(scenario_.proxies, name, &Client::name) != scenario_.proxies.end();
    if (!is_there && name != next_proxy)
      problems_.error(
          place, fmt::format("there is no [[proxy]] \"{}\"; \"{}\" is the next one in turn", shown(name), next_proxy));
    else if (scenario_.proxies.size() < 2)
      problems_.error(place, "in_dialog_proxy needs several [[proxy]]");
  }

  void calls() {
    std::map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < scenario_.calls.size(); ++i) {
      const ListedCall& call = scenario_.calls[i];
      if (const auto [first, is_new] = seen.try_emplace(call.call_id, i); !is_new)
        problems_.error(place("call", i, "call_id"),
                        fmt::format("a call with this Call-ID is there already ({})",
                                    problems_.where(scenario_.places.calls[first->second])));
      if (has_duration() && call.start >= scenario_.duration)
        after_the_end("this call starts at", call.start, place("call", i, "start"));
      const auto named = [&](const Client& proxy) { return proxy.name == call.proxy; };
      if (!call.proxy.empty() && std::ranges::none_of(scenario_.proxies, named))
        problems_.error(place("call", i, "proxy"), fmt::format("there is no [[proxy]] \"{}\"", shown(call.proxy)));
      later_proxy(call.in_dialog_proxy, place("call", i, "in_dialog_proxy"));
    }
  }

  void faults() {
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) {
      const Fault& fault = scenario_.faults[i];
      const auto where = [&](std::string_view key) {
        const Value* value = reading_.faults[i]->get(key);
        return value == nullptr ? reading_.faults[i]->place : value->place;
      };
      if (!fault.engine.empty()) known_engine(fault.engine, where("engine"), "[[fault]]");
      const auto named = [&](const Client& proxy) { return proxy.name == fault.proxy; };
      if (!fault.proxy.empty() && std::ranges::none_of(scenario_.proxies, named))
        problems_.error(where("proxy"), fmt::format("there is no [[proxy]] \"{}\"", shown(fault.proxy)));
      if (fault.kind != nullptr && fault.kind->on_proxy != nullptr && fault.kind->on_proxy(fault).is_of_database() &&
          std::ranges::none_of(scenario_.proxies, [&](const Client& proxy) {
            return !proxy.parameters.db_url.empty() && (fault.proxy.empty() || named(proxy));
          }))
        problems_.error(where("do"), fmt::format("\"{}\" is about the table of db_url, and {} has none",
                                                 fault.kind->name, fault.proxy.empty() ? "the proxy" : "that proxy"));
      if (fault.kind != nullptr && fault.kind->name == "partition_dmq" && !fault.kind->is_searched(scenario_))
        problems_.warn(where("do"), "no two proxies replicate their call tables: enable_dmq = 1 [>= 6.1]");
      if (!fault.when.empty()) continue;  // it is known in the run alone
      const Place at = where("at");
      if (has_duration() && fault.at >= scenario_.duration)
        after_the_end("this fault begins at", fault.at, at);
      else if (fault.at > last_moment())
        problems_.warn(at, fmt::format("this fault begins at {}, when the last call is over ({} at the latest)",
                                       duration_text(fault.at), duration_text(last_moment())));
      for (std::size_t j = 0; j < i; ++j)
        if (overlap(scenario_.faults[j], fault))
          problems_.error(at, fmt::format("{} already in the state \"{}\" then ({})", whom(fault), fault.kind->name,
                                          problems_.where(scenario_.places.faults[j])));
    }
  }

  void checks() {
    for (std::size_t i = 0; i < scenario_.checks.size(); ++i) {
      const Check& check = scenario_.checks[i];
      if (has_duration() && check.from >= scenario_.duration)
        after_the_end("the window of this check begins at", check.from, place("check", i, "from"));
      if (check.kind == nullptr || check.kind->relate == nullptr) continue;
      OneCheck one(*this, i);
      check.kind->relate(check, one);
    }
  }

 private:
  /// What the index-th check says about the rest.
  class OneCheck final : public CheckRelations {
   public:
    OneCheck(RelationsJudge& file, std::size_t index) : file_(file), index_(index) {}
    [[nodiscard]] const Scenario& scenario() const override { return file_.scenario_; }
    void warn(std::string_view key, std::string message) override {
      file_.problems_.warn(file_.place("check", index_, key), std::move(message));
    }
    void known_engine_or_node(std::string_view key, const std::string& name) override {
      file_.known_engine_or_node(name, file_.place("check", index_, key), fmt::format("{} of [[check]]", key));
    }

   private:
    RelationsJudge& file_;
    std::size_t index_;
  };

  [[nodiscard]] bool has_duration() const { return scenario_.duration > Duration::zero(); }

  /// Of a value in the index-th table of an array; of that table when the key is not there.
  [[nodiscard]] Place place(std::string_view array, std::size_t index, std::string_view key) const {
    const Table& table = *root_.get(array)->array()->elements[index].table();
    const Value* value = table.get(key);
    return value == nullptr ? table.place : value->place;
  }

  void after_the_end(std::string_view what, Duration when, Place place) {
    problems_.error(place, fmt::format("{} {}, but the run ends at {}", what, duration_text(when),
                                       duration_text(scenario_.duration)));
  }

  void known_engine(const std::string& name, Place place, std::string_view where) {
    if (names_are_sure_ && std::ranges::find(names_, name) == names_.end())
      problems_.error(place,
                      fmt::format("{}: there is no engine \"{}\"{}", where, shown(name), suggestion(name, names_)));
  }

  void known_engine_or_node(const std::string& name, Place place, std::string_view where) {
    if (!names_are_sure_ || std::ranges::find(names_, name) != names_.end()) return;
    const bool may_be_node = name.find(':') != std::string::npos;
    if (may_be_node && has_database_nodes(scenario_)) return;
    for (const Client& proxy : scenario_.proxies)
      for (const std::string& sock : proxy.parameters.rtpengine_sock)
        if (may_be_node && sock.find(name) != std::string::npos) return;
    problems_.error(
        place, fmt::format("{}: there is no engine or node \"{}\"{}", where, shown(name), suggestion(name, names_)));
  }

  /// When the last call of the traffic is over; Duration::max() when only a count ends it.
  [[nodiscard]] Duration last_moment() const {
    if (has_duration()) return scenario_.duration;
    Duration last{};
    const auto longest = [&](const auto& part) {
      using enum flow::Pause;
      const Flow flow = *scenario_.flow(part.flow);
      Duration all = flow.count(ring) * part.ring.high + flow.count(hold) * part.hold.high +
                     flow.count(reinvite_after) * part.reinvite_after.high;
      for (const DurationRange& pause : flow.pauses) all += pause.high;
      return all;
    };
    for (const Traffic& traffic : scenario_.traffic) {
      if (traffic.until == Duration::max()) return Duration::max();
      last = std::max(last, traffic.until + longest(traffic));
    }
    for (const ListedCall& call : scenario_.calls) {
      Duration own{};
      for (const Duration pause : call.pauses) own += pause;
      last = std::max(last, call.start + std::max(longest(call), own));
    }
    return last;
  }

  static std::string whom(const Fault& fault) {
    if (fault.kind->befalls == FaultKind::Befalls::proxies) return fmt::format("the proxy {} is", fault.proxy);
    if (fault.kind->befalls != FaultKind::Befalls::parties) return fmt::format("\"{}\" is", shown(fault.engine));
    return fault.party ? fmt::format("the {} is", link_party_names()[static_cast<std::size_t>(*fault.party)])
                       : "both parties are";
  }

  static bool overlap(const Fault& left, const Fault& right) {
    if (left.kind != right.kind || left.kind == nullptr || !left.kind->lasts()) return false;
    if (left.engine != right.engine || left.party != right.party || left.proxy != right.proxy) return false;
    if (!left.when.empty() || !right.when.empty() || left.every || right.every) return false;
    const Fault& first = left.at <= right.at ? left : right;
    const Fault& second = left.at <= right.at ? right : left;
    return !first.lasts || first.at + *first.lasts > second.at;
  }

  const Table& root_;
  ScenarioFile& scenario_;
  const Reading& reading_;
  Problems& problems_;
  std::vector<std::string_view> names_;
  bool names_are_sure_ =
      true;  ///< false: an engine's name is missing or wrong; whether others exist is not judged then
};

}  // namespace

void judge_relations(const Table& root, ScenarioFile& scenario, const Reading& reading, Problems& problems) {
  RelationsJudge judge(root, scenario, reading, problems);
  judge.proxies();
  judge.engines();
  judge.links();
  judge.flows();
  judge.traffic();
  judge.calls();
  judge.faults();
  judge.checks();
  judge_routing(scenario, problems);
  judge_nodes(scenario, reading, problems);
}

}  // namespace rtpe::scenario
