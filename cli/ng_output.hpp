// What the ng verb prints: statements with their commands, replies and results, as text or as JSON.
#pragma once
#include <string>

#include "client/script/rehearsal.hpp"

namespace rtpe::cli {

enum class NgShown : std::uint8_t { everything, commands_only };

[[nodiscard]] std::string ng_text(const script::RehearsalResult& result, NgShown shown);
/// One object: what each statement did, in `statements`; the fields beside it are those of all together.
[[nodiscard]] std::string ng_json(const script::RehearsalResult& result);

/// The first statement whose return code is negative; null: none.
[[nodiscard]] const script::StatementResult* first_failed(const script::RehearsalResult& result);

}  // namespace rtpe::cli
