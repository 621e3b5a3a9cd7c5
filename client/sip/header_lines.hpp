// Splits the header of a SIP message into fields: names, compact forms, folded values. Private to client/sip.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpe::sip {

/// Header fields that the module reads; everything else is skipped.
enum class FieldName : std::uint8_t { other, call_id, from, to, via, cseq, content_type, content_length };

/// Full or compact name, any case (RFC 3261 7.3.3).
[[nodiscard]] FieldName field_name_of(std::string_view name);

struct Field {
  std::string_view name;
  std::string_view value;  ///< trimmed; a folded value keeps its line ends inside
  std::string_view body;   ///< as value, with the blanks behind it: what Kamailio calls the body of a header
};

/// Walks the lines of a header. CRLF, LF and bare CR before LF are line ends; a line that begins with blank or tab
/// continues the field before it.
class FieldWalker {
 public:
  explicit FieldWalker(std::string_view text) : rest_(text) {}
  /// The first line (request or status line), without its line end; nullopt: no line end at all.
  std::optional<std::string_view> first_line();
  /// The next field; nullopt: see state().
  std::optional<Field> next();

  enum class State : std::uint8_t {
    reading,
    body,      ///< the empty line was read: body() is what follows
    no_colon,  ///< a line that is no field: offending()
    no_end,    ///< the text ended before the empty line
  };
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] std::string_view body() const { return rest_; }
  [[nodiscard]] std::string_view offending() const { return offending_; }

 private:
  std::optional<std::string_view> line();
  std::string_view rest_;
  std::string_view offending_;
  State state_ = State::reading;
};

/// Without blanks, tabs and line ends at both sides.
[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] bool starts_ignoring_case(std::string_view text, std::string_view prefix);

}  // namespace rtpe::sip
