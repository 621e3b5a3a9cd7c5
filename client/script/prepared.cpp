#include "client/script/prepared.hpp"

namespace rtpe::script {
namespace {

// Function kinds whose first argument is a flags string.
bool takes_flags(FunctionKind kind) {
  return kind != FunctionKind::query_v && kind != FunctionKind::choose_set && kind != FunctionKind::statistic;
}

}  // namespace

std::shared_ptr<const PreparedStatement> prepare(const Statement& statement, const Personality& personality) {
  const auto* function = find_function(statement.function, personality);
  if (function == nullptr) return nullptr;
  auto prepared = std::make_shared<PreparedStatement>();
  prepared->personality = &personality;
  prepared->function = function;
  for (std::size_t i = 0; i < statement.arguments.size(); ++i) {
    const bool bare = i < statement.bare.size() && statement.bare[i];
    prepared->arguments.push_back(TextFormat::parse(statement.arguments[i], bare ? NullText::empty : NullText::marked));
  }
  const std::size_t via_index = function->most_arguments;
  if (function->takes_via_branch && personality.second_argument_via_branch && statement.arguments.size() > via_index) {
    prepared->via_branch_argument = via_index;
  }
  Flags flags;
  const auto* text = takes_flags(function->kind) ? prepared->argument(0) : nullptr;
  if (text != nullptr && prepared->via_branch_argument) {
    flags.use_to_tag = true;  // measured: delete and subscribe request name the party then. The daemon reads the flags
    prepared->flags = std::move(flags);
  } else if (text == nullptr || text->constant()) {
    if (text != nullptr) flags.parse(text->text(), personality);
    prepared->flags = std::move(flags);
  }
  return prepared;
}

}  // namespace rtpe::script
