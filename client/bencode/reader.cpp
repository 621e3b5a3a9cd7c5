#include "client/bencode/reader.hpp"

#include <algorithm>
#include <limits>

namespace rtpe::bencode {
namespace {

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }

/// One read: the cursor and the rules; separate from Reader so that Reader holds only what outlives a read. Tokens
/// are written over those of the last read, so that a tape of the usual length is neither cleared nor grown. Members
/// are of other types than a Token's, so that the compiler need not read them again after each store to the tape.
class Pass {
 public:
  Pass(std::string_view bytes, const Limits& limits, std::vector<Token>& tape)
      : begin_(bytes.data()), end_(begin_ + bytes.size()), at_(begin_), limits_(limits), tape_(tape) {
    use_tape();
  }

  template <Tolerance tolerance>
  std::expected<std::uint32_t, ReadError> run() {
    if (at_ == end_) return fail(Fault::empty);
    do {
      if (container_ != none) usual_values();
      if (at_ == end_) {
        if (tolerance == Tolerance::strict || container_ == none) return fail(Fault::unterminated);
        while (container_ != none)
          if (!close()) return std::unexpected(error_);
        break;
      }
      if (*at_ == 'e') {
        if (container_ == none) return fail(Fault::unexpected_byte);
        if (!close()) return std::unexpected(error_);
        ++at_;
      } else if (!value<tolerance>()) {
        return std::unexpected(error_);
      }
    } while (container_ != none);
    if (tolerance == Tolerance::strict && at_ != end_) return fail(Fault::trailing_bytes);
    return offset(at_);
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  static constexpr std::size_t none = 0xFFFFFFFFU;

  [[nodiscard]] std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - begin_); }
  std::unexpected<ReadError> fail(Fault fault) {
    error_ = {fault, offset(at_)};
    return std::unexpected(error_);
  }
  bool refuse(Fault fault, const char* at) {
    error_ = {fault, offset(at)};
    return false;
  }

  void use_tape() {
    tokens_ = tape_.data();
    room_ = std::min<std::size_t>(tape_.size(), limits_.tokens);
  }
  bool grow() {
    if (count_ >= limits_.tokens) return refuse(Fault::too_many_tokens, at_);
    tape_.resize(std::max<std::size_t>(32, tape_.size() * 2));
    use_tape();
    return true;
  }
  void add(const char* content, std::size_t length, Kind kind) {
    Token& token = tokens_[count_++];
    token = {offset(content), static_cast<std::uint32_t>(length), static_cast<std::uint32_t>(count_), kind};
  }

  bool open(Kind kind) {
    if (depth_ >= limits_.depth) return refuse(Fault::too_deep, at_);
    ++depth_;
    if (container_ != none) tokens_[container_].length = static_cast<std::uint32_t>(children_);
    const std::size_t parent = container_;
    container_ = count_;
    ++at_;
    add(at_, 0, kind);
    tokens_[container_].next = static_cast<std::uint32_t>(parent);
    children_ = 0;
    in_dictionary_ = kind == Kind::dictionary;
    return true;
  }

  bool close() {
    Token& container = tokens_[container_];
    if (in_dictionary_ && children_ % 2 != 0) return refuse(Fault::missing_value, at_);
    container.length = static_cast<std::uint32_t>(in_dictionary_ ? children_ / 2 : children_);
    container_ = container.next;
    container.next = static_cast<std::uint32_t>(count_);
    --depth_;
    if (container_ == none) return true;
    children_ = tokens_[container_].length;
    in_dictionary_ = tokens_[container_].kind == Kind::dictionary;
    return true;
  }

  template <Tolerance tolerance>
  bool value() {
    const char first = *at_;
    if (in_dictionary_ && children_ % 2 == 0 && !digit(first)) return refuse(Fault::key_not_string, at_);
    ++children_;
    if (count_ >= room_ && !grow()) return false;
    if (digit(first)) return string();
    if (first == 'i') return integer<tolerance>();
    if (first == 'l') return open(Kind::list);
    if (first == 'd') return open(Kind::dictionary);
    return refuse(Fault::unexpected_byte, at_);
  }

  static unsigned value_of(char c) { return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0'; }
  /// The content of a string whose length has one to three digits and is sound; at least 4 bytes are there. nullptr:
  /// the others shall look at it.
  [[gnu::always_inline]] static const char* usual_string(const char* at, const char* end, std::size_t& length) {
    constexpr unsigned colon = ':' - '0';
    const unsigned first = value_of(at[0]), second = value_of(at[1]);
    length = first;
    std::size_t digits = 1;
    if (second != colon) {
      if (second > 9 || first == 0) return nullptr;
      const unsigned third = value_of(at[2]);
      length = length * 10 + second;
      digits = 2;
      if (third != colon) {
        if (third > 9 || at[3] != ':') return nullptr;
        length = length * 10 + third;
        digits = 3;
      }
    }
    const char* const content = at + digits + 1;
    return length > static_cast<std::size_t>(end - content) ? nullptr : content;
  }
  /// The 'e' behind an integer of up to 18 digits, or nullptr likewise.
  [[gnu::always_inline]] static const char* usual_integer(const char* at, const char* end) {
    const char* const digits = at + (*at == '-' ? 1 : 0);
    const char* last = digits;
    while (last != end && digit(*last)) ++last;
    const auto length = static_cast<std::size_t>(last - digits);
    if (length == 0 || length > 18 || last == end || *last != 'e') return nullptr;
    return *digits == '0' && (length > 1 || digits != at) ? nullptr : last;
  }

  /// What nearly all input is made of, in one loop that keeps everything in registers: strings whose lengths have one
  /// to three digits, integers of up to 18, and the beginnings and ends of containers. Whatever is odd in any way is
  /// left to the others.
  void usual_values() {
    const char *at = at_, *const end = end_;
    Token* const tokens = tokens_;
    std::size_t count = count_, children = children_, container = container_;
    bool in_dictionary = in_dictionary_;
    std::uint32_t depth = depth_;
    while (count < room_ && end - at >= 4) {
      if (digit(*at)) {
        std::size_t length = 0;
        const char* const content = usual_string(at, end, length);
        if (content == nullptr) break;
        tokens[count] = {offset(content), static_cast<std::uint32_t>(length), static_cast<std::uint32_t>(count + 1),
                         Kind::string};
        at = content + length;
      } else if (*at == 'e') {
        if (in_dictionary && children % 2 != 0) break;
        Token& closed = tokens[container];
        const std::size_t parent = closed.next;
        if (parent == none) break;  // the end of the whole
        closed.length = static_cast<std::uint32_t>(in_dictionary ? children / 2 : children);
        closed.next = static_cast<std::uint32_t>(count);
        container = parent;
        children = tokens[container].length;
        in_dictionary = tokens[container].kind == Kind::dictionary;
        --depth;
        ++at;
        continue;
      } else if (in_dictionary && children % 2 == 0) {
        break;
      } else if (*at == 'i') {
        const char* const last = usual_integer(at + 1, end);
        if (last == nullptr) break;
        tokens[count] = {offset(at + 1), static_cast<std::uint32_t>(last - at - 1),
                         static_cast<std::uint32_t>(count + 1), Kind::integer};
        at = last + 1;
      } else if ((*at == 'd' || *at == 'l') && depth < limits_.depth) {
        in_dictionary = *at == 'd';
        tokens[container].length = static_cast<std::uint32_t>(children + 1);
        tokens[count] = {offset(at + 1), 0, static_cast<std::uint32_t>(container),
                         in_dictionary ? Kind::dictionary : Kind::list};
        container = count++;
        children = 0;
        ++depth;
        ++at;
        continue;
      } else {
        break;
      }
      ++count;
      ++children;
    }
    at_ = at;
    count_ = count;
    children_ = children;
    container_ = container;
    in_dictionary_ = in_dictionary;
    depth_ = depth;
  }

  bool string() {
    const char *const start = at_, *const end = end_;
    const char* at = start;  // a local: stores to the tape might change the member, as far as the compiler knows
    auto length = static_cast<std::uint32_t>(*at++ - '0');
    for (; at != end && digit(*at); ++at) {
      if (length == 0) return refuse(Fault::length_leading_zero, start);
      length = length * 10 + static_cast<std::uint32_t>(*at - '0');
      if (length > limits_.bytes) return refuse(Fault::string_too_long, start);
    }
    if (at == end || *at != ':') return refuse(Fault::bad_length, at);
    ++at;
    if (length > static_cast<std::size_t>(end - at)) return refuse(Fault::string_too_long, start);
    add(at, length, Kind::string);
    at_ = at + length;
    return true;
  }

  template <Tolerance tolerance>
  bool integer() {
    constexpr bool tolerant = tolerance == Tolerance::peer;
    const char *const start = at_, *const end = end_;
    const char* at = start + 1;
    if (tolerant)
      while (at != end && (*at == ' ' || (*at >= '\t' && *at <= '\r'))) ++at;
    const char* const content = at;
    bool negative = false;
    if (at != end && (*at == '-' || (tolerant && *at == '+'))) negative = *at++ == '-';
    const char* const digits = at;
    while (at != end && digit(*at)) ++at;
    if (at == digits || at == end || *at != 'e') return refuse(Fault::bad_integer, start);
    const auto count = static_cast<std::size_t>(at - digits);
    if (*digits == '0' && (count > 1 || (negative && !tolerant))) return refuse(Fault::integer_leading_zero, start);
    if (!tolerant && count >= 19 && !fits({digits, count}, negative)) return refuse(Fault::integer_overflow, start);
    add(content, static_cast<std::size_t>(at - content), Kind::integer);
    at_ = at + 1;
    return true;
  }

  static bool fits(std::string_view digits, bool negative) {
    const std::string_view most = negative ? "9223372036854775808" : "9223372036854775807";
    return digits.size() < most.size() || (digits.size() == most.size() && digits <= most);
  }

  const char *begin_, *end_, *at_;
  const Limits limits_;
  std::vector<Token>& tape_;
  Token* tokens_ = nullptr;
  std::size_t room_ = 0, count_ = 0;  ///< tokens that fit without growing, tokens written
  std::size_t container_ = none;      ///< the innermost open one; its `next` is the one around it until it is closed
  std::uint32_t depth_ = 0;           ///< open ones
  std::size_t children_ = 0;          ///< of it; a key and its value count 1 each
  bool in_dictionary_ = false;
  ReadError error_{Fault::empty, 0};
};

}  // namespace

std::expected<View, ReadError> Reader::read(std::string_view bytes, const ReadOptions& options) {
  bytes_ = bytes;
  if (bytes.size() > options.limits.bytes) {
    used_ = 0;
    return std::unexpected(ReadError{Fault::too_large, options.limits.bytes});
  }
  Pass pass(bytes, options.limits, tape_);
  const auto end = options.tolerance == Tolerance::strict ? pass.run<Tolerance::strict>() : pass.run<Tolerance::peer>();
  used_ = end ? pass.count() : 0;  // containers that were not closed have no end
  if (!end) return std::unexpected(end.error());
  consumed_ = *end;
  return View(*this, 0);
}

const Token& View::token() const { return reader_->tape()[index_]; }
Kind View::kind() const { return token().kind; }

std::optional<std::string_view> View::string() const {
  if (!reader_ || kind() != Kind::string) return std::nullopt;
  return reader_->bytes().substr(token().offset, token().length);
}

std::optional<std::int64_t> View::integer() const {
  if (!reader_ || kind() != Kind::integer) return std::nullopt;
  std::string_view text = reader_->bytes().substr(token().offset, token().length);
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  const std::uint64_t bound = negative ? most + 1 : most;
  std::uint64_t number = 0;
  for (const char c : text) {
    const auto step = static_cast<std::uint64_t>(c - '0');
    if (number > (bound - step) / 10)
      return negative ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(most);
    number = number * 10 + step;
  }
  return static_cast<std::int64_t>(negative ? 0 - number : number);
}

std::uint32_t View::size() const {
  if (!reader_ || (kind() != Kind::list && kind() != Kind::dictionary)) return 0;
  return token().length;
}

View View::find(std::string_view key) const {
  if (!reader_ || kind() != Kind::dictionary) return {};
  const Token* const tape = reader_->tape().data();
  const char* const bytes = reader_->bytes().data();
  for (std::uint32_t at = index_ + 1, end = token().next; at < end; at = tape[at + 1].next)
    if (std::string_view(bytes + tape[at].offset, tape[at].length) == key) return {*reader_, at + 1};
  return {};
}

std::optional<std::string_view> View::find_string(std::string_view key) const { return find(key).string(); }
std::optional<std::int64_t> View::find_integer(std::string_view key) const { return find(key).integer(); }

View::Iterator View::begin() const {
  if (size() == 0) return {reader_, 0, 0, false};
  return {reader_, index_ + 1, token().next, kind() == Kind::dictionary};
}

View::Iterator View::end() const {
  if (size() == 0) return {reader_, 0, 0, false};
  return {reader_, token().next, token().next, kind() == Kind::dictionary};
}

std::string_view View::Iterator::key() const {
  if (!dictionary_) return {};
  const Token& token = reader_->tape()[index_];
  return reader_->bytes().substr(token.offset, token.length);
}

View::Iterator& View::Iterator::operator++() {
  index_ = reader_->tape()[index_ + (dictionary_ ? 1U : 0U)].next;
  return *this;
}

}  // namespace rtpe::bencode
