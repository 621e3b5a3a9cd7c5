// Text of a kamailio.cfg, with its #!define, #!ifdef, #!subst and includes, to words.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "client/route/token.hpp"

namespace rtpe::route {

/// Content of an included file. Error: it is not there. `path` as written.
using FileProvider = std::function<Expected<std::string>(std::string_view path)>;

struct LexerOptions {
  FileProvider files = nullptr;           ///< null: includes are refused
  std::vector<std::string> defines = {};  ///< as kamailio's -A: "NAME" or "NAME=value"
  /// A name that stands where a value is expected, and that nothing defines, is text: of a file that is a part of more.
  /// Kamailio refuses it.
  enum class Undefined : std::uint8_t { refused, text } undefined = Undefined::refused;
};

struct Words {
  std::vector<Token> tokens;           ///< the last one is TokenKind::end
  std::vector<std::string> files;      ///< by Position::file
  std::vector<std::string> not_found;  ///< of import_file, which may be absent
};

/// Error: place "FILE:LINE:COLUMN" and what was expected there. At most 16 MB of text, 2,000,000 words, 100 nested
/// includes.
[[nodiscard]] Expected<Words> words_of(std::string_view text, std::string_view file_name, const LexerOptions& options);

/// "kamailio.cfg:12:3".
[[nodiscard]] std::string place_text(const Position& position, const std::vector<std::string>& files);

}  // namespace rtpe::route
