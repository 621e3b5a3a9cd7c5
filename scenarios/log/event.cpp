// Names of the kinds of events.
#include "scenarios/log/event.hpp"

#include <array>

#include "scenarios/log/schema.hpp"

namespace rtpe::scenario {
namespace {

/// In the order of Event's alternatives.
constexpr auto event_kind_words = []<class... All>(std::variant<All...>*) {
  return std::array<std::string_view, sizeof...(All)>{Schema<All>::name...};
}(static_cast<Event*>(nullptr));
static_assert(event_kind_words.size() <= 8 * sizeof(EventKinds));

}  // namespace

std::string_view name_of(const Event& event) { return event_kind_words[event.index()]; }

std::string names_of(EventKinds kinds) {
  std::string out;
  for (std::size_t kind = 0; kind < event_kind_words.size(); ++kind)
    if ((kinds >> kind) & 1U) out.append(out.empty() ? "" : ", ").append(event_kind_words[kind]);
  return out;
}

}  // namespace rtpe::scenario
