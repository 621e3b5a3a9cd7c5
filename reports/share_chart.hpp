// A chart of shares with their intervals, as an SVG file that a browser or a page shows in its light or dark colours.
#pragma once
#include <string>
#include <vector>

namespace rtpe::report {

struct SharePoint {
  std::string label = {};               ///< of the value, below the axis
  double place = 0;                     ///< where it stands on the axis
  double share = 0, low = 0, high = 0;  ///< from 0 to 1
};

struct ShareChart {
  std::string title = {}, axis = {};
  std::vector<SharePoint> points = {};  ///< ascending places, at least one
};

/// Ends with a line end. Texts may have any bytes.
[[nodiscard]] std::string share_chart(const ShareChart& chart);

}  // namespace rtpe::report
