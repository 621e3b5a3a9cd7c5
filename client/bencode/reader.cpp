#include "client/bencode/reader.hpp"

#include <algorithm>
#include <limits>

namespace rtpe::bencode {
namespace {

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }

/// One read: the cursor and the rules; separate from Reader so that Reader holds only what outlives a read.
class Pass {
 public:
  Pass(std::string_view bytes, const ReadOptions& options, std::vector<Token>& tape, std::vector<std::uint32_t>& open)
      : bytes_(bytes), options_(options), tape_(tape), open_(open) {}

  std::expected<std::uint32_t, ReadError> run() {
    if (bytes_.empty()) return fail(Fault::empty, 0);
    do {
      if (at_ == bytes_.size()) {
        if (options_.tolerance == Tolerance::strict || open_.empty()) return fail(Fault::unterminated, at_);
        while (!open_.empty())
          if (!close()) return std::unexpected(error_);
        break;
      }
      const bool closing = bytes_[at_] == 'e';
      if (closing) {
        if (open_.empty()) return fail(Fault::unexpected_byte, at_);
        if (!close()) return std::unexpected(error_);
        ++at_;
      } else if (!value()) {
        return std::unexpected(error_);
      }
    } while (!open_.empty());
    if (options_.tolerance == Tolerance::strict && at_ != bytes_.size()) return fail(Fault::trailing_bytes, at_);
    return at_;
  }

 private:
  std::unexpected<ReadError> fail(Fault fault, std::uint32_t offset) {
    error_ = {fault, offset};
    return std::unexpected(error_);
  }
  bool refuse(Fault fault, std::uint32_t offset) {
    error_ = {fault, offset};
    return false;
  }

  bool close() {
    Token& container = tape_[open_.back()];
    if (container.kind == Kind::dictionary) {
      if (container.length % 2 != 0) return refuse(Fault::missing_value, at_);
      container.length /= 2;
    }
    container.next = static_cast<std::uint32_t>(tape_.size());
    open_.pop_back();
    return true;
  }

  bool value() {
    const char first = bytes_[at_];
    if (!open_.empty()) {
      Token& parent = tape_[open_.back()];
      if (parent.kind == Kind::dictionary && parent.length % 2 == 0 && !digit(first))
        return refuse(Fault::key_not_string, at_);
      ++parent.length;
    }
    if (tape_.size() >= options_.limits.tokens) return refuse(Fault::too_many_tokens, at_);
    if (digit(first)) return string();
    if (first == 'i') return integer();
    if (first != 'l' && first != 'd') return refuse(Fault::unexpected_byte, at_);
    if (open_.size() >= options_.limits.depth) return refuse(Fault::too_deep, at_);
    open_.push_back(static_cast<std::uint32_t>(tape_.size()));
    ++at_;
    tape_.push_back({at_, 0, 0, first == 'l' ? Kind::list : Kind::dictionary});
    return true;
  }

  bool string() {
    const std::uint32_t start = at_;
    std::uint32_t length = static_cast<std::uint32_t>(bytes_[at_++] - '0');
    while (at_ < bytes_.size() && digit(bytes_[at_])) {
      if (length == 0) return refuse(Fault::length_leading_zero, start);
      length = length * 10 + static_cast<std::uint32_t>(bytes_[at_++] - '0');
      if (length > options_.limits.bytes) return refuse(Fault::string_too_long, start);
    }
    if (at_ == bytes_.size() || bytes_[at_] != ':') return refuse(Fault::bad_length, at_);
    ++at_;
    if (length > bytes_.size() - at_) return refuse(Fault::string_too_long, start);
    tape_.push_back({at_, length, static_cast<std::uint32_t>(tape_.size()) + 1, Kind::string});
    at_ += length;
    return true;
  }

  bool integer() {
    const std::uint32_t start = at_++;
    const bool tolerant = options_.tolerance == Tolerance::peer;
    if (tolerant)
      while (at_ < bytes_.size() && (bytes_[at_] == ' ' || (bytes_[at_] >= '\t' && bytes_[at_] <= '\r'))) ++at_;
    const std::uint32_t content = at_;
    bool negative = false;
    if (at_ < bytes_.size() && (bytes_[at_] == '-' || (tolerant && bytes_[at_] == '+')))
      negative = bytes_[at_++] == '-';
    const std::uint32_t digits = at_;
    while (at_ < bytes_.size() && digit(bytes_[at_])) ++at_;
    if (at_ == digits || at_ == bytes_.size() || bytes_[at_] != 'e') return refuse(Fault::bad_integer, start);
    const std::uint32_t count = at_ - digits;
    if (bytes_[digits] == '0' && (count > 1 || (negative && !tolerant)))
      return refuse(Fault::integer_leading_zero, start);
    if (!tolerant && count >= 19 && !fits(bytes_.substr(digits, count), negative))
      return refuse(Fault::integer_overflow, start);
    tape_.push_back({content, at_ - content, static_cast<std::uint32_t>(tape_.size()) + 1, Kind::integer});
    ++at_;
    return true;
  }

  static bool fits(std::string_view digits, bool negative) {
    const std::string_view most = negative ? "9223372036854775808" : "9223372036854775807";
    return digits.size() < most.size() || (digits.size() == most.size() && digits <= most);
  }

  std::string_view bytes_;
  const ReadOptions& options_;
  std::vector<Token>& tape_;
  std::vector<std::uint32_t>& open_;
  std::uint32_t at_ = 0;
  ReadError error_{Fault::empty, 0};
};

}  // namespace

std::expected<View, ReadError> Reader::read(std::string_view bytes, const ReadOptions& options) {
  tape_.clear();
  open_.clear();
  bytes_ = bytes;
  if (bytes.size() > options.limits.bytes) return std::unexpected(ReadError{Fault::too_large, options.limits.bytes});
  auto end = Pass(bytes, options, tape_, open_).run();
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
  const auto& tape = reader_->tape();
  for (std::uint32_t at = index_ + 1; at < token().next; at = tape[at + 1].next)
    if (reader_->bytes().substr(tape[at].offset, tape[at].length) == key) return {*reader_, at + 1};
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

std::string_view describe(Fault fault) {
  switch (fault) {
    case Fault::empty:
      return "no bytes";
    case Fault::unexpected_byte:
      return "expected a digit, 'i', 'l' or 'd'";
    case Fault::bad_length:
      return "expected ':' after a string length";
    case Fault::length_leading_zero:
      return "a string length must not start with 0";
    case Fault::string_too_long:
      return "a string is longer than the bytes that follow";
    case Fault::bad_integer:
      return "an integer needs digits and a final 'e'";
    case Fault::integer_leading_zero:
      return "an integer must not have leading zeros";
    case Fault::integer_overflow:
      return "an integer does not fit 64 bits";
    case Fault::key_not_string:
      return "a dictionary key must be a string";
    case Fault::missing_value:
      return "a dictionary key has no value";
    case Fault::unterminated:
      return "the input ends inside a list or dictionary";
    case Fault::trailing_bytes:
      return "bytes follow the value";
    case Fault::too_deep:
      return "nested too deeply";
    case Fault::too_many_tokens:
      return "too many values";
    case Fault::too_large:
      return "the input is too large";
  }
  return "unknown fault";
}

}  // namespace rtpe::bencode
