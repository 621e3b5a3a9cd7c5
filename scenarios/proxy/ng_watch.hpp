// Commands that somebody else's client sends to engines, as events: what can be known of them on the wire.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "client/bencode/reader.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/proxy/ng_entrance.hpp"

namespace rtpe::scenario {

/// A command is known by the socket that it comes from and its cookie. One without a reply is over after `patience`.
class NgWatch final : public NgListener {
 public:
  static constexpr Duration patience = std::chrono::seconds(30);
  struct Answered {
    std::uint32_t engine = 0;
    Command command = Command::ping;
    std::uint64_t call = 0;
    std::string_view call_id;
    ReplyResult result = ReplyResult::none;
  };
  struct Parts {
    const world::World& world;
    Recorder& recorder;
    /// The event number of the call that a command is about; 0: none.
    std::function<std::uint64_t(Command command, std::string_view call_id)> call_of;
    /// The event number of the node behind an entrance; empty: the entrance's own.
    std::function<std::uint32_t(std::uint32_t entrance)> node_of = {};
    std::function<void(const Answered&)> answered = {};
  };
  explicit NgWatch(Parts parts) : parts_(std::move(parts)) {}

  void command(std::uint32_t entrance, world::EndpointId asker, std::string_view bytes) override;
  void reply(std::uint32_t entrance, world::EndpointId asker, std::string_view bytes) override;
  /// What waits for its reply since longer than `patience` ends.
  void sweep();

 private:
  using Key = std::pair<world::EndpointId, std::string>;
  struct Waiting {
    std::uint32_t engine = 0;
    Command command = Command::ping;
    std::uint64_t call = 0;
    std::string call_id;
    Time began{};
    std::uint32_t sends = 0;
  };
  static constexpr std::size_t most_waiting = 65536;

  [[nodiscard]] std::uint32_t node_of(std::uint32_t entrance) const {
    return parts_.node_of ? parts_.node_of(entrance) : entrance;
  }
  void end(const Waiting& waiting, ExchangeOutcome outcome, std::string_view payload);

  Parts parts_;
  bencode::Reader reader_;
  std::map<Key, Waiting> waiting_;
};

}  // namespace rtpe::scenario
