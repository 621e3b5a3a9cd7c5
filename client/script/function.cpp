#include "client/script/function.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.hpp"

namespace rtpe::script {
namespace {

bool subscribes(const Personality& personality) { return personality.subscribe_functions; }

using enum FunctionKind;
constexpr std::array table{
    Function{"rtpengine_offer", offer, Command::offer},
    Function{"rtpengine_answer", answer, Command::answer},
    Function{"rtpengine_info", info, Command::offer},
    Function{"rtpengine_delete", delete_, Command::delete_},
    Function{"rtpengine_query", query, Command::query},
    Function{"rtpengine_query_v", query_v, Command::query, 2, 2, nullptr, false},
    Function{"rtpengine_manage", manage, Command::offer},
    Function{"start_recording", plain, Command::start_recording, 0, 1, nullptr, false},
    Function{"stop_recording", plain, Command::stop_recording, 0, 1, nullptr, false},
    Function{"block_dtmf", plain, Command::block_dtmf, 0, 1, nullptr, false},
    Function{"unblock_dtmf", plain, Command::unblock_dtmf, 0, 1, nullptr, false},
    Function{"block_media", plain, Command::block_media, 0, 1, nullptr, false},
    Function{"unblock_media", plain, Command::unblock_media, 0, 1, nullptr, false},
    Function{"silence_media", plain, Command::silence_media, 0, 1, nullptr, false},
    Function{"unsilence_media", plain, Command::unsilence_media, 0, 1, nullptr, false},
    Function{"start_forwarding", plain, Command::start_forwarding, 0, 1, nullptr, false},
    Function{"stop_forwarding", plain, Command::stop_forwarding, 0, 1, nullptr, false},
    Function{"play_media", play_media, Command::play_media, 1, 1},
    Function{"stop_media", plain, Command::stop_media, 0, 1, nullptr, false},
    Function{"play_dtmf", plain, Command::play_dtmf, 1, 1, nullptr, false},
    Function{"set_rtpengine_set", choose_set, Command::ping, 1, 2, nullptr, false},
    Function{"$rtpstat", statistic, Command::query, 0, 0, nullptr, false},
    Function{"$rtpestat", statistic, Command::query, 0, 0, nullptr, false},
    Function{"rtpengine_subscribe_request", subscribe_request, Command::subscribe_request, 4, 4, subscribes},
    Function{"rtpengine_subscribe_answer", subscribe_answer, Command::subscribe_answer, 1, 1, subscribes},
    Function{"rtpengine_unsubscribe", unsubscribe, Command::unsubscribe, 1, 1, subscribes},
    Function{"rtpengine_connect", plain, Command::connect, 0, 1, subscribes},
    Function{"rtpengine_destroy", delete_, Command::delete_, 0, 1, subscribes},
};

bool has(const Personality& personality, const Function& function) {
  return function.available == nullptr || function.available(personality);
}

}  // namespace

std::span<const Function> functions() { return table; }

const Function* find_function(std::string_view name, const Personality& personality) {
  const auto found = std::ranges::find(table, name, &Function::name);
  return found == table.end() || !has(personality, *found) ? nullptr : &*found;
}

std::string_view nearest_function(std::string_view name, const Personality& personality) {
  std::vector<std::string_view> names;
  for (const auto& function : table)
    if (has(personality, function)) names.push_back(function.name);
  return nearest(name, names);
}

std::uint8_t most_arguments(const Function& function, const Personality& personality) {
  const bool more = function.takes_via_branch && personality.second_argument_via_branch;
  return static_cast<std::uint8_t>(function.most_arguments + (more ? 1 : 0));
}

}  // namespace rtpe::script
