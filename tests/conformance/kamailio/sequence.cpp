#include "tests/conformance/kamailio/sequence.hpp"

#include <algorithm>
#include <array>

namespace rtpe::lane {
namespace {

using enum Behaviour;
constexpr std::array<std::pair<Behaviour, std::string_view>, 25> names = {{
    {ok, "ok"},
    {silent, "silent"},
    {load_limit, "load_limit"},
    {session_limit, "session_limit"},
    {out_of_ports, "out_of_ports"},
    {error, "error"},
    {bare_error, "bare_error"},
    {other_result, "other_result"},
    {no_result, "no_result"},
    {integer_result, "integer_result"},
    {list, "list"},
    {garbage, "garbage"},
    {no_sdp, "no_sdp"},
    {unterminated, "unterminated"},
    {wrong_cookie, "wrong_cookie"},
    {wrong_then_right, "wrong_then_right"},
    {longer_cookie, "longer_cookie"},
    {tab, "tab"},
    {no_blank, "no_blank"},
    {cookie_only, "cookie_only"},
    {empty, "empty"},
    {late, "late"},
    {duplicate, "duplicate"},
    {reply_then_empty, "reply_then_empty"},
    {late_foreign, "late_foreign"},
}};

}  // namespace

std::string_view to_string(Behaviour behaviour) {
  return std::ranges::find(names, behaviour, &decltype(names)::value_type::first)->second;
}

std::optional<Behaviour> behaviour_of(std::string_view name) {
  const auto found = std::ranges::find(names, name, &decltype(names)::value_type::second);
  return found == names.end() ? std::nullopt : std::optional(found->first);
}

std::int64_t number_of(const Sequence& sequence, std::string_view parameter, std::int64_t otherwise) {
  for (const auto& [name, value] : sequence.parameters)
    if (name == parameter)
      if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  return otherwise;
}

}  // namespace rtpe::lane
