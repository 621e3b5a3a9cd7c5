// Values that a route has assigned: $var, $avp lists, $xavp lists.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "client/route/value.hpp"
#include "client/route/variable_name.hpp"

namespace rtpe::route {

/// A route has few variables, so they are looked through. What is cleared keeps its buffers.
class ScriptVariables {
 public:
  /// Null: there is none. Lists answer by index, the newest is 0.
  void get(const VariableName& name, Value& out) const;
  /// An $avp gets one value more, [*] replaces all, $null takes the newest away; an $xavp gets one entry more, with an
  /// index its field gets one value more; everything else has one value.
  void set(const VariableName& name, const Value& value);
  void clear() { size_ = 0; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  struct Row {
    std::string name;   ///< "$avp(x)", "$xavp(a)" for an entry, "$xavp(a=>b)" for a field of the entry before
    std::size_t entry;  ///< of a field: the number of its entry
    Value value;
  };
  static constexpr std::size_t most_rows = 10'000;  ///< further values are forgotten
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// The index-th newest row of that name; negative indices count from the oldest.
  [[nodiscard]] std::size_t find(std::string_view name, int index) const;
  [[nodiscard]] std::size_t find_field(const VariableName& name) const;
  Row* append(std::string_view name);
  void erase(std::size_t row);
  /// With all its fields.
  void erase_entry(std::size_t row);
  void set_list(const VariableName& name, const Value& value);
  void set_field(const VariableName& name, const Value& value);

  std::vector<Row> rows_;
  std::size_t size_ = 0, entries_ = 0;
};

}  // namespace rtpe::route
