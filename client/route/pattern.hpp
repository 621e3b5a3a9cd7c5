// Regular expressions of a configuration: POSIX extended, as Kamailio's. Private to client/route.
#pragma once
#include <regex.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rtpe::route {

class Pattern {
 public:
  enum class Use : std::uint8_t {
    condition,           ///< =~ and its like: case is ignored, groups are not told
    replacement,         ///< #!subst, {re.subst}
    replacement_nocase,  ///< with flag i
  };
  /// nullptr: no regular expression, or one that would take more memory than any configuration needs.
  [[nodiscard]] static std::shared_ptr<const Pattern> compile(const std::string& text, Use use = Use::condition);
  /// Why it was nullptr: "is no regular expression", "repeats too much ...".
  [[nodiscard]] static std::string_view refusal(std::string_view text);
  ~Pattern() { regfree(&expression_); }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;
  [[nodiscard]] bool matches(const std::string& text) const {
    return regexec(&expression_, text.c_str(), 0, nullptr, 0) == 0;
  }
  [[nodiscard]] const regex_t& expression() const { return expression_; }

 private:
  Pattern() = default;
  regex_t expression_{};
};

}  // namespace rtpe::route
