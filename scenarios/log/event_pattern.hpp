// Which events somebody means: `exchange_ended where command == "offer" and latency > 50ms`. For checks over events and
// faults that wait for one.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenarios/log/event_fields.hpp"

namespace rtpe::scenario {

/// A condition on the fields of one kind of events:
///
///   condition = alternative { "or" alternative };  alternative = term { "and" term };  term = [ "not" ] one;
///   one = "(" condition ")" | FIELD [ OPERATOR value ];  value = FIELD | "text" | 12 | 50ms | true | false
///
/// OPERATOR: == != < <= > >= like (text with `*`). A field alone is true when it is true, or there at all. `_ns` at the
/// end of a name is left out; `at` is the time since the start, `engine` who listens at `node`. A node is compared with
/// its name, its URL or its engine, a proxy with its name. What a record leaves out equals nothing.
class EventCondition {
 public:
  EventCondition() = default;  ///< always true
  /// Error: what is wrong, with its place as "column 7".
  [[nodiscard]] static Expected<EventCondition> parse(std::string_view text, std::size_t kind, std::size_t column = 1);
  [[nodiscard]] bool holds(Duration at, const Event& event, const RunNames& names) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

/// `KIND`, or `KIND where CONDITION`.
class EventPattern {
 public:
  EventPattern() = default;  ///< run_started
  [[nodiscard]] static Expected<EventPattern> parse(std::string_view text);
  [[nodiscard]] std::size_t kind() const { return kind_; }
  [[nodiscard]] EventKinds kinds() const { return EventKinds{1} << kind_; }
  [[nodiscard]] bool matches(Duration at, const Event& event, const RunNames& names) const {
    return event.index() == kind_ && condition_.holds(at, event, names);
  }

 private:
  std::size_t kind_ = 0;
  EventCondition condition_;
};

/// Fields that two kinds of events have in common are compared by their values: place in fields_of_kind() of each.
/// Error: a kind has no such field.
[[nodiscard]] Expected<std::vector<const FieldAccess*>> fields_named(std::size_t kind,
                                                                     const std::vector<std::string>& names);

/// The record in one line: "exchange_ended proxy 0, node udp:10.0.0.1:2223, ...", without what is left out.
[[nodiscard]] std::string event_text(const Event& event, const RunNames& names);

}  // namespace rtpe::scenario
