// lossy: datagrams to and from an engine get lost. A fault that only the test has.
#include "scenarios/faults/fault_target.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::lossy {
namespace {

struct Options {
  double loss = 0;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("loss", "the part that gets lost");
  return KindOptions::of(Options{.loss = table.probability("loss").value_or(0)});
}

void write(const KindOptions& options, Section& section) { section.number("loss", options.as<Options>().loss); }

std::vector<world::Rule> rules(const Fault& fault, const FaultTarget& target) {
  const double loss = fault.options.as<Options>().loss;
  return {{.to = world::the_site(target.engine), .loss = loss}, {.from = world::the_site(target.engine), .loss = loss}};
}

constexpr KeyRow keys[] = {{"loss", "required", "a probability"}};

}  // namespace

extern const FaultKind kind{
    .name = "lossy",
    .keys = keys,
    .happens = "datagrams get lost, there and back",
    .example = "loss = 0.5",
    .read = read,
    .write = write,
    .rules = rules,
};

}  // namespace rtpe::scenario::faults::lossy
