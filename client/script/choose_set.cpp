// set_rtpengine_set with constants and variables (behaviour.md 2.2), and the locks it takes (section 16).
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "client/script/call_state.hpp"

namespace rtpe::script {
namespace {

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Expected<void> check_statement(const Statement& statement, const Registry& registry) {
  if (statement.function != "set_rtpengine_set") return {};
  for (const auto& argument : statement.arguments) {
    const auto format = TextFormat::parse(argument);
    if (!format.constant()) continue;
    const auto id = number_of(format.text());
    const bool known = id && *id >= 0 && *id <= 0xFFFFFFFFLL && registry.find_set(static_cast<std::uint32_t>(*id));
    if (known) continue;
    return std::unexpected(Error{.kind = ErrorKind::invalid_input,
                                 .message = fmt::format("set '{}' does not exist: Kamailio would not start", argument),
                                 .place = statement.text});
  }
  return {};
}

Action Call::State::begin_choice() {
  worker->current_message = 0;
  worker->active_set = worker->first_choice = worker->second_choice = nullptr;
  set_argument = 0;
  return next_set_argument();
}

Action Call::State::next_set_argument() {
  const auto* argument = prepared->argument(set_argument);
  if (argument == nullptr) return finish(1);
  if (argument->constant()) {
    const auto id = number_of(argument->text());
    found_set = id ? proxy->registry.find_set(static_cast<std::uint32_t>(*id)) : nullptr;
    if (found_set == nullptr) return finish(-1, "no such set: Kamailio would not start with this constant");
    remember_choice();
    return next_set_argument();
  }
  const auto variable = value_of(*host, argument->single_variable());
  const auto id = variable && variable->is_integer ? number_of(variable->text) : std::nullopt;
  if (!id) return finish(-1, "the set's variable does not hold an integer");
  wanted_set = static_cast<std::uint32_t>(*id);
  step = Step::list_granted;
  return {.kind = ActionKind::acquire, .lock = {.kind = Lock::Kind::set_list}};
}

void Call::State::remember_choice() {
  (set_argument == 0 ? worker->first_choice : worker->second_choice) = found_set;
  worker->current_message = message->id;
  ++set_argument;
}

Action Call::State::set_list_granted() {
  found_set = proxy->registry.find_set(wanted_set);
  step = Step::list_released;
  return {.kind = ActionKind::release, .lock = {.kind = Lock::Kind::set_list}};
}

Action Call::State::set_list_released() {
  if (found_set == nullptr) return finish(-1, "no such set");
  remember_choice();
  step = Step::set_granted;
  return {.kind = ActionKind::acquire, .lock = {.kind = Lock::Kind::set, .set_id = wanted_set}};
}

Action Call::State::set_granted() {
  usable_nodes = static_cast<std::size_t>(
      std::ranges::count_if(found_set->nodes, [](const auto& node) { return !node->disabled; }));
  step = Step::set_released;
  return {.kind = ActionKind::release, .lock = {.kind = Lock::Kind::set, .set_id = wanted_set}};
}

Action Call::State::set_released() {
  if (usable_nodes == 0) return finish(-2, "no usable node in the set");
  return next_set_argument();
}

}  // namespace rtpe::script
