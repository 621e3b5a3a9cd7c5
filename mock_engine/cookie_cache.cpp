#include "mock_engine/cookie_cache.hpp"

namespace rtpe::mock {

std::optional<std::string_view> CookieCache::Generation::find(std::string_view cookie) const {
  const auto entry = entries.find(cookie);
  if (entry == entries.end()) return std::nullopt;
  return std::string_view(bytes).substr(entry->offset + entry->cookie_length, entry->reply_length);
}

void CookieCache::Generation::clear() {
  entries.clear();
  bytes.clear();
}

std::optional<std::string_view> CookieCache::find(Time now, std::string_view cookie) {
  if (!swapped_) swapped_ = now;
  if (now - *swapped_ >= swap_after) {
    swap();
    swapped_ = now;
  }
  if (const auto reply = generations_[current_].find(cookie)) return reply;
  return generations_[1 - current_].find(cookie);
}

void CookieCache::insert(std::string_view cookie, std::string_view reply) {
  const std::size_t length = cookie.size() + reply.size();
  if (length > limit_bytes_ / 2) return;
  if (generations_[current_].bytes.size() + length > limit_bytes_ / 2) swap();
  Generation& generation = generations_[current_];
  if (generation.entries.contains(cookie)) return;
  const Entry entry{.offset = static_cast<std::uint32_t>(generation.bytes.size()),
                    .cookie_length = static_cast<std::uint32_t>(cookie.size()),
                    .reply_length = static_cast<std::uint32_t>(reply.size())};
  generation.bytes.append(cookie).append(reply);
  generation.entries.insert(entry);
}

void CookieCache::swap() {
  current_ = 1 - current_;
  generations_[current_].clear();
}

void CookieCache::clear() {
  for (Generation& generation : generations_) generation.clear();
  swapped_.reset();
}

}  // namespace rtpe::mock
