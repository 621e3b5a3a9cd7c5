// A run as one HTML page that needs no network: verdict, checks, what happened over time, every call with its ladder.
#pragma once
#include <memory>
#include <string>

#include "base/error.hpp"
#include "reports/played_run.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::report {

/// Listens to a run, or to a log that is read, once. Its memory has bounds: a long run's page has fewer calls, and says
/// so.
class HtmlReport final : public scenario::EventSink {
 public:
  /// Error (missing): this program was built without the page.
  static Expected<void> is_built();

  HtmlReport();
  HtmlReport(const HtmlReport&) = delete;
  HtmlReport& operator=(const HtmlReport&) = delete;
  ~HtmlReport() override;

  void record(Duration since_start, const scenario::Event& event) override;
  /// The page of the run that was heard, once. Error: as is_built().
  [[nodiscard]] Expected<std::string> page(const PlayedRun& run);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rtpe::report
