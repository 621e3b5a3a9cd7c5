// The calls of an engine and their deadlines.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client/time.hpp"
#include "mock_engine/calls/call.hpp"
#include "mock_engine/engine.hpp"
#include "mock_engine/statistics/call_media.hpp"

namespace rtpe::mock {

/// A call and what belongs to it beside its signalling model.
struct LiveCall {
  Call call;
  Text created_from;    ///< "127.0.0.1:34774", the client whose request created it
  Text recording_path;  ///< of its recording; empty: none was started yet
  bool recording = false;
  std::unique_ptr<CallMedia> media;  ///< null until the first observation
  std::vector<LegId> played;         ///< parties that media was played to
  Time check_at{};                   ///< when the timer looks at it next; meaningful with `check`
  std::uint64_t check = 0;           ///< its entry of the timer queue; 0: none
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
  void erase(std::string_view call_id);
  void clear();
  [[nodiscard]] std::size_t size() const { return calls_.size(); }

  /// Looks at the call's deadlines again; after every command or observation that touched it.
  void schedule(LiveCall& live, const EngineConfig& config);
  [[nodiscard]] std::optional<Time> next_check() const;
  /// Takes one call whose check is due; null when there is none.
  LiveCall* take_due(Time now);

  /// In the order of the hash table, which says nothing.
  template <class Visitor>
  void visit(Visitor&& visitor) const {
    for (const auto& [call_id, live] : calls_) visitor(*live);
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  /// Equal times run in the order they were scheduled. One entry per call, taken away with it.
  struct Check {
    Time at;
    std::uint64_t sequence;
    LiveCall* live;
    bool operator<(const Check& other) const { return at != other.at ? at < other.at : sequence < other.sequence; }
  };
  void unschedule(LiveCall& live);
  /// The key is a view of the call's own id.
  boost::unordered_flat_map<std::string_view, std::unique_ptr<LiveCall>, Hash, std::equal_to<>> calls_;
  std::set<Check> checks_;
  std::uint64_t sequence_ = 0;
};

}  // namespace rtpe::mock
