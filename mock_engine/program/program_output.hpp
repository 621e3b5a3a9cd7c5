// Where a program's decisions go: what its host has to do for it.
#pragma once
#include <cstdint>
#include <string_view>

#include "mock_engine/engine.hpp"

namespace rtpe::mock {

/// Pieces of one reply, in order. Datagrams and TCP send each by itself; WebSocket makes fragments of one message.
enum class Piece : std::uint8_t { whole, more, last };

/// up: ports open. hung: ports open, nothing is read and nothing leaves. down: ports closed, what was delayed is lost.
enum class ProcessState : std::uint8_t { up, hung, down };
[[nodiscard]] std::string_view name_of(ProcessState state);

/// Must not change the program from here; to ask it is fine.
class ProgramOutput {
 public:
  virtual ~ProgramOutput() = default;
  /// `bytes` leave now, to the peer that a request came from; they and the peer's address are valid during the call
  /// only.
  virtual void send(const Peer& peer, std::string_view bytes, Piece piece) = 0;
  /// A request that will never get a reply (dropped, or the engine stays silent); HTTP connections need to know.
  virtual void no_reply(const Peer& /*peer*/) {}
  virtual void process_changed(ProcessState /*state*/) {}
  /// A `slow` began or the last one ended.
  virtual void pace_changed() {}
};

}  // namespace rtpe::mock
