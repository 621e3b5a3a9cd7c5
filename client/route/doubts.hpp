// What Kamailio takes in route blocks and surely nobody means.
#pragma once
#include <vector>

#include "base/error.hpp"
#include "client/personality.hpp"
#include "client/route/syntax.hpp"

namespace rtpe::route {

/// With places: a block that nothing runs, a variable that is read and never set, media that is offered and that
/// nothing deletes.
[[nodiscard]] std::vector<Error> doubts_of(const Configuration& configuration, const Personality& personality);

}  // namespace rtpe::route
