#include "client/script/message_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "client/script/message_header.hpp"
#include "client/sip/uri.hpp"

namespace rtpe::script {
namespace {

using Variable = Host::Variable;
using Value = std::optional<Variable>;

Value text(std::string_view value) {
  if (value.empty()) return std::nullopt;
  return Variable{.text = std::string(value)};
}
Value number_variable(std::int64_t value) { return Variable{.text = std::to_string(value), .is_integer = true}; }

struct Source {
  const sip::Message& message;
  const MessageFacts& facts;
};

/// The header's own text where there is one: Kamailio keeps the blanks behind a value.
Value header_or(const Source& from, std::string_view name, std::string_view otherwise) {
  const auto body = header_body(from.message, name, 0);
  return text(body ? *body : otherwise);
}

std::string_view sequence_number(const sip::Message& message) {
  const auto body = header_body(message, "CSeq", 0).value_or(std::string_view{});
  return body.substr(0, body.find_first_not_of("0123456789"));
}

std::string_view display_name(const sip::Message& message, std::string_view header) {
  const auto body = header_body(message, header, 0).value_or(std::string_view{});
  return sip::display_name_of(body);
}

Value address_uri(const sip::Message& message, std::string_view header) {
  const auto body = header_body(message, header, 0);
  return body ? text(sip::address_uri_of(*body)) : std::nullopt;
}

std::string source_uri(const Source& from) {
  const bool six = from.message.source_address.find(':') != std::string_view::npos;
  return fmt::format("{}{}{}:{}", six ? "[" : "", from.message.source_address, six ? "]" : "", from.facts.source_port);
}

/// In a request route 0, in a failure route the number of branches, on a reply the branch, -1 without a transaction.
std::int64_t branch_index(const Source& from) {
  if (from.facts.route == Route::failure || from.facts.route == Route::branch_failure) return 1;
  return from.message.is_request || from.facts.has_transaction ? 0 : -1;
}

std::int64_t reply_code(const Source& from) {
  return from.message.is_request ? from.facts.failure_status : from.message.status;
}

struct Named {
  std::string_view name;
  Value (*read)(const Source&);
};

/// Sorted by name.
constexpr std::array named{
    Named{"T_branch_idx", [](const Source& from) { return number_variable(branch_index(from)); }},
    Named{"T_reply_code", [](const Source& from) { return number_variable(reply_code(from)); }},
    Named{"ai", [](const Source& from) { return address_uri(from.message, "P-Asserted-Identity"); }},
    Named{"bs",
          [](const Source& from) { return number_variable(static_cast<std::int64_t>(from.message.body.size())); }},
    Named{"cT", [](const Source& from) { return header_or(from, "Content-Type", from.message.content_type); }},
    Named{"ci", [](const Source& from) { return header_or(from, "Call-ID", from.message.call_id); }},
    Named{"cl",
          [](const Source& from) -> Value {
            if (!from.message.has_content_length) return std::nullopt;
            return number_variable(from.message.content_length);
          }},
    Named{"cs",
          [](const Source& from) -> Value {
            const auto digits = sequence_number(from.message);
            return digits.empty() ? text(std::to_string(from.message.cseq_number)) : text(digits);
          }},
    Named{"ct", [](const Source& from) { return header_or(from, "Contact", {}); }},
    Named{"fU", [](const Source& from) { return text(sip::parse_uri(from.message.from_uri).user); }},
    Named{"fd", [](const Source& from) { return text(sip::parse_uri(from.message.from_uri).host); }},
    Named{"fn", [](const Source& from) { return text(display_name(from.message, "From")); }},
    Named{"ft", [](const Source& from) { return text(from.message.from_tag); }},
    Named{"fu", [](const Source& from) { return text(from.message.from_uri); }},
    Named{"mb", [](const Source& from) { return text(from.message.whole); }},
    Named{"ml",
          [](const Source& from) { return number_variable(static_cast<std::int64_t>(from.message.whole.size())); }},
    Named{"mt", [](const Source& from) { return number_variable(from.message.is_request ? 1 : 2); }},
    Named{"oU", [](const Source& from) { return text(sip::parse_uri(from.message.request_uri).user); }},
    Named{"od", [](const Source& from) { return text(sip::parse_uri(from.message.request_uri).host); }},
    Named{"ou", [](const Source& from) { return text(from.message.request_uri); }},
    Named{"pr", [](const Source& from) { return text(from.facts.protocol); }},
    Named{"proto", [](const Source& from) { return text(from.facts.protocol); }},
    Named{"pu", [](const Source& from) { return address_uri(from.message, "P-Preferred-Identity"); }},
    Named{"rP",
          [](const Source& from) -> Value {
            if (from.message.request_uri.empty()) return std::nullopt;
            const auto transport = sip::parse_uri(from.message.request_uri).transport;
            return text(transport.empty() ? "UDP" : transport);
          }},
    Named{"rU", [](const Source& from) { return text(sip::parse_uri(from.message.request_uri).user); }},
    Named{"rb", [](const Source& from) -> Value { return Variable{.text = std::string(from.message.body)}; }},
    Named{"rd", [](const Source& from) { return text(sip::parse_uri(from.message.request_uri).host); }},
    Named{"rm", [](const Source& from) { return text(from.message.cseq_method); }},
    Named{"rp",
          [](const Source& from) -> Value {
            if (from.message.request_uri.empty()) return std::nullopt;
            return number_variable(sip::parse_uri(from.message.request_uri).port.value_or(5060));
          }},
    Named{"rr", [](const Source& from) { return text(from.message.reason); }},
    Named{"rs",
          [](const Source& from) { return from.message.is_request ? Value() : number_variable(from.message.status); }},
    Named{"ru", [](const Source& from) { return text(from.message.request_uri); }},
    Named{"rv", [](const Source&) { return text("SIP/2.0"); }},
    Named{"rz", [](const Source& from) { return text(sip::parse_uri(from.message.request_uri).scheme); }},
    Named{"sas", [](const Source& from) { return text(fmt::format("{}:{}", from.facts.protocol, source_uri(from))); }},
    Named{"si", [](const Source& from) { return text(from.message.source_address); }},
    Named{"sp", [](const Source& from) { return number_variable(from.facts.source_port); }},
    Named{"su", [](const Source& from) { return text("sip:" + source_uri(from)); }},
    Named{"sut",
          [](const Source& from) {
            return text(fmt::format("sip:{};transport={}", source_uri(from), from.facts.protocol));
          }},
    Named{"tU", [](const Source& from) { return text(sip::parse_uri(from.message.to_uri).user); }},
    Named{"td", [](const Source& from) { return text(sip::parse_uri(from.message.to_uri).host); }},
    Named{"tn", [](const Source& from) { return text(display_name(from.message, "To")); }},
    Named{"tt", [](const Source& from) { return text(from.message.to_tag); }},
    Named{"tu", [](const Source& from) { return text(from.message.to_uri); }},
    Named{"ua", [](const Source& from) { return header_or(from, "User-Agent", {}); }},
};
static_assert(std::ranges::is_sorted(named, {}, &Named::name));

const Named* find_named(std::string_view key) {
  const auto* const found = std::ranges::lower_bound(named, key, {}, &Named::name);
  return found != named.end() && found->name == key ? found : nullptr;
}

bool is_number(std::string_view value) {
  const std::size_t sign = value.starts_with('-') ? 1 : 0;
  return value.size() > sign && value.size() < 20 &&
         value.find_first_not_of("0123456789", sign) == std::string_view::npos;
}

}  // namespace

std::string_view variable_key(std::string_view name) {
  if (name.starts_with('$')) name.remove_prefix(1);
  if (name.size() < 2 || name.front() != '(' || name.back() != ')') return name;
  return name.substr(1, name.size() - 2);
}

bool is_message_variable(std::string_view name) {
  const auto key = variable_key(name);
  return find_named(key) != nullptr || is_header_variable(key) || key == "null";
}

std::optional<Host::Variable> message_variable(std::string_view name, const sip::Message& message,
                                               const MessageFacts& facts) {
  const auto key = variable_key(name);
  if (const auto* found = find_named(key)) return found->read({.message = message, .facts = facts});
  return is_header_variable(key) ? header_variable(key, message) : std::nullopt;
}

Host::Variable given_variable(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return {.text = std::string(text.substr(1, text.size() - 2))};
  return {.text = std::string(text), .is_integer = is_number(text)};
}

}  // namespace rtpe::script
