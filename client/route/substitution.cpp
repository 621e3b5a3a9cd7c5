#include "client/route/substitution.hpp"

#include <regex.h>

#include <array>

namespace rtpe::route {
namespace {

constexpr std::size_t groups = 10, most_matches = 10'000;

void append_replacement(const std::string& replacement, const char* subject,
                        const std::array<regmatch_t, groups>& match, std::string& out) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const bool escaped = replacement[i] == '\\' && i + 1 < replacement.size();
    if (!escaped) {
      out += replacement[i];
      continue;
    }
    const char c = replacement[++i];
    if (c < '0' || c > '9') {
      out += c;
      continue;
    }
    const regmatch_t& group = match[static_cast<std::size_t>(c - '0')];
    if (group.rm_so >= 0) out.append(subject + group.rm_so, static_cast<std::size_t>(group.rm_eo - group.rm_so));
  }
}

}  // namespace

std::optional<Substitution> read_substitution(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const char delimiter = text.front();
  std::array<std::string, 3> parts;
  std::size_t part = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == delimiter) {
      parts[part] += text[++i];
    } else if (text[i] != delimiter) {
      parts[part] += text[i];
    } else if (++part == parts.size()) {
      return std::nullopt;
    }
  }
  if (part != 2 || parts[0].empty() || parts[2].find_first_not_of("gi") != std::string::npos) return std::nullopt;
  const bool any_case = parts[2].contains('i');
  return Substitution{.pattern = parts[0],
                      .replacement = parts[1],
                      .all = parts[2].contains('g'),
                      .expression = Pattern::compile(
                          parts[0], any_case ? Pattern::Use::replacement_nocase : Pattern::Use::replacement)};
}

void substitute(const Substitution& rule, std::string& text) {
  if (rule.expression == nullptr) return;
  std::string out;
  const char* rest = text.c_str();
  std::array<regmatch_t, groups> match{};
  for (std::size_t n = 0; n < most_matches; ++n) {
    if (regexec(&rule.expression->expression(), rest, groups, match.data(), n > 0 ? REG_NOTBOL : 0) != 0) break;
    out.append(rest, static_cast<std::size_t>(match[0].rm_so));
    append_replacement(rule.replacement, rest, match, out);
    const bool empty = match[0].rm_eo == match[0].rm_so;
    rest += match[0].rm_eo;
    if (empty && *rest != '\0') out += *rest++;
    if (!rule.all || *rest == '\0') break;
  }
  text = out.append(rest);
}

}  // namespace rtpe::route
