#include "client/selection/selection_report.hpp"

namespace rtpe {

std::string_view to_string(Exclusion exclusion) {
  switch (exclusion) {
    case Exclusion::hidden:
      return "hidden";
    case Exclusion::disabled:
      return "disabled";
    case Exclusion::permanently_disabled:
      return "permanently disabled";
    case Exclusion::tried:
      return "tried";
    case Exclusion::zero_weight:
      return "weight 0";
  }
  return "unknown";
}

std::string_view to_string(ChoiceSource source) {
  switch (source) {
    case ChoiceSource::table:
      return "table";
    case ChoiceSource::weighted:
      return "weighted";
    case ChoiceSource::none:
      return "none";
  }
  return "unknown";
}

std::string_view to_string(NoChoice failure) {
  switch (failure) {
    case NoChoice::chosen:
      return "chosen";
    case NoChoice::no_eligible_node:
      return "no eligible node";
    case NoChoice::known_node_disabled:
      return "known node disabled";
    case NoChoice::known_node_tried:
      return "known node tried";
    case NoChoice::unknown_hash_algorithm:
      return "unknown hash algorithm";
  }
  return "unknown";
}

}  // namespace rtpe
