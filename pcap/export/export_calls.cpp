#include "pcap/export/export_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>

#include "pcap/anonymise/anonymiser.hpp"
#include "pcap/check/check_capture.hpp"
#include "pcap/export/anonymised_frames.hpp"
#include "pcap/export/call_packets.hpp"
#include "pcap/pcapng_writer.hpp"
#include "pcap/read_capture.hpp"

namespace rtpe::capture {
namespace {

struct Job {
  const ExportOptions& options;
  CallBook book;
  std::vector<std::size_t> calls;
  boost::unordered_flat_map<std::uint64_t, std::string> findings;      ///< by frame
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> companions;  ///< frame -> the one that completes it
  ExportSummary summary;
};

/// First reading: what calls there are.
Expected<void> read_calls(Job& job) {
  ReadOptions reading;
  reading.listener = &job.book;
  reading.matcher.with_sdp = true;
  auto source = open_captures(job.options.files, reading);
  if (!source) return std::unexpected(std::move(source.error()));
  const auto summary =
      read_frames(**source, [&](const WireExchange& one, const CaptureClock&) { job.book.exchange(one); }, reading);
  job.summary.damage = summary.damage;
  job.book.join();
  for (std::size_t place = 0; place < job.book.calls().size(); ++place) {
    const auto& ids = job.book.calls()[place].call_ids;
    const bool is_wanted = job.options.calls.empty() || std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
                             return std::any_of(job.options.calls.begin(), job.options.calls.end(),
                                                [&](const auto& part) { return id.find(part) != std::string::npos; });
                           });
    if (!is_wanted) continue;
    job.calls.push_back(place);
    job.summary.call_ids.insert(job.summary.call_ids.end(), ids.begin(), ids.end());
  }
  job.summary.calls = job.calls.size();
  if (job.calls.empty())
    return std::unexpected(Error{.message = "no call has such a Call-ID",
                                 .place = job.options.files.front(),
                                 .remedy = "rtpe-lab pcap ls --calls lists them"});
  for (const Finding& finding : check_capture({.book = job.book, .end = summary.clock.newest()}))
    for (const auto frame : finding.frames) {
      std::string& text = job.findings[frame];
      if (text.size() < 400) text += fmt::format("; {}: {}", name_of(finding.rule), finding.text);
    }
  return {};
}

/// Reads the capture again. `done`: after each frame, with its own time.
Expected<void> walk(const Job& job, PacketHandler& handler, const std::function<Expected<void>(const Frame&)>& done) {
  auto source = open_captures(job.options.files);
  if (!source) return std::unexpected(std::move(source.error()));
  CaptureClock clock;
  Dissector dissector(handler);
  Frame frame;
  while ((*source)->next(frame).value_or(false)) {  // damage was met before, at the same place
    const Time captured = frame.time;
    frame.time = clock.advance(captured);
    dissector.frame(frame);
    frame.time = captured;
    if (auto written = done(frame); !written) return written;
  }
  dissector.finish();
  return {};
}

/// Second reading: which frames belong together, and what has to be replaced.
Expected<void> gather(Job& job, Anonymiser* anonymiser) {
  CallPackets picker(job.book, job.calls, [&](const PickedPacket& picked) {
    if (anonymiser != nullptr) learn(*anonymiser, picked);
    if (picked.packet == nullptr) return;
    for (const auto part : picked.packet->parts)
      if (part != picked.packet->frame) job.companions[part] = picked.packet->frame;
  });
  return walk(job, picker, [](const Frame&) { return Expected<void>{}; });
}

void count(Job& job, const PickedPacket& picked) {
  if (picked.unreachable != nullptr)
    ++job.summary.icmp_errors;
  else
    ++job.summary.by_content[static_cast<std::size_t>(picked.content)];
}

std::string comment_of(const Job& job, const std::string& comment, std::uint64_t frame) {
  const auto finding = job.findings.find(frame);
  return fmt::format("rtpe-lab: frame {}: {}{}", frame, comment, finding != job.findings.end() ? finding->second : "");
}

/// Third reading: frames as they are.
Expected<void> copy(Job& job, PcapngWriter& writer) {
  std::string comment;
  CallPackets picker(job.book, job.calls, [&](const PickedPacket& picked) {
    count(job, picked);
    comment += (comment.empty() ? "" : "; ") + picked.comment;
  });
  return walk(job, picker, [&](const Frame& frame) -> Expected<void> {
    if (comment.empty()) {
      const auto whole = job.companions.find(frame.number);
      if (whole == job.companions.end()) return {};
      ++job.summary.parts;
      comment = fmt::format("a part of what frame {} completes", whole->second);
    }
    ++job.summary.frames;
    const std::string text = comment_of(job, comment, frame.number);
    comment.clear();
    return writer.write_frame(frame, text);
  });
}

/// Third reading: messages, anonymised.
Expected<void> write_anonymised(Job& job, PcapngWriter& writer, const Anonymiser& anonymiser) {
  AnonymisedFrames frames(anonymiser, writer);
  CallPackets picker(job.book, job.calls, [&](const PickedPacket& picked) {
    count(job, picked);
    frames.keep(picked, comment_of(job, picked.comment,
                                   picked.packet != nullptr ? picked.packet->frame : picked.unreachable->frame));
  });
  return walk(job, picker, [&](const Frame& frame) -> Expected<void> {
    const auto written = frames.write(frame.time);
    if (!written) return std::unexpected(written.error());
    job.summary.frames += *written;
    return {};
  });
}

}  // namespace

Expected<ExportSummary> export_calls(const ExportOptions& options) {
  Job job{.options = options,
          .book = CallBook(options.leg_headers),
          .calls = {},
          .findings = {},
          .companions = {},
          .summary = {}};
  if (auto done = read_calls(job); !done) return std::unexpected(done.error());
  std::optional<Anonymiser> anonymiser;
  if (options.anonymiser_seed) anonymiser.emplace(*options.anonymiser_seed);
  if (auto done = gather(job, anonymiser ? &*anonymiser : nullptr); !done) return std::unexpected(done.error());
  auto writer = PcapngWriter::create(options.output);
  if (!writer) return std::unexpected(writer.error());
  auto done = anonymiser ? write_anonymised(job, *writer, *anonymiser) : copy(job, *writer);
  if (done) done = writer->close();
  if (!done) return std::unexpected(done.error());
  if (anonymiser) job.summary.originals = anonymiser->originals();
  return std::move(job.summary);
}

}  // namespace rtpe::capture
