// What surrounds an engine: who asks it, who listens, and the machine that it believes to run on.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace rtpe::mock {

enum class Transport : std::uint8_t { udp, tcp, http, websocket };

/// Who sent a message. Statistics are keyed by address; replies go back to address and port.
struct Peer {
  Transport transport = Transport::udp;
  std::string_view address;
  std::uint16_t port = 0;
  std::uint64_t connection = 0;  ///< the transport's own number for a stream; the engine ignores it
};

/// The load of the machine that an engine believes to run on; offers that would create a call are refused above the
/// configured limits (protocol.md 6).
struct EngineLoad {
  double load_average = 0;
  double cpu_percent = 0;
  std::uint64_t bandwidth = 0;  ///< bytes per second
};

/// exhausted: every offer and answer says `Ran out of ports` and takes its call with it.
enum class PortSupply : std::uint8_t { normal, exhausted };

/// Receives the replies to one message. `bytes` (cookie, blank, dictionary) is valid during the call only.
class ReplySink {
 public:
  virtual ~ReplySink() = default;
  virtual void reply(std::string_view bytes, Duration delay) = 0;
};

/// What happened inside, for event logs and assertions.
class EngineObserver {
 public:
  virtual ~EngineObserver() = default;
  virtual void call_created(Time, std::string_view /*call_id*/) {}
  virtual void call_removed(Time, std::string_view /*call_id*/, std::string_view /*cause: name_of(EndCause)*/) {}
  virtual void answered_from_cache(Time, std::string_view /*cookie*/) {}
  /// What rtpengine logs as unknown and ignores: "force-asymmetric" of `flags`, "ICE=foo" of other lists and words,
  /// "foo=bar" for a key. At most 64 of one request.
  virtual void unknown_flag(Time, std::string_view /*call_id*/, std::string_view /*command*/,
                            std::string_view /*flag*/) {}
};

inline constexpr std::size_t most_unknown_flags = 1000;
/// A flag, key or value that rtpengine does not know, as EngineObserver::unknown_flag() tells it.
struct UnknownFlag {
  std::string command, flag;
  std::string first_call_id;
  std::uint64_t count = 0;
};

/// Lengths of what `play media` is asked to play: the engine opens no file and no database.
class MediaLibrary {
 public:
  virtual ~MediaLibrary() = default;
  /// Milliseconds; 0: unknown but playable; nothing: cannot be opened. wave_duration_ms() helps.
  [[nodiscard]] virtual std::optional<std::int64_t> file_duration_ms(std::string_view path) const = 0;
  [[nodiscard]] virtual std::optional<std::int64_t> database_duration_ms(std::int64_t /*row*/) const {
    return std::nullopt;
  }
};

struct EngineSummary {
  std::uint64_t requests = 0, replies = 0, errors = 0, duplicates = 0;  ///< duplicates: answered from the cookie cache
  std::uint64_t offers = 0, answers = 0, deletes = 0, queries = 0, pings = 0;
  std::uint64_t calls_created = 0, calls_now = 0;
};

}  // namespace rtpe::mock
