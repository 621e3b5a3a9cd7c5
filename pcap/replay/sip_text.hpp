// A SIP message as its lines, to be changed and written again.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rtpe::capture {

class SipText {
 public:
  /// Tolerant: what is no header is left out; folded lines become one.
  static SipText parse(std::string_view message);
  /// With the Content-Length that the body has.
  [[nodiscard]] std::string text() const;

  /// The first header of that name (or its short form); empty: none.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  /// All of them, in order.
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  void remove(std::string_view name);
  /// In front of all others.
  void put_first(std::string_view name, std::vector<std::string> values);
  void put_last(std::string_view name, std::string value);
  /// Changes the first one; nothing where there is none.
  void change(std::string_view name, std::string value);

  std::string first_line, body;

 private:
  std::vector<std::pair<std::string, std::string>> headers_;
};

/// "sip:a@b" of `"A" <sip:a@b>;tag=1`.
[[nodiscard]] std::string uri_in(std::string_view value);
/// The value of a header with this parameter in place of its own one, or behind everything.
[[nodiscard]] std::string with_parameter(std::string_view value, std::string_view name, std::string_view parameter);

}  // namespace rtpe::capture
