// Words of a kamailio.cfg to its tree.
#pragma once
#include <string_view>

#include "client/route/lexer.hpp"
#include "client/route/syntax.hpp"

namespace rtpe::route {

/// Route blocks alone, or a whole kamailio.cfg: Kamailio's syntax decides what is taken and what is refused. Error: the
/// first thing that is wrong, with its place. Nothing is looked up: functions, routes and variables may be unknown.
/// Nesting is at most 200 deep.
[[nodiscard]] Expected<Configuration> parse_configuration(std::string_view text, std::string_view file_name,
                                                          const LexerOptions& options = {});

}  // namespace rtpe::route
