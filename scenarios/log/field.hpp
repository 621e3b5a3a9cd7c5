// What a row of the event log's schema is made of.
#pragma once
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace rtpe::scenario {

/// One field of a kind of event. Names end in their unit where they have one.
template <class E, class M>
struct Field {
  using Value = M;
  std::string_view name;
  M E::* member;
  std::string_view meaning;
  std::string_view unit;      ///< "ns", "s"; empty: none, or what is counted is in `meaning`
  bool (*written)(const E&);  ///< nullptr: always; an absent field is read as the member's default
};

template <class E, class M>
consteval Field<E, M> field(std::string_view name, M E::* member, std::string_view meaning,
                            std::string_view unit = "") {
  return {name, member, meaning, unit, nullptr};
}

/// A field that is left out unless `written` says that it tells something.
template <class E, class M>
consteval Field<E, M> optional_field(std::string_view name, M E::* member, std::string_view meaning,
                                     std::type_identity_t<bool (*)(const E&)> written) {
  return {name, member, meaning, "", written};
}

/// Specialised in schema.hpp for each kind of event (`name`, `meaning`, `fields`) and each object inside one
/// (`fields`).
template <class E>
struct Schema;

template <class E, class Visit>
constexpr void for_each_field(Visit&& visit) {
  constexpr auto count = std::tuple_size_v<decltype(Schema<E>::fields)>;  // std::apply() costs the compiler more
  [&]<std::size_t... Place>(std::index_sequence<Place...>) {
    (visit(std::get<Place>(Schema<E>::fields)), ...);
  }(std::make_index_sequence<count>{});
}

}  // namespace rtpe::scenario
