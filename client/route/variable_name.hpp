// A variable as it is written: $var(x), $(avp(x)[1]), $(ru{uri.host}), $hdr(From).
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "client/route/value.hpp"

namespace rtpe::route {

enum class VariableKind : std::uint8_t {
  null,     ///< $null
  retcode,  ///< $rc, $retcode, $?
  var,      ///< $var(x): the process'; unset ones are 0
  avp,      ///< $avp(x): a list, the newest first, kept with the transaction
  xavp,     ///< $xavp(x=>y), $xavu: likewise
  dialog,   ///< $dlg_var(x): with the call
  shared,   ///< $shv(x): the proxy's; unset ones are 0
  table,    ///< $sht(x=>y): the proxy's
  header,   ///< $hdr(Name)
  select,   ///< @via[1].branch
  pseudo,   ///< $ru, $si, $T_branch_idx, ...: what the message and the transaction say
};

/// {s.len}, {uri.host}: `text` is "s.len", `arguments` what stands behind it.
struct Transformation {
  std::string text;
  std::vector<std::string> arguments = {};
};

struct VariableName {
  VariableKind kind = VariableKind::pseudo;
  std::string base;  ///< without index and transformations, as the module writes it: "$avp(x)", "$ru"
  std::string key;   ///< "x" of $avp(x); empty: none
  int index = 0;     ///< of $(avp(x)[1]); negative: from the end
  bool has_index = false;
  bool all = false;      ///< [*]
  bool dynamic = false;  ///< variables stand in the key: $xavp(r=>$T_branch_idx)
  std::vector<Transformation> transformations = {};
};

/// Error (no place): brackets that do not match, a variable or a transformation that is not known here.
[[nodiscard]] Expected<VariableName> read_variable_name(std::string_view text);
/// The same with the values of the variables in its key. `text_of` gives them by name.
[[nodiscard]] VariableName with_values(const VariableName& name,
                                       const std::function<std::string(std::string_view)>& text_of);

/// Names that were read before, by their text.
class VariableNames {
 public:
  /// nullptr: not known here.
  [[nodiscard]] const VariableName* find(std::string_view text);

 private:
  std::map<std::string, std::optional<VariableName>, std::less<>> known_;
};

/// Whether a route may assign it.
[[nodiscard]] bool may_be_assigned(const VariableName& name);

/// What {..} makes of the value, one after the other.
void apply(const std::vector<Transformation>& transformations, Value& value);
/// Known, with that number of arguments? Error: the nearest name.
[[nodiscard]] Expected<void> check_transformation(const Transformation& transformation);

}  // namespace rtpe::route
