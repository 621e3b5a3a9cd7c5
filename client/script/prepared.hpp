// What a statement's text says, worked out once. Private to client/script.
#pragma once
#include <optional>
#include <vector>

#include "client/personality.hpp"
#include "client/script/call.hpp"
#include "client/script/flags.hpp"
#include "client/script/function.hpp"
#include "client/script/text_format.hpp"

namespace rtpe::script {

/// A constant flags string is read here, so that a call only copies bencode. Immutable: shared by all workers.
struct PreparedStatement {
  const Personality* personality = nullptr;
  const Function* function = nullptr;
  std::vector<TextFormat> arguments;
  std::optional<Flags> flags;  ///< of a constant or absent flags argument
  /// [>=6.0] index of the via-branch argument; none: the module reads the flags itself.
  std::optional<std::size_t> via_branch_argument;

  [[nodiscard]] const TextFormat* argument(std::size_t index) const {
    return index < arguments.size() ? &arguments[index] : nullptr;
  }
};

/// nullptr: the personality has no such function.
[[nodiscard]] std::shared_ptr<const PreparedStatement> prepare(const Statement& statement,
                                                               const Personality& personality);

}  // namespace rtpe::script
