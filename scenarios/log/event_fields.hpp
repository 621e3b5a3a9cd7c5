// Fields of events by name, for expressions: what the schema says, as values of a few types.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::scenario {

struct FieldValue {
  enum class Type : std::uint8_t {
    absent,  ///< left out of the record
    text,    ///< also one of a few words
    truth,   ///< in `number`: 0, 1
    number,
    duration,  ///< in `number`: ns
    node,
    proxy,  ///< in `number`: their places in RunStarted
  };
  Type type = Type::absent;
  std::string_view text = {};
  std::int64_t number = 0;
};

struct FieldAccess {
  std::string_view name;  ///< without `_ns`
  FieldValue::Type type;
  std::vector<std::string_view> words;  ///< the few that a text can be; empty: any
  FieldValue (*read)(const Event& event);
};

/// Of that kind (place in Event), in the order of the schema; lists are left out.
[[nodiscard]] std::span<const FieldAccess> fields_of_kind(std::size_t kind);
/// Names of the kinds, in the order of Event.
[[nodiscard]] std::span<const std::string_view> event_kind_names();

/// What numbers of nodes and proxies stand for in a run.
class RunNames {
 public:
  void start(const RunStarted& event);
  /// By its name in reports, its URL or its engine.
  [[nodiscard]] bool is_node(std::int64_t node, std::string_view name) const;
  [[nodiscard]] bool is_proxy(std::int64_t proxy, std::string_view name) const;
  [[nodiscard]] std::string_view engine_of(std::int64_t node) const;
  /// As evidence shows it.
  [[nodiscard]] std::string shown(const FieldValue& value) const;

 private:
  struct NodeNames {
    std::string name, url, engine;
  };
  std::vector<NodeNames> nodes_;
  std::vector<std::string> proxies_;
};

}  // namespace rtpe::scenario
