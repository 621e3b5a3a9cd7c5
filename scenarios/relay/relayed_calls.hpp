// Calls that pass a relay, by number: from their first command to the answer to a delete.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "scenarios/log/recorder.hpp"
#include "scenarios/proxy/ng_watch.hpp"

namespace rtpe::scenario {

class RelayedCalls {
 public:
  RelayedCalls(const world::World& world, Recorder& recorder) : world_(world), recorder_(recorder) {}

  std::uint64_t number_of(Command command, std::string_view call_id) {
    if (const auto known = numbers_.find(call_id); known != numbers_.end()) return known->second;
    // What comes after a call was deleted begins no other one.
    if (numbers_.size() >= most_calls || command == Command::delete_ || command == Command::query) return 0;
    numbers_.emplace(call_id, ++last_);
    recorder_.record(world_.now(), CallStarted{.call = last_, .call_id = call_id, .flow = "relayed"});
    return last_;
  }
  void answered(const NgWatch::Answered& answer) {
    if (answer.command != Command::delete_ || answer.result != ReplyResult::ok || answer.call == 0) return;
    const auto known = numbers_.find(answer.call_id);
    if (known == numbers_.end() || known->second != answer.call) return;
    recorder_.record(world_.now(),
                     CallEnded{.call = answer.call, .call_id = answer.call_id, .end = CallEnd::completed});
    numbers_.erase(known);
  }

 private:
  static constexpr std::size_t most_calls = 1'000'000;
  const world::World& world_;
  Recorder& recorder_;
  std::map<std::string, std::uint64_t, std::less<>> numbers_;
  std::uint64_t last_ = 0;
};

}  // namespace rtpe::scenario
