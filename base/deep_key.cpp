// toml++ 3.3 bounds nested arrays and inline tables but not dotted keys, whose tables it destroys recursively: a
// megabyte of "a.a.a.a..." would end the stack. So the dots of keys are counted before it sees the text.
#include "base/deep_key.hpp"

#include <algorithm>
#include <string>

namespace rtpe {
namespace {

constexpr int deepest_key = 16;

/// Just enough of TOML's tokens to tell code from strings and comments.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<DeepKey> find() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#')
        skip_to("\n");
      else if (c == '"' || c == '\'')
        skip_string(c);
      else
        ++at_;
      if (c == '.' && ++dots_ > deepest_key) return place();
      if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots_ = 0;
    }
    return std::nullopt;
  }

 private:
  void skip_to(std::string_view what) {
    const auto found = text_.find(what, at_);
    at_ = found == std::string_view::npos ? text_.size() : found;
  }
  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool multi_line = text_.substr(at_).starts_with(three);
    at_ += multi_line ? 3 : 1;
    while (at_ < text_.size()) {
      if (quote == '"' && text_[at_] == '\\') {
        at_ += 2;
      } else if (multi_line && text_.substr(at_).starts_with(three)) {
        at_ += 3;
        while (at_ < text_.size() && text_[at_] == quote) ++at_;  // up to two quotes may stand before the end
        return;
      } else if (!multi_line && (text_[at_] == quote || text_[at_] == '\n')) {
        at_ += text_[at_] == quote ? 1 : 0;
        return;
      } else {
        ++at_;
      }
    }
    at_ = std::min(at_, text_.size());
  }
  [[nodiscard]] DeepKey place() const {
    DeepKey place{1, 1};
    for (const char c : text_.substr(0, at_ - 1)) {
      place.line += c == '\n' ? 1 : 0;
      place.column = c == '\n' ? 1 : place.column + 1;
    }
    return place;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int dots_ = 0;
};

}  // namespace

std::optional<DeepKey> find_deep_key(std::string_view text) { return Scanner(text).find(); }

}  // namespace rtpe
