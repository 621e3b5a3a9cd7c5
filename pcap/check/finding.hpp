// What a capture proves to be wrong.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace rtpe::capture {

enum class Rule : std::uint8_t {
  node_silent,
  no_answer,
  error_reply,
  load_limit,
  warning,
  retransmissions,
  late_reply,
  cookie_collision,
  affinity_broken,
  offer_twice,
  offer_for_answer,
  never_deleted,
  sip_failed,
  private_address,
  engine_port_changed,
  media_refused,
  no_media,
  one_way_media,
  media_elsewhere,
  media_loss,
  media_jitter,
  fragments_lost,
  ice_unfinished,
  dtls_unfinished,
  node_disabled,
  weights_off,
};
inline constexpr std::size_t rules = 26;
/// "node_silent", ...
[[nodiscard]] std::string_view name_of(Rule rule);
/// One sentence: when the rule fires.
[[nodiscard]] std::string_view meaning_of(Rule rule);

struct Finding {
  Rule rule = Rule::node_silent;
  Time first = {}, last = {};              ///< of the course (CaptureClock)
  std::vector<std::uint64_t> frames = {};  ///< the first few that show it
  std::string call_id = {};                ///< empty: of no one call
  std::string text = {};                   ///< what happened, with addresses and numbers
};

struct Thresholds {
  std::uint64_t unanswered_in_a_row = 2;                    ///< commands, before a node counts as silent
  std::uint64_t resends = 10;                               ///< to one node within ten seconds
  Duration answer_within = std::chrono::milliseconds(250);  ///< before the capture's end, or the answer may still come
  Duration deleted_within = std::chrono::seconds(60);
  Duration media_after = std::chrono::seconds(3);  ///< an answered call shorter than this need not have media
  double loss_percent = 1, jitter_ms = 50;
  Duration handshake_within = std::chrono::seconds(5);  ///< DTLS
  /// Node ("10.0.0.1", "10.0.0.1:2223") and the weight that it is meant to have; empty: not judged.
  std::vector<std::pair<std::string, double>> weights = {};
};

}  // namespace rtpe::capture
