// The mock engine as a host: behind an endpoint of a virtual world, or behind sockets of its own.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "scenarios/engines/engine_host.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/real_world.hpp"

namespace rtpe::scenario {

/// A duration or a range as the engine's program draws it.
[[nodiscard]] mock::Delay delay_of(const DurationRange& range);

/// What an engine works out. One that leaves out what nobody reads makes the same events, byte for byte.
struct EngineDuties {
  bool statistics_in_delete = true;  ///< a quarter of a call's work for both sides; read for MOS variables
  bool rewrites_bodies = true;       ///< and counts media
};

struct EngineSetup {
  const Engine& engine;
  std::uint64_t seed = 1;
  EngineDuties duties = {};
  Recorder& recorder;
  /// The process went down, came up, stopped, goes on, or its pace changed; not from inside the maker.
  std::function<void()> on_change;
  std::size_t journal_entries = 0;  ///< requests to remember for somebody who asks
};

/// The engine, the recorder and the world must outlive the host. Error: its configuration cannot work.
[[nodiscard]] Expected<std::unique_ptr<EngineHost>> make_mock_host(world::World& world, EngineSetup setup);
/// Over UDP, TCP, WebSocket or a unix socket, as the engine's `listen` says. Error: a port cannot be opened.
[[nodiscard]] Expected<std::unique_ptr<EngineHost>> open_mock_server(world::RealWorld& world, EngineSetup setup);

}  // namespace rtpe::scenario
