// Tracks, slices, instants and counters as a Perfetto trace: the few fields of TrackEvent that they need, written by
// hand (https://perfetto.dev/docs/reference/trace-packet-proto).
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.hpp"

namespace rtpe::report {

/// What is said about a slice or an instant: shown beside it.
struct TraceNote {
  std::string_view name;  ///< one of few
  std::variant<std::int64_t, std::string> value;
};
using TraceNotes = std::span<const TraceNote>;

/// Packets of one sequence, in pieces. Times are nanoseconds since the begin of the trace; readers sort by them.
class PerfettoWriter {
 public:
  using Track = std::uint64_t;
  struct Name {
    std::string_view text;
    bool comes_again = true;  ///< then it is written once, and its number after that
  };

  explicit PerfettoWriter(std::function<void(std::string_view)> write);
  ~PerfettoWriter() { flush(); }
  PerfettoWriter(const PerfettoWriter&) = delete;
  PerfettoWriter& operator=(const PerfettoWriter&) = delete;

  /// Groups tracks. `pid`: its number, from 1; groups are shown by it.
  Track add_process(std::uint32_t pid, std::string_view name);
  Track add_thread(std::uint32_t pid, std::uint32_t tid, std::string_view name);
  Track add_track(Track parent, std::string_view name);
  Track add_counter(Track parent, std::string_view name);

  /// `flow`: arrows join slices of the same one; 0: none.
  void begin(Duration at, Track track, std::string_view category, const Name& name, TraceNotes notes,
             std::uint64_t flow = 0);
  void end(Duration at, Track track, TraceNotes notes);
  void instant(Duration at, Track track, std::string_view category, const Name& name, TraceNotes notes);
  void count(Duration at, Track track, std::int64_t value);
  void flush();

 private:
  /// Texts by number, told to the reader where they come first.
  class Interned {
   public:
    explicit Interned(std::uint32_t field) : field_(field) {}
    /// `news`: what the reader has to be told with this packet.
    std::uint64_t number(std::string_view text, std::string& news);

   private:
    std::uint32_t field_;  ///< of InternedData
    boost::unordered_flat_map<std::string, std::uint64_t> numbers_;
  };

  void describe(Track track, std::string_view name, Track parent, std::uint32_t kind, std::string_view content);
  void event(Duration at, std::string_view category, const Name* name, TraceNotes notes);
  void packet();

  std::function<void(std::string_view)> write_;
  Interned categories_{1}, names_{2}, note_names_{3};
  Track last_track_ = 0;
  std::string buffer_, packet_, event_, note_, news_;
};

}  // namespace rtpe::report
