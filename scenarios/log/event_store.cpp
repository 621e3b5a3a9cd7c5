#include "scenarios/log/event_store.hpp"

#include "scenarios/log/schema.hpp"

namespace rtpe::scenario {
namespace {

template <class T>
void own(T& /*value*/, Arena& /*arena*/) {}
void own(std::string_view& text, Arena& arena) { text = arena.copy(text); }
void own(HexBytes& value, Arena& arena) { value.bytes = arena.copy(value.bytes); }

template <class E>
void own_fields(E& object, Arena& arena);

template <class T>
void own(std::span<const T>& list, Arena& arena) {
  const std::span<T> rows = arena.copy(list);
  for (T& row : rows) {
    if constexpr (requires { Schema<T>::fields; })
      own_fields(row, arena);
    else
      own(row, arena);
  }
  list = rows;
}

template <class E>
void own_fields(E& object, Arena& arena) {
  for_each_field<E>([&](const auto& field) { own(object.*field.member, arena); });
}

}  // namespace

Event owned_copy(const Event& event, Arena& arena) {
  Event copy = event;
  std::visit([&](auto& e) { own_fields(e, arena); }, copy);
  return copy;
}

}  // namespace rtpe::scenario
