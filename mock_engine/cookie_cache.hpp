// The duplicate-cookie cache: a repeated cookie gets the first reply again (protocol.md section 4).
#pragma once
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text_hash.hpp"
#include "base/time.hpp"

namespace rtpe::mock {

/// Key: the cookie bytes only, whoever sent them by whatever transport. Two generations: a look-up 30 s or more after
/// the last swap drops the old one and ages the current one, so an entry lives 30 to 60 s under traffic and for ever
/// without. The daemon keeps every reply; here a generation that reaches its share of `limit_bytes` is aged early.
class CookieCache {
 public:
  static constexpr std::size_t default_limit_bytes = 64U << 20;
  static constexpr Duration swap_after = std::chrono::seconds(30);

  explicit CookieCache(std::size_t limit_bytes = default_limit_bytes) : limit_bytes_(limit_bytes) {}

  /// The stored reply body (without cookie); valid until the next call of any member.
  [[nodiscard]] std::optional<std::string_view> find(Time now, std::string_view cookie);
  /// A cookie that is stored already keeps its first reply.
  void insert(std::string_view cookie, std::string_view reply);
  /// Forgets everything and starts a new 30 s period at the next look-up.
  void clear();
  /// Bytes of cookies and replies held now.
  [[nodiscard]] std::size_t stored_bytes() const { return generations_[0].bytes.size() + generations_[1].bytes.size(); }

 private:
  /// Cookie and reply, one after the other in the generation's bytes. The hash is of the cookie.
  struct Entry {
    const char* begin;
    std::uint32_t cookie_length, reply_length;
    std::size_t hash;
    [[nodiscard]] std::string_view cookie() const { return {begin, cookie_length}; }
    [[nodiscard]] std::string_view reply() const { return {begin + cookie_length, reply_length}; }
  };
  struct Key {
    explicit Key(std::string_view text) : cookie(text), hash(text_hash(text)) {}
    std::string_view cookie;
    std::size_t hash;
  };
  struct Hash {
    using is_transparent = void;
    template <class Hashed>
    std::size_t operator()(const Hashed& hashed) const {
      return hashed.hash;
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Entry& left, const Entry& right) const { return left.cookie() == right.cookie(); }
    bool operator()(const Key& key, const Entry& entry) const { return key.cookie == entry.cookie(); }
    bool operator()(const Entry& entry, const Key& key) const { return key.cookie == entry.cookie(); }
  };
  /// Bytes in blocks, which stay where they are and are used again.
  class Bytes {
   public:
    /// Where the two texts now are, one after the other.
    const char* append(std::string_view first, std::string_view second);
    void clear();
    [[nodiscard]] std::size_t size() const { return size_; }

   private:
    static constexpr std::size_t block_bytes = 256U << 10;
    struct Block {
      std::unique_ptr<char[]> bytes;
      std::size_t capacity = 0;
    };
    std::vector<Block> blocks_;
    std::size_t block_ = 0, used_ = 0;  ///< the block that is being filled, and how far
    std::size_t size_ = 0;
  };
  struct Generation {
    Bytes bytes;
    boost::unordered_flat_set<Entry, Hash, Equal> entries;
    void clear();
  };

  void swap();
  std::size_t limit_bytes_;
  Generation generations_[2];
  unsigned current_ = 0;
  std::optional<Time> swapped_;
};

}  // namespace rtpe::mock
