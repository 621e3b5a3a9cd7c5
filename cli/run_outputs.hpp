// What is written while one run is played: event log, capture, page, trace, and what goes to a Homer.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cli/datagram_events.hpp"
#include "cli/datagram_file.hpp"
#include "cli/event_file.hpp"
#include "cli/hep_sender.hpp"
#include "cli/trace_file.hpp"
#include "reports/html_report.hpp"
#include "reports/played_run.hpp"
#include "reports/situations.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::cli {

/// Files that a run writes while it is played; empty paths: not wanted.
struct RunFiles {
  std::string events, pcap, html, perfetto;
  std::string hep;              ///< "HOST:PORT"
  bool with_datagrams = false;  ///< in the event log and on the page
  report::Situations* situations = nullptr;
};

class RunOutputs {
 public:
  /// `start`: what the run's time 0 is in the capture. Error: one of them cannot be made.
  static Expected<std::unique_ptr<RunOutputs>> open(const RunFiles& files, const scenario::Scenario& scenario,
                                                    Time start);
  /// The run tells them what happens.
  void listen(scenario::RunOptions& options);
  /// After the run: all but the page gets its name. Error: something could not be written.
  Expected<void> close();
  /// The page of the run, which must have a result. Error: it cannot be written.
  Expected<void> write_page(const report::PlayedRun& run);

 private:
  /// Datagrams for several.
  class Datagrams final : public scenario::DatagramSink {
   public:
    void add(scenario::DatagramSink* sink) { sinks_.push_back(sink); }
    void datagram(const scenario::Datagram& datagram) override {
      for (scenario::DatagramSink* sink : sinks_) sink->datagram(datagram);
    }
    [[nodiscard]] bool is_empty() const { return sinks_.empty(); }

   private:
    std::vector<scenario::DatagramSink*> sinks_;
  };

  RunOutputs(RunFiles files, const scenario::Scenario& scenario) : files_(std::move(files)), comments_(scenario) {}
  RunFiles files_;
  DatagramComments comments_;
  DatagramEvents datagram_events_;
  Datagrams datagrams_;
  std::unique_ptr<EventFile> events_;
  std::unique_ptr<DatagramFile> capture_;
  std::unique_ptr<report::HtmlReport> html_;
  std::unique_ptr<TraceFile> trace_;
  std::unique_ptr<HepSender> hep_;
};

}  // namespace rtpe::cli
