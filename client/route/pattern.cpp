#include "client/route/pattern.hpp"

namespace rtpe::route {

std::shared_ptr<const Pattern> Pattern::compile(const std::string& text) {
  // A pattern of this length in a configuration is a mistake; matching it would take for ever.
  if (text.size() > 4096) return nullptr;
  std::shared_ptr<Pattern> pattern(new Pattern);
  regex_t probe;
  if (regcomp(&probe, text.c_str(), REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0) return nullptr;
  pattern->expression_ = probe;
  return pattern;
}

}  // namespace rtpe::route
