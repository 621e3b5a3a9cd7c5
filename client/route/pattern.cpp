#include "client/route/pattern.hpp"

#include <algorithm>
#include <vector>

namespace rtpe::route {
namespace {

/// A pattern of this length in a configuration is a mistake; matching it would take for ever.
constexpr std::size_t longest_pattern = 4096;
/// States that repetitions unfold to: regcomp() copies what is repeated, and what is repeated inside it.
constexpr std::size_t most_states = 100'000;

std::size_t bounded(std::size_t states) { return std::min(states, most_states + 1); }

/// "{2,5}", "{3}", "{2,}", "+", which is "aa*".
struct Repetition {
  std::size_t least = 2, most = 2;
  std::size_t end = 0;  ///< where its last character stands
};

/// What begins at `at`.
Repetition repetition_at(std::string_view text, std::size_t at) {
  if (text[at] == '+') return {.end = at};
  Repetition out{.least = 0, .most = 0, .end = std::min(text.find('}', at), text.size())};
  bool has_comma = false;
  for (++at; at < out.end; ++at) {
    if (text[at] == ',') has_comma = true;
    std::size_t& number = has_comma ? out.most : out.least;
    if (text[at] >= '0' && text[at] <= '9') number = bounded(number * 10 + static_cast<std::size_t>(text[at] - '0'));
  }
  out.most = std::max(out.most, out.least);
  return out;
}

/// Each that may be left out is joined to all behind it: measured, 10,000 of them take 800 MB.
std::size_t states_of(const Repetition& repetition, std::size_t repeated) {
  const std::size_t optional = repetition.most - repetition.least;
  return bounded(repeated * std::max<std::size_t>(repetition.most, 1) + optional * optional / 16);
}

/// The last character of what stands at `at`: of "[...]" (where a ']' that comes first is one of its letters), of
/// "\\x".
std::size_t end_of_atom(std::string_view text, std::size_t at) {
  if (text[at] == '\\') return at + 1;
  if (text[at] != '[') return at;
  at += at + 1 < text.size() && text[at + 1] == '^' ? 2 : 1;
  return std::min(text.find(']', at + 1), text.size());
}

std::size_t states_of(std::string_view text) {
  std::vector<std::size_t> groups{0};  // states of each open group, the whole pattern first
  std::size_t last = 0;                // states of what a repetition repeats
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '{' || c == '+') {
      const Repetition repetition = repetition_at(text, at);
      const std::size_t repeated = states_of(repetition, last);
      groups.back() = bounded(groups.back() + repeated - std::min(repeated, last));
      last = repeated;
      at = repetition.end;
    } else if (c == '(') {
      groups.push_back(0);
    } else if (c == ')' && groups.size() > 1) {
      last = bounded(groups.back() + 1);
      groups.pop_back();
      groups.back() = bounded(groups.back() + last);
    } else {
      at = end_of_atom(text, at);
      last = 1;
      groups.back() = bounded(groups.back() + 1);
    }
  }
  std::size_t all = 0;
  for (const std::size_t states : groups) all = bounded(all + states);
  return all;
}

int flags_of(Pattern::Use use) {
  switch (use) {
    case Pattern::Use::condition:
      return REG_EXTENDED | REG_ICASE | REG_NOSUB;
    case Pattern::Use::replacement:
      return REG_EXTENDED;
    case Pattern::Use::replacement_nocase:
      break;
  }
  return REG_EXTENDED | REG_ICASE;
}

}  // namespace

std::string_view Pattern::refusal(std::string_view text) {
  if (text.size() > longest_pattern) return "is too long for a regular expression";
  return states_of(text) > most_states ? "repeats too much: matching it would take more memory than there is"
                                       : "is no regular expression";
}

std::shared_ptr<const Pattern> Pattern::compile(const std::string& text, Use use) {
  if (text.size() > longest_pattern || states_of(text) > most_states) return nullptr;
  regex_t probe;
  if (regcomp(&probe, text.c_str(), flags_of(use)) != 0) return nullptr;
  std::shared_ptr<Pattern> pattern(new Pattern);
  pattern->expression_ = probe;
  return pattern;
}

}  // namespace rtpe::route
