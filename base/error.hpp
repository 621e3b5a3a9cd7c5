// The error type that libraries of the lab return inside std::expected. Only cli/ prints and exits.
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace rtpe {

/// What kind of trouble; cli/ maps it to an exit code (design: 2 invalid input, 3 something missing, 4 internal).
enum class ErrorKind : std::uint8_t {
  invalid_input,  ///< a file, datagram, option or configuration line that does not mean anything
  missing,        ///< a program, port, file or permission that is needed is not there
  limit,          ///< a documented bound was reached
  internal,       ///< a defect of the lab itself
};

/// One failure: what went wrong, where, and what to do about it.
struct Error {
  ErrorKind kind = ErrorKind::invalid_input;
  std::string message;      ///< one sentence, no final newline; may carry more lines (a source line with a caret)
  std::string place = {};   ///< "file:line:column", "offset 17", an address; empty when the message says it all
  std::string remedy = {};  ///< what the user can do; may be empty

  /// "place: message (remedy)".
  [[nodiscard]] std::string text() const {
    std::string out = place.empty() ? message : place + ": " + message;
    if (!remedy.empty()) out += " (" + remedy + ")";
    return out;
  }
};

template <class T>
using Expected = std::expected<T, Error>;

}  // namespace rtpe
