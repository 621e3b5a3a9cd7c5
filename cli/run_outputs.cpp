#include "cli/run_outputs.hpp"

#include "cli/replaced_file.hpp"

namespace rtpe::cli {

Expected<std::unique_ptr<RunOutputs>> RunOutputs::open(const RunFiles& files, const scenario::Scenario& scenario,
                                                       Time start) {
  auto made = std::unique_ptr<RunOutputs>(new RunOutputs(files, scenario));
  RunOutputs& out = *made;
  if (!files.events.empty()) {
    auto created = EventFile::create(
        files.events, files.with_datagrams ? EventFile::Datagrams::written : EventFile::Datagrams::left_out);
    if (!created) return std::unexpected(created.error());
    out.events_ = std::move(*created);
    if (files.with_datagrams) out.datagram_events_.add(&out.events_->sink());
  }
  if (!files.pcap.empty()) {
    auto created = DatagramFile::create(files.pcap, start, out.comments_);
    if (!created) return std::unexpected(created.error());
    out.capture_ = std::move(*created);
    out.datagrams_.add(out.capture_.get());
  }
  if (!files.html.empty()) {
    out.html_ = std::make_unique<report::HtmlReport>();
    if (files.with_datagrams) out.datagram_events_.add(out.html_.get());
  }
  if (!files.perfetto.empty()) {
    auto created = TraceFile::create(files.perfetto);
    if (!created) return std::unexpected(created.error());
    out.trace_ = std::move(*created);
  }
  if (!files.hep.empty()) {
    auto opened = HepSender::open(files.hep);
    if (!opened) return std::unexpected(opened.error());
    out.hep_ = std::move(*opened);
    out.datagram_events_.add(out.hep_.get());
  }
  if (files.with_datagrams || out.hep_) out.datagrams_.add(&out.datagram_events_);
  return made;
}

void RunOutputs::listen(scenario::RunOptions& options) {
  if (events_) options.sinks.push_back(&events_->sink());
  if (capture_) options.sinks.push_back(&comments_);
  if (html_) options.sinks.push_back(html_.get());
  if (trace_) options.sinks.push_back(&trace_->sink());
  if (hep_) options.sinks.push_back(hep_.get());
  if (files_.situations != nullptr) options.sinks.push_back(files_.situations);
  if (datagrams_.is_empty()) return;
  options.datagrams = &datagrams_;
  options.sinks.push_back(&datagram_events_);
}

Expected<void> RunOutputs::close() {
  if (events_)
    if (auto closed = events_->close(); !closed) return closed;
  if (capture_)
    if (auto closed = capture_->close(); !closed) return closed;
  if (trace_)
    if (auto closed = trace_->close(); !closed) return closed;
  return hep_ ? hep_->close() : Expected<void>();
}

Expected<void> RunOutputs::write_page(const report::PlayedRun& run) {
  if (!html_) return {};
  const auto page = html_->page(run);
  return page ? write_whole(files_.html, *page) : std::unexpected(page.error());
}

}  // namespace rtpe::cli
