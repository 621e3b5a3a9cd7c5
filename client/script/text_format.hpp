// Text with $variables in it, as Kamailio's string arguments are. Private to client/script.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/script/call.hpp"

namespace rtpe::script {

/// The value of a variable as the module gets it: an unset $var or $shv is the integer 0, everything else unset is
/// null (measured).
[[nodiscard]] std::optional<Host::Variable> value_of(Host& host, std::string_view name);

/// What a null variable prints: "<null>" inside quotes, nothing when the variable stands alone without them.
enum class NullText : std::uint8_t { marked, empty };

/// "trust-address $var(x)" split once into text and variables. "$$" is a dollar sign.
class TextFormat {
 public:
  [[nodiscard]] static TextFormat parse(std::string_view text, NullText null_text = NullText::marked);
  /// No variable inside: text() is the value.
  [[nodiscard]] bool constant() const { return constant_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  /// The one variable this consists of; empty when there is other text, or none.
  [[nodiscard]] std::string_view single_variable() const;
  /// The value in `scratch`.
  std::string_view evaluate(Host& host, std::string& scratch) const;

 private:
  struct Piece {
    bool variable;
    std::string text;
  };
  std::vector<Piece> pieces_;
  std::string text_;
  bool constant_ = true;
  NullText null_text_ = NullText::marked;
};

/// The format of a parameter, parsed when its text is first met and when it changes.
class CachedFormat {
 public:
  /// The value of `text`, valid until the next call.
  std::string_view evaluate(std::string_view text, Host& host) {
    if (text != source_) {
      format_ = TextFormat::parse(text);
      source_ = text;
    }
    return format_.evaluate(host, scratch_);
  }

 private:
  std::string source_, scratch_;
  TextFormat format_;
};

/// Where a '$' stands that begins no variable: Kamailio refuses such text at startup. nullopt: nowhere.
[[nodiscard]] std::optional<std::size_t> stray_dollar(std::string_view text);

/// Length of the variable that `text` begins with ("$var(x)", "$(avp(x)[0])", "$ci"); 0: none.
[[nodiscard]] std::size_t variable_length(std::string_view text);

}  // namespace rtpe::script
