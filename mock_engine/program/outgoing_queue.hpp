// What has been answered and has not left the process yet: the one queue behind every delay of a reply.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/engine.hpp"
#include "mock_engine/program/delay.hpp"
#include "mock_engine/program/program_output.hpp"

namespace rtpe::mock {

/// One thing to send to a peer.
struct Outgoing {
  std::string_view bytes;  ///< may be empty (an empty datagram)
  Duration delay{};        ///< from now, beside the service time
  Piece piece = Piece::whole;
};

/// Serves what is due in the order of its times, and of its coming where these are equal. Holds at most 200,000
/// replies; a further one is lost. Does not allocate once it has grown to its largest backlog.
class OutgoingQueue {
 public:
  /// `seed`: of the service times.
  explicit OutgoingQueue(std::uint64_t seed) : random_(seed) {}

  /// How long a reply takes inside the engine, drawn once per reply; its pieces share it.
  void set_service_time(const Delay& service_time) { service_time_ = service_time; }

  /// Sends at once what is to leave now, keeps the rest.
  void leave(Time now, const Peer& peer, const Outgoing& outgoing, ProgramOutput& output);
  /// When the next one leaves.
  [[nodiscard]] std::optional<Time> next_time() const;
  void run_timers(Time now, ProgramOutput& output);
  /// The process died: what had not left never will.
  void clear();

 private:
  struct Slot {
    Peer peer;
    std::string address, bytes;
    Piece piece = Piece::whole;
  };
  struct Entry {
    Time at;
    std::uint64_t sequence;
    std::uint32_t slot;
    /// For a heap whose front leaves first.
    bool operator<(const Entry& other) const { return at != other.at ? at > other.at : sequence > other.sequence; }
  };

  Delay service_time_{};
  RuleRandom random_;
  Duration piece_service_{};  ///< of the reply that is leaving in pieces
  bool in_pieces_ = false;
  std::vector<Entry> heap_;
  std::deque<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t sequence_ = 0;
};

}  // namespace rtpe::mock
