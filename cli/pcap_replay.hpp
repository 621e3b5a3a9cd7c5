// What the two kinds of pcap replay have in common.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "pcap/replay/media_replay.hpp"
#include "pcap/replay/reply_lines.hpp"

namespace rtpe::cli {

struct ReplayVerbOptions {
  std::vector<std::string> files;
  std::string engine, control, proxy, callers, callees;  ///< addresses as they were written
  std::optional<std::string> timeout;
  std::string latency;
  double speed = 1, loss = 0, duplication = 0, reordering = 0;
  std::uint64_t seed = 1;
  std::uint32_t sends = 3;
  bool fast = false, no_media = false, as_json = false;
};

/// What this replay makes names new with.
[[nodiscard]] std::string replay_suffix();
[[nodiscard]] Expected<Duration> timeout_of(const ReplayVerbOptions& options, Duration otherwise);
/// The rules of all links of the replay.
[[nodiscard]] Expected<scenario::world::Rule> links_of(const ReplayVerbOptions& options);
/// The media to be sent; none with --fast or --no-media.
[[nodiscard]] Expected<capture::RecordedMedia> media_of(const ReplayVerbOptions& options);

/// "  captured  ...", "  replayed  ...", a line each.
[[nodiscard]] std::string differences_text(const std::vector<capture::LineDifference>& differences);
void append_differences_json(std::string& out, const std::vector<capture::LineDifference>& differences);
/// `"media":{...},"links":{...}` and as sentences; empty where there is nothing to say.
[[nodiscard]] std::string media_json(const capture::MediaReplay& media, const capture::ReplayNetwork& network);
[[nodiscard]] std::string media_text(const capture::MediaReplay& media, const capture::ReplayNetwork& network);

int replay_to_engine(const ReplayVerbOptions& options);
int replay_to_proxy(const ReplayVerbOptions& options);

}  // namespace rtpe::cli
