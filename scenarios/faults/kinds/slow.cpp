// slow: the service time of an engine is another.
#include "scenarios/engines/mock_host.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::slow {
namespace {

struct Options {
  DurationRange latency;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("latency", "how long a command takes then");
  return KindOptions::of(Options{.latency = table.duration_range("latency").value_or(DurationRange{})});
}

void write(const KindOptions& options, Section& section) { section.range("latency", options.as<Options>().latency); }

mock::Effect effect(const Fault& fault) {
  return {.verb = mock::Verb::slow, .delay = delay_of(fault.options.as<Options>().latency), .duration = fault.lasts};
}

constexpr KeyRow keys[] = {{"latency", "required", "range: the service time then", KeyType::range}};

}  // namespace

extern const FaultKind kind{
    .name = "slow",
    .keys = keys,
    .happens = "every command takes `latency`",
    .example = "latency = \"800ms..1.2s\"",
    .read = read,
    .write = write,
    .effect = effect,
};

}  // namespace rtpe::scenario::faults::slow
