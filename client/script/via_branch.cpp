#include "client/script/via_branch.hpp"

#include "client/script/call.hpp"
#include "client/script/text_format.hpp"

namespace rtpe::script {
namespace {

std::optional<std::string_view> of_via(const sip::Message& message, std::size_t index) {
  if (index >= message.via_branches.size() || message.via_branches[index].empty()) return std::nullopt;
  return message.via_branches[index];
}

std::optional<std::string_view> of_extra(Host& host, const TextFormat* extra, std::string& scratch) {
  if (extra == nullptr) return std::nullopt;
  const auto value = extra->evaluate(host, scratch);
  if (value.empty()) return std::nullopt;
  return value;
}

std::optional<std::string_view> of_next(const sip::Message& message, Host& host, std::string& scratch) {
  auto value = host.next_branch(message);
  if (!value || value->empty()) return std::nullopt;
  scratch = std::move(*value);
  return scratch;
}

}  // namespace

std::optional<ViaSelector> via_selector_of(std::string_view value) {
  using enum ViaSelector;
  if (value.starts_with('1')) return first;
  if (value.starts_with('2')) return second;
  if (value == "auto") return automatic;
  if (value == "extra") return extra;
  if (value == "next") return next;
  if (value == "auto-next" || value == "next-auto") return next_or_first;
  if (value == "auto-extra" || value == "extra-auto") return extra_or_first;
  return std::nullopt;
}

std::optional<std::string_view> via_branch(ViaSelector selector, const sip::Message& message, Host& host,
                                           const TextFormat* extra, std::string& scratch) {
  const bool reply = !message.is_request;
  switch (selector) {
    case ViaSelector::none:
      return std::string_view{};
    case ViaSelector::first:
      return of_via(message, 0);
    case ViaSelector::second:
      return of_via(message, 1);
    case ViaSelector::automatic:
      return of_via(message, reply ? 1 : 0);
    case ViaSelector::extra:
      return of_extra(host, extra, scratch);
    case ViaSelector::next:
      return of_next(message, host, scratch);
    case ViaSelector::next_or_first:
      return reply ? of_via(message, 0) : of_next(message, host, scratch);
    case ViaSelector::extra_or_first:
      return reply ? of_via(message, 0) : of_extra(host, extra, scratch);
  }
  return std::nullopt;
}

}  // namespace rtpe::script
