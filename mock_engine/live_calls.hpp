// The calls of an engine and their deadlines.
#pragma once
#include <array>
#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text_hash.hpp"
#include "base/time.hpp"
#include "mock_engine/calls/call.hpp"
#include "mock_engine/config.hpp"
#include "mock_engine/statistics/call_media.hpp"

namespace rtpe::mock {

/// What a call adds to the current figures of `statistics`.
enum class SessionKind : std::uint8_t { half_open, ipv4, ipv6, mixed };
struct SessionFigures {
  SessionKind kind = SessionKind::half_open;
  std::uint16_t transcoded_media = 0;
};

/// A call and what belongs to it beside its signalling model.
struct LiveCall : boost::intrusive::list_base_hook<> {
  Call call;
  Text created_from;    ///< "127.0.0.1:34774", the client whose request created it
  Text recording_path;  ///< of its recording; empty: none was started yet
  bool recording = false;
  SessionFigures counted;            ///< as of the last recount()
  std::unique_ptr<CallMedia> media;  ///< null until the first observation
  Time check_at{};                   ///< when the timer looks at it next; meaningful while it is linked there
};

/// When and why a call ends if nothing more happens to it.
struct Deadline {
  Time at;
  EndCause cause;
};
/// By whole seconds, as the daemon's timer looks once per second (protocol.md 8). Nothing: the call stays.
[[nodiscard]] std::optional<Deadline> deadline_of(const Call& call, const EngineConfig& config);
/// The next pending deletion of a single leg.
[[nodiscard]] std::optional<Time> next_leg_deletion(const Call& call);

class LiveCalls {
 public:
  [[nodiscard]] LiveCall* find(std::string_view call_id);
  [[nodiscard]] const LiveCall* find(std::string_view call_id) const;
  LiveCall& create(std::string_view call_id, Time now);
  /// Forgets the call and hands it over.
  std::unique_ptr<LiveCall> take(LiveCall& live);
  [[nodiscard]] std::size_t size() const { return calls_.size(); }

  /// Looks at the call's deadlines and figures again; after every command or observation that touched it.
  void schedule(LiveCall& live, const EngineConfig& config);
  /// Only its figures.
  void recount(LiveCall& live);
  [[nodiscard]] std::size_t sessions(SessionKind kind) const { return sessions_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] std::size_t transcoded_media() const { return transcoded_media_; }

  [[nodiscard]] std::optional<Time> next_check() const;
  /// Takes one call whose check is due; null when there is none.
  LiveCall* take_due(Time now);

  /// In the order of the hash table, which says nothing.
  template <class Visitor>
  void visit(Visitor&& visitor) const {
    for (const Entry& entry : calls_) visitor(*entry.live);
  }

 private:
  struct Entry {
    mutable std::unique_ptr<LiveCall> live;  ///< moved out only while its entry goes
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view call_id) const { return text_hash(call_id); }
    std::size_t operator()(const Entry& entry) const { return (*this)(entry.live->call.call_id.view()); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Entry& left, const Entry& right) const { return left.live == right.live; }
    bool operator()(std::string_view call_id, const Entry& entry) const { return entry.live->call.call_id == call_id; }
    bool operator()(const Entry& entry, std::string_view call_id) const { return entry.live->call.call_id == call_id; }
  };
  void unschedule(LiveCall& live);
  void count(const SessionFigures& figures, std::ptrdiff_t times);

  boost::unordered_flat_set<Entry, Hash, Equal> calls_;
  /// Deadlines are whole seconds, so a list per deadline holds many; equal times run in the order they were scheduled.
  std::map<Time, boost::intrusive::list<LiveCall, boost::intrusive::constant_time_size<false>>> checks_;
  std::array<std::size_t, 4> sessions_{};  ///< by SessionKind
  std::size_t transcoded_media_ = 0;
};

}  // namespace rtpe::mock
