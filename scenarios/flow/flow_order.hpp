// What belongs together in a flow, found once for all of its calls: each step's request, and its number.
#pragma once
#include <cstdint>
#include <vector>

#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow {

class FlowOrder {
 public:
  FlowOrder() = default;
  explicit FlowOrder(const Flow& flow);

  /// The request that the step answers or acknowledges; of a request itself.
  [[nodiscard]] std::uint32_t request_of(std::uint32_t step) const { return places_[step].request; }
  /// Number of the step's request among those that are no ACK and no CANCEL, from 1; these have their INVITE's.
  [[nodiscard]] std::uint32_t cseq_of(std::uint32_t step) const { return places_[step].cseq; }

 private:
  struct Place {
    std::uint32_t request = 0, cseq = 0;
  };
  std::vector<Place> places_;
};

}  // namespace rtpe::scenario::flow
