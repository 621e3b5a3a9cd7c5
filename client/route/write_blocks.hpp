// Route blocks as text again, for people.
#pragma once
#include <span>
#include <string>

#include "client/route/syntax.hpp"

namespace rtpe::route {

/// Text that parse_configuration() reads as these blocks: defines and includes are resolved in it, comments are gone.
[[nodiscard]] std::string write_blocks(std::span<const Block> blocks);
/// One expression, as it may stand in a condition.
[[nodiscard]] std::string write_expression(const Expression& expression);

}  // namespace rtpe::route
