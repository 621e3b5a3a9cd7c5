// What a search chooses: a list of typed choices that together with a base make one scenario. Everything that differs
// between two runs of a search is in here, so that a run can be played again from its choices alone.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::campaign {

/// One [[fault]].
struct FaultChoice {
  const FaultKind* kind = nullptr;
  std::string engine = {};              ///< empty: it befalls parties or proxies
  std::optional<LinkParty> party = {};  ///< of parties, which; empty: both
  std::string options = {};             ///< the lines of its own keys, as a file has them
  Duration at{};
  std::optional<Duration> lasts = {};  ///< empty: until the end of the run, or over at once
  bool operator==(const FaultChoice&) const = default;
};

/// One [[traffic]]: calls in equal gaps, all alike. The first one brings calls in place of the base's.
struct CallsChoice {
  std::string flow = "basic-call";
  std::uint64_t count = 1;
  Duration start{}, gap = std::chrono::seconds(1), hold = std::chrono::seconds(30), ring = std::chrono::seconds(2);
  std::optional<std::size_t> like = {};  ///< parties, bodies and pauses are those of that [[traffic]] of the base
  bool operator==(const CallsChoice&) const = default;
};

/// A modparam, or "workers", of all proxies.
struct SettingChoice {
  std::string name = {};
  std::int64_t value = 0;
  bool operator==(const SettingChoice&) const = default;
};

/// Datagrams between proxies and engines are lost with that probability.
struct LossChoice {
  double loss = 0;
  bool operator==(const LossChoice&) const = default;
};

/// The run lasts that long, also when its calls are over before.
struct LengthChoice {
  Duration length{};
  bool operator==(const LengthChoice&) const = default;
};

/// A part of the base is left out: shrinking chooses so.
struct OmitChoice {
  enum class Part : std::uint8_t {
    engine,   ///< with its nodes; by name
    proxy,    ///< by name
    rule,     ///< of [routing]; by what stands left of it: "reply INVITE"
    setting,  ///< a modparam goes back to its default; by name
    network,  ///< [network] and all [[link]]
    script,   ///< lines of the script of [routing]: "3", "3-7", as the base numbers them from 1
  } part = Part::engine;
  std::string name = {};
  bool operator==(const OmitChoice&) const = default;
};

using Choice = std::variant<FaultChoice, CallsChoice, SettingChoice, LossChoice, LengthChoice, OmitChoice>;

struct Choices {
  std::uint64_t seed = 1;
  std::vector<Choice> list = {};
  bool operator==(const Choices&) const = default;
};

/// One line, the same for equal choices: what a journal remembers a run by.
[[nodiscard]] std::string text_of(const Choice& choice);
[[nodiscard]] std::string text_of(const Choices& choices);

/// The base with these choices and without its own faults and checks. Error: it has no such engine, one fault befalls
/// an engine twice at once, or nothing would be left.
[[nodiscard]] Expected<Scenario> scenario_of(const Scenario& base, const Choices& choices);

/// "reply 2xx INVITE": the key of a rule in [routing].
[[nodiscard]] std::string rule_name(const RoutingRule& rule);
/// Options of a kind of check or fault from the lines of its keys. Error: what the kind says about them.
[[nodiscard]] Expected<KindOptions> options_from(KindOptions (*read)(TableReader& table), const std::string& lines);
/// Of that name; nullptr: the lab has no such check or fault.
[[nodiscard]] const CheckKind* check_kind(std::string_view name);
[[nodiscard]] const FaultKind* fault_kind(std::string_view name);

}  // namespace rtpe::scenario::campaign
