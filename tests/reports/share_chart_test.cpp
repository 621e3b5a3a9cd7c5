// Charts of shares: where points stand, that texts cannot leave their place, and labels that would touch.
#include "reports/share_chart.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(share_chart_test)

using rtpe::report::share_chart;
using rtpe::report::SharePoint;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_CASE(points_stand_at_their_share_and_place) {
  const std::string svg = share_chart({.title = "Title",
                                       .axis = "loss",
                                       .points = {{.label = "0", .place = 0, .share = 1, .low = 0.9, .high = 1},
                                                  {.label = "0.5", .place = 5, .share = 0.5, .low = 0.4, .high = 0.6},
                                                  {.label = "1", .place = 10, .share = 0, .low = 0, .high = 0.1}}});
  BOOST_TEST(svg.starts_with("<svg "));
  BOOST_TEST(svg.ends_with("</svg>\n"));
  BOOST_TEST(has(svg, "<polyline class=\"line\" points=\"64.0,48.0 380.0,172.0 696.0,296.0 \"/>"), svg);
  BOOST_TEST(has(svg, "<title>0.5: 50.0 % (40.0 to 60.0)</title>"), svg);
}

BOOST_AUTO_TEST_CASE(one_point_stands_in_the_middle) {
  const std::string svg =
      share_chart({.title = "t", .axis = "a", .points = {{.label = "2", .place = 2, .share = 1, .low = 1, .high = 1}}});
  BOOST_TEST(has(svg, "cx=\"380.0\" cy=\"48.0\""), svg);
}

BOOST_AUTO_TEST_CASE(texts_stay_texts) {
  const std::string svg = share_chart(
      {.title = "<script>&\x1b", .axis = "a<b", .points = {{.label = "<", .share = 1, .low = 1, .high = 1}}});
  BOOST_TEST(has(svg, "&lt;script&gt;&amp;\\x1b"), svg);
  BOOST_TEST(!has(svg, "<script>"), svg);
  BOOST_TEST(has(svg, "a&lt;b"), svg);
}

BOOST_AUTO_TEST_CASE(labels_do_not_touch) {
  std::vector<SharePoint> points;
  for (int point = 0; point < 200; ++point)
    points.push_back({.label = "1min30s", .place = static_cast<double>(point), .share = 1, .low = 1, .high = 1});
  const std::string svg = share_chart({.title = "t", .axis = "a", .points = points});
  std::size_t labels = 0;
  for (auto at = svg.find(">1min30s</text>"); at != std::string::npos; at = svg.find(">1min30s</text>", at + 1))
    ++labels;
  BOOST_TEST(labels > 5U);
  BOOST_TEST(labels < 14U);
}

BOOST_AUTO_TEST_SUITE_END()
