// The way out: delays, copies, reordering, merging and splitting of replies.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/program/program.hpp"

namespace rtpe::mock {

/// What becomes of the replies to one request.
struct ReplyPlan {
  bool drop = false;
  Duration delay{};
  std::uint32_t copies = 0;  ///< beside the first
  Duration copy_gap{};
  struct Hold {
    std::uint32_t count = 0;
    Duration longest{};
  };
  std::optional<Hold> reorder;  ///< until `count` later replies left
  std::optional<Hold> merge;    ///< until `count` replies for this peer are there
  std::optional<Effect> split;
  std::vector<Effect> edits;
};

/// Holds at most 1024 replies back; a further one leaves at once.
class ReplyPath {
 public:
  void send(Time now, const Peer& peer, std::string_view bytes, Duration delay, const ReplyPlan& plan,
            RuleRandom& random, ProgramOutput& output);
  [[nodiscard]] std::optional<Time> next_timer() const;
  void run_timers(Time now, ProgramOutput& output);
  /// The process died: what was held back is lost.
  void clear() { held_.clear(); }

 private:
  struct Held {
    Peer peer;
    std::string address, bytes;
    Time deadline{};
    std::uint32_t waits_for = 0;
    bool merging = false;
  };
  void pass(Time now, const Peer& peer, std::string_view bytes, Duration delay, ProgramOutput& output);
  bool hold(const Peer& peer, std::string_view bytes, Time deadline, std::uint32_t waits_for, bool merging);
  void merge(Time now, const Peer& peer, std::string_view bytes, const ReplyPlan::Hold& plan, ProgramOutput& output);
  static void release(const Held& held, ProgramOutput& output);

  std::vector<Held> held_;
};

}  // namespace rtpe::mock
