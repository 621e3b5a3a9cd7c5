// Which scenario of its file a run has played: the values of [matrix], as one text.
#pragma once
#include <string_view>
#include <vector>

namespace rtpe::scenario {

struct CaseValue {
  std::string_view name, value;
};

/// Of "retr = 3, release = kamailio-5.6". The views point into the text.
[[nodiscard]] std::vector<CaseValue> values_of_case(std::string_view text);

}  // namespace rtpe::scenario
