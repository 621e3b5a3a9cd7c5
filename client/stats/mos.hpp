// MOS statistics of a delete or query reply as the variables a routing script sees (behaviour.md section 10).
#pragma once
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "client/bencode/reader.hpp"
#include "client/personality.hpp"

namespace rtpe::stats {

/// All parameter names of this family: mos_min_pv ... mos_average_samples_B_pv, mos_A_label_pv, mos_B_label_pv.
[[nodiscard]] std::span<const std::string> mos_parameter_names();

/// Parameter name -> variable, as in Parameters::mos.
using MosParameters = std::map<std::string, std::string, std::less<>>;

/// Told of one assignment: the variable is a value of the parameters.
using Assign = std::function<void(std::string_view variable, std::string_view text)>;

/// Texts of mos_A_label_pv and mos_B_label_pv.
struct Labels {
  std::string_view a, b;
};

/// Tells what the module would assign, in its order: global, A, B; in each maximum, minimum, average. Does not
/// allocate.
void mos_assignments(const bencode::View& reply, const MosParameters& parameters, const Labels& labels,
                     const Personality& personality, const Assign& assign);

}  // namespace rtpe::stats
