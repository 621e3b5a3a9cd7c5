// Zero-copy bencode reader: one pass builds a flat tape of tokens over the caller's bytes; no recursion.
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rtpe::bencode {

enum class Kind : std::uint8_t { string, integer, list, dictionary };

/// What the reader lets pass.
enum class Tolerance : std::uint8_t {
  strict,  ///< the grammar, whole input consumed; for what the lab itself wrote and for captures
  peer,    ///< as the real programs read (behaviour.md 5.5, protocol.md 3.1): missing final 'e' of containers,
           ///< trailing bytes, "i+5e", "i 5e", "i-0e", integers saturating at +-2^63
};

enum class Fault : std::uint8_t {
  empty,
  unexpected_byte,
  bad_length,
  length_leading_zero,
  string_too_long,
  bad_integer,
  integer_leading_zero,
  integer_overflow,
  key_not_string,
  missing_value,
  unterminated,
  trailing_bytes,
  too_deep,
  too_many_tokens,
  too_large,
};
[[nodiscard]] std::string_view describe(Fault fault);

struct ReadError {
  Fault fault;
  std::uint32_t offset;  ///< byte at which the input stopped making sense
};

struct Limits {
  std::uint32_t depth = 256;
  std::uint32_t tokens = 1U << 20;
  std::uint32_t bytes = 16U << 20;
};

struct ReadOptions {
  Tolerance tolerance = Tolerance::strict;
  Limits limits = {};
};

/// One value on the tape. For containers `next` skips the whole subtree; children follow directly.
struct Token {
  std::uint32_t offset = 0;  ///< string: first content byte; integer: first digit or sign; container: after 'l'/'d'
  std::uint32_t length =
      0;  ///< string and integer: bytes of content; container: number of children (key and value count 1 each)
  std::uint32_t next = 0;  ///< index of the token after this value
  Kind kind = Kind::string;
};

class Reader;

/// A value inside a Reader's tape. Cheap to copy; valid until the Reader reads again or the bytes go away.
class View {
 public:
  View() = default;
  View(const Reader& reader, std::uint32_t index) : reader_(&reader), index_(index) {}
  [[nodiscard]] explicit operator bool() const { return reader_ != nullptr; }
  [[nodiscard]] Kind kind() const;
  [[nodiscard]] std::optional<std::string_view> string() const;
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  /// Children of a container (dictionary: number of keys).
  [[nodiscard]] std::uint32_t size() const;
  /// The value of the first equal key of a dictionary; an empty View when this is no dictionary or has no such key.
  [[nodiscard]] View find(std::string_view key) const;
  /// find(key) if it is a string / an integer.
  [[nodiscard]] std::optional<std::string_view> find_string(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> find_integer(std::string_view key) const;

  /// Walks list elements, or the values of a dictionary with key().
  class Iterator {
   public:
    Iterator(const Reader* reader, std::uint32_t index, std::uint32_t end, bool dictionary)
        : reader_(reader), index_(index), end_(end), dictionary_(dictionary) {}
    [[nodiscard]] View operator*() const { return {*reader_, index_ + (dictionary_ ? 1U : 0U)}; }
    [[nodiscard]] std::string_view key() const;
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Reader* reader_;
    std::uint32_t index_, end_;
    bool dictionary_;
  };
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;

 private:
  [[nodiscard]] const Token& token() const;
  const Reader* reader_ = nullptr;
  std::uint32_t index_ = 0;
};

/// Keeps the tape between reads, so that reading does not allocate in steady state.
class Reader {
 public:
  /// Reads one value. The bytes must outlive the returned View.
  std::expected<View, ReadError> read(std::string_view bytes, const ReadOptions& options = {});
  /// Number of input bytes the last successful read consumed.
  [[nodiscard]] std::uint32_t consumed() const { return consumed_; }
  [[nodiscard]] std::span<const Token> tape() const { return {tape_.data(), used_}; }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
  std::vector<Token> tape_;  ///< never shrinks
  std::size_t used_ = 0;     ///< tokens of the last read
  std::uint32_t consumed_ = 0;
};

}  // namespace rtpe::bencode
