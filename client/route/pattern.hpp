// What =~ matches with: POSIX extended regular expressions, case ignored, as Kamailio's. Private to client/route.
#pragma once
#include <regex.h>

#include <memory>
#include <string>
#include <string_view>

namespace rtpe::route {

class Pattern {
 public:
  /// nullptr: no regular expression.
  [[nodiscard]] static std::shared_ptr<const Pattern> compile(const std::string& text);
  ~Pattern() { regfree(&expression_); }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;
  [[nodiscard]] bool matches(const std::string& text) const {
    return regexec(&expression_, text.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  Pattern() = default;
  regex_t expression_{};
};

}  // namespace rtpe::route
