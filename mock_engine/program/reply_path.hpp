// The way out: delays, copies, reordering, merging and splitting of replies.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/program/outgoing_queue.hpp"
#include "mock_engine/program/rule.hpp"

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

/// Where replies go on to.
struct Exit {
  OutgoingQueue& queue;
  ProgramOutput& output;
};

/// Holds at most 1024 replies back; a further one leaves at once.
class ReplyPath {
 public:
  void send(Time now, const Peer& peer, std::string_view bytes, Duration delay, const ReplyPlan& plan,
            RuleRandom& random, Exit exit);
  [[nodiscard]] std::optional<Time> next_timer() const;
  void run_timers(Time now, Exit exit);
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
  void pass(Time now, const Peer& peer, std::string_view bytes, Duration delay, Exit exit);
  bool hold(const Peer& peer, std::string_view bytes, Time deadline, std::uint32_t waits_for, bool merging);
  void merge(Time now, const Peer& peer, std::string_view bytes, const ReplyPlan::Hold& plan, Exit exit);
  static void release(Time now, const Held& held, Exit exit);

  std::vector<Held> held_;
};

}  // namespace rtpe::mock
