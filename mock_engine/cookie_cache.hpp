// The duplicate-cookie cache: a repeated cookie gets the first reply again (protocol.md section 4).
#pragma once
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/time.hpp"

namespace rtpe::mock {

/// Key: the cookie bytes only, whoever sent them by whatever transport. Two generations: a look-up 30 s or more after
/// the last swap drops the old one and ages the current one, so an entry lives 30 to 60 s under traffic and for ever
/// without. The daemon keeps every reply; here a generation that reaches its share of `limit_bytes` is aged early.
class CookieCache {
 public:
  static constexpr std::size_t default_limit_bytes = 64U << 20;
  static constexpr Duration swap_after = std::chrono::seconds(30);

  explicit CookieCache(std::size_t limit_bytes = default_limit_bytes) : limit_bytes_(limit_bytes) {}
  CookieCache(const CookieCache&) = delete;
  CookieCache& operator=(const CookieCache&) = delete;

  /// The stored reply body (without cookie); valid until the next call of any member.
  [[nodiscard]] std::optional<std::string_view> find(Time now, std::string_view cookie);
  /// A cookie that is stored already keeps its first reply.
  void insert(std::string_view cookie, std::string_view reply);
  /// Forgets everything and starts a new 30 s period at the next look-up.
  void clear();
  /// Bytes of cookies and replies held now.
  [[nodiscard]] std::size_t stored_bytes() const { return generations_[0].bytes.size() + generations_[1].bytes.size(); }

 private:
  /// Cookie and reply lie one after the other in the generation's bytes.
  struct Entry {
    std::uint32_t offset, cookie_length, reply_length;
  };
  struct Generation;
  struct Hash {
    using is_transparent = void;
    const Generation* owner;
    std::size_t operator()(const Entry& entry) const { return (*this)(owner->cookie(entry)); }
    std::size_t operator()(std::string_view cookie) const { return std::hash<std::string_view>()(cookie); }
  };
  struct Equal {
    using is_transparent = void;
    const Generation* owner;
    bool operator()(const Entry& left, const Entry& right) const { return owner->cookie(left) == owner->cookie(right); }
    bool operator()(std::string_view cookie, const Entry& entry) const { return cookie == owner->cookie(entry); }
    bool operator()(const Entry& entry, std::string_view cookie) const { return cookie == owner->cookie(entry); }
  };
  /// Never copied or moved: its set looks into its bytes. clear() keeps the memory for the next round.
  struct Generation {
    std::string bytes;
    boost::unordered_flat_set<Entry, Hash, Equal> entries{0, Hash{this}, Equal{this}};
    Generation() = default;
    Generation(const Generation&) = delete;
    Generation& operator=(const Generation&) = delete;
    [[nodiscard]] std::string_view cookie(const Entry& entry) const {
      return std::string_view(bytes).substr(entry.offset, entry.cookie_length);
    }
    [[nodiscard]] std::optional<std::string_view> find(std::string_view cookie) const;
    void clear();
  };

  void swap();
  std::size_t limit_bytes_;
  Generation generations_[2];
  unsigned current_ = 0;
  std::optional<Time> swapped_;
};

}  // namespace rtpe::mock
