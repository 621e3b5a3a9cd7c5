#include "reports/share_chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/text.hpp"

namespace rtpe::report {
namespace {

constexpr double width = 720, height = 360, left = 64, right = 24, top = 48, bottom = 64;

// The colours of the HTML report.
constexpr std::string_view style = R"(<style>
  svg { --paper: #ffffff; --ink: #1b2330; --dim: #5b6675; --line: #dfe3e9; --series: #25618f; }
  @media (prefers-color-scheme: dark) { svg { --paper: #1a2029; --ink: #e5e9ef; --dim: #9aa6b5; --line: #2d3643; --series: #74b3e6; } }
  text { font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--dim); }
  .title { font-size: 15px; fill: var(--ink); }
  .grid { stroke: var(--line); }
  .band { fill: var(--series); fill-opacity: 0.18; }
  .line { fill: none; stroke: var(--series); stroke-width: 2; }
  .interval { stroke: var(--series); stroke-width: 1; }
  .point { fill: var(--series); }
</style>
)";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char letter : printable(text)) {
    if (letter == '&')
      out += "&amp;";
    else if (letter == '<')
      out += "&lt;";
    else if (letter == '>')
      out += "&gt;";
    else
      out += letter;
  }
  return out;
}

class Drawing {
 public:
  explicit Drawing(const ShareChart& chart) : chart_(chart) {
    low_ = chart.points.front().place;
    high_ = chart.points.back().place;
  }

  std::string draw() {
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
        "role=\"img\">\n<title>{2}</title>\n",
        width, height, escaped(chart_.title));
    out_ += style;
    out_ += fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"var(--paper)\"/>\n", width, height);
    out_ += fmt::format("<text class=\"title\" x=\"{}\" y=\"26\">{}</text>\n", left, escaped(chart_.title));
    draw_axes();
    draw_shares();
    return out_ + "</svg>\n";
  }

 private:
  [[nodiscard]] double x(const SharePoint& point) const {
    const double part = high_ > low_ ? (point.place - low_) / (high_ - low_) : 0.5;
    return left + (width - left - right) * part;
  }
  static double y(double share) { return top + (height - top - bottom) * (1 - std::clamp(share, 0.0, 1.0)); }

  void draw_axes() {
    for (const int percent : {0, 25, 50, 75, 100}) {
      const double at = y(percent / 100.0);
      out_ += fmt::format(
          "<line class=\"grid\" x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/><text x=\"{}\" y=\"{:.1f}\" "
          "text-anchor=\"end\">{} %</text>\n",
          left, at, width - right, at, left - 8, at + 4, percent);
    }
    double free_from = 0;
    for (const SharePoint& point : chart_.points) {
      // A label that would touch the one before is left out.
      const double half = 3.6 * static_cast<double>(display_width(point.label));
      if (x(point) - half < free_from) continue;
      free_from = x(point) + half + 8;
      out_ += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x(point),
                          height - bottom + 20, escaped(point.label));
    }
    out_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", (left + width - right) / 2,
                        height - 16, escaped(chart_.axis));
  }

  void draw_shares() {
    std::string band, line;
    for (const SharePoint& point : chart_.points) band += fmt::format("{:.1f},{:.1f} ", x(point), y(point.high));
    for (auto point = chart_.points.rbegin(); point != chart_.points.rend(); ++point)
      band += fmt::format("{:.1f},{:.1f} ", x(*point), y(point->low));
    for (const SharePoint& point : chart_.points) line += fmt::format("{:.1f},{:.1f} ", x(point), y(point.share));
    out_ +=
        fmt::format("<polygon class=\"band\" points=\"{}\"/>\n<polyline class=\"line\" points=\"{}\"/>\n", band, line);
    for (const SharePoint& point : chart_.points)
      out_ += fmt::format(
          "<line class=\"interval\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\"/><circle "
          "class=\"point\" "
          "cx=\"{0:.1f}\" cy=\"{3:.1f}\" r=\"4\"><title>{4}: {5:.1f} % ({6:.1f} to {7:.1f})</title></circle>\n",
          x(point), y(point.low), y(point.high), y(point.share), escaped(point.label), 100 * point.share,
          100 * point.low, 100 * point.high);
  }

  const ShareChart& chart_;
  double low_ = 0, high_ = 0;
  std::string out_;
};

}  // namespace

std::string share_chart(const ShareChart& chart) { return Drawing(chart).draw(); }

}  // namespace rtpe::report
