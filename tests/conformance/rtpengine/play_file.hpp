// Dialogues written by hand or taken from others, one JSON request a line, and what both contestants say to them.
#pragma once
#include <string>
#include <vector>

#include "base/error.hpp"
#include "tests/conformance/rtpengine/session.hpp"

namespace rtpe::lane {

/// The sessions of a file: its requests are one; a line with a key `requests` is one of its own. `%CALL%` (with or
/// without a number) stands for the call-id; `@@N:KEY@@`, which Duel fills in, for that key of the N-th reply from 0.
[[nodiscard]] Expected<std::vector<Session>> read_sessions(const std::string& path);

/// What changed from one text to the other: lines with "  " that are in both, "- " of the first, "+ " of the second.
[[nodiscard]] std::string changed_lines(const std::string& first, const std::string& second);

}  // namespace rtpe::lane
