// Names of the kinds of events.
#include "scenarios/log/event.hpp"

#include <array>

#include "scenarios/log/schema.hpp"

namespace rtpe::scenario {
namespace {

/// In the order of Event's alternatives.
constexpr auto names = []<class... All>(std::variant<All...>*) {
  return std::array<std::string_view, sizeof...(All)>{Schema<All>::name...};
}(static_cast<Event*>(nullptr));
static_assert(names.size() <= 8 * sizeof(EventKinds));

}  // namespace

std::string_view name_of(const Event& event) { return names[event.index()]; }

std::string names_of(EventKinds kinds) {
  std::string out;
  for (std::size_t kind = 0; kind < names.size(); ++kind)
    if ((kinds >> kind) & 1U) out.append(out.empty() ? "" : ", ").append(names[kind]);
  return out;
}

}  // namespace rtpe::scenario
