// What the rules made of requests whose replies come later.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "mock_engine/program/reply_path.hpp"

namespace rtpe::mock {

/// Up to the first blank of a message.
[[nodiscard]] constexpr std::string_view cookie_of(std::string_view message) {
  return message.substr(0, message.find(' '));
}

struct AwaitedReply {
  ReplyPlan plan;
  std::uint64_t journal_number = 0;  ///< 0: none
};

/// By connection and cookie; of one that is sent again the last time counts. Keeps 65536, the oldest are forgotten.
class AwaitedReplies {
 public:
  void add(std::uint64_t connection, std::string_view cookie, AwaitedReply reply) {
    Key key{connection, std::string(cookie)};
    const auto [row, is_new] = replies_.insert_or_assign(key, std::move(reply));
    if (is_new) order_.push_back(std::move(key));
    while (order_.size() > most) {
      replies_.erase(order_.front());
      order_.pop_front();
    }
  }
  /// An empty one: nothing was said about it, or it was answered before.
  [[nodiscard]] AwaitedReply take(std::uint64_t connection, std::string_view cookie) {
    const auto row = replies_.find(Key{connection, std::string(cookie)});
    if (row == replies_.end()) return {};
    AwaitedReply reply = std::move(row->second);
    replies_.erase(row);
    return reply;
  }
  void clear() {
    replies_.clear();
    order_.clear();
  }

 private:
  using Key = std::pair<std::uint64_t, std::string>;
  static constexpr std::size_t most = 65536;
  std::map<Key, AwaitedReply> replies_;
  std::deque<Key> order_;  ///< of their coming, answered ones included
};

}  // namespace rtpe::mock
