// The script functions of the module.
#include "client/script/function.hpp"

#include <algorithm>
#include <array>
#include <vector>

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
    Function{"start_recording", plain, Command::start_recording},
    Function{"stop_recording", plain, Command::stop_recording},
    Function{"block_dtmf", plain, Command::block_dtmf},
    Function{"unblock_dtmf", plain, Command::unblock_dtmf},
    Function{"block_media", plain, Command::block_media},
    Function{"unblock_media", plain, Command::unblock_media},
    Function{"silence_media", plain, Command::silence_media},
    Function{"unsilence_media", plain, Command::unsilence_media},
    Function{"start_forwarding", plain, Command::start_forwarding},
    Function{"stop_forwarding", plain, Command::stop_forwarding},
    Function{"play_media", play_media, Command::play_media, 1, 1},
    Function{"stop_media", plain, Command::stop_media},
    Function{"play_dtmf", plain, Command::play_dtmf, 1, 1},
    Function{"set_rtpengine_set", choose_set, Command::ping, 1, 2, nullptr, false},
    Function{"$rtpstat", statistic, Command::query, 0, 0, nullptr, false},
    Function{"$rtpestat", statistic, Command::query, 0, 0, nullptr, false},
    Function{"rtpengine_subscribe_request", subscribe_request, Command::subscribe_request, 4, 4, subscribes},
    Function{"rtpengine_subscribe_answer", subscribe_answer, Command::subscribe_answer, 0, 1, subscribes},
    Function{"rtpengine_unsubscribe", unsubscribe, Command::unsubscribe, 0, 1, subscribes},
    Function{"rtpengine_connect", plain, Command::connect, 0, 1, subscribes},
    Function{"rtpengine_destroy", delete_, Command::delete_, 0, 1, subscribes},
};

bool has(const Personality& personality, const Function& function) {
  return function.available == nullptr || function.available(personality);
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const auto above = row[j];
      const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + change});
      diagonal = above;
    }
  }
  return row[right.size()];
}

}  // namespace

std::span<const Function> functions() { return table; }

const Function* find_function(std::string_view name, const Personality& personality) {
  const auto found = std::ranges::find(table, name, &Function::name);
  return found == table.end() || !has(personality, *found) ? nullptr : &*found;
}

std::string_view nearest_function(std::string_view name, const Personality& personality) {
  constexpr std::size_t longest = 64;
  if (name.size() > longest) return {};
  std::string_view nearest;
  auto least = std::max<std::size_t>(3, name.size() / 3);
  for (const auto& function : table) {
    if (!has(personality, function)) continue;
    const auto distance = edit_distance(name, function.name);
    if (distance < least) {
      least = distance;
      nearest = function.name;
    }
  }
  return nearest;
}

std::uint8_t most_arguments(const Function& function, const Personality& personality) {
  const bool more = function.takes_via_branch && personality.second_argument_via_branch;
  return static_cast<std::uint8_t>(function.most_arguments + (more ? 1 : 0));
}

}  // namespace rtpe::script
