// The rtpengine_sock grammar (behaviour.md 1.2, 1.3), quirks included.
#include <fmt/format.h>

#include <limits>
#include <optional>

#include "client/sets/node_url.hpp"
#include "client/sets/registry.hpp"

namespace rtpe {
namespace {

/// C isspace in the C locale.
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view skip_space(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

std::optional<std::uint32_t> set_id_of(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  std::uint64_t id = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    id = id * 10 + static_cast<std::uint64_t>(c - '0');
    if (id > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  }
  return static_cast<std::uint32_t>(id);
}

/// C strtoul, base 10, cut to 32 bits: skips blanks, takes a sign, saturates at 64 bits, stops at the first other byte.
std::uint32_t weight_of(std::string_view text) {
  text = skip_space(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') break;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (number > (most - digit) / 10) return static_cast<std::uint32_t>(most);
    number = number * 10 + digit;
  }
  return static_cast<std::uint32_t>(negative ? 0 - number : number);
}

std::unexpected<Error> fatal(std::string_view sock, std::string_view message) {
  return std::unexpected(Error{.message = std::string(message), .place = fmt::format("rtpengine_sock \"{}\"", sock)});
}

}  // namespace

Expected<void> Registry::add_sock(std::string_view sock, const SockOptions& options,
                                  std::vector<SockWarning>& warnings) {
  std::string_view rest = skip_space(sock.substr(0, sock.find('\0')));
  if (rest.empty()) return {};
  std::uint32_t id = options.setid_default;
  if (const auto equals = rest.find("=="); equals != std::string_view::npos) {
    const auto parsed = set_id_of(rest.substr(0, equals));
    if (!parsed) return fatal(sock, "the set id before == must be a number from 0 to 4294967295");
    id = *parsed;
    rest = skip_space(rest.substr(equals + 2));
    if (rest.empty()) return fatal(sock, "no node after ==");
  }

  NodeSet& set = set_of(id);
  const auto warn = [&](std::string_view token, std::string message) {
    warnings.push_back({.offset = static_cast<std::size_t>(token.data() - sock.data()), .message = std::move(message)});
  };
  while (!(rest = skip_space(rest)).empty()) {
    std::size_t length = 0;
    while (length < rest.size() && !is_space(rest[length])) ++length;
    const std::string_view token = rest.substr(0, length);
    const auto equals = token.find('=');
    auto node = parse_node_url(token.substr(0, equals), options);
    if (node) {
      // The weight is read to the end of the string, not of the token, as strtoul does: "udp:h:1= 5" weighs 5.
      if (equals != std::string_view::npos) {
        node->weight = weight_of(rest.substr(equals + 1));
        const auto written = token.substr(equals + 1);
        if (written != std::to_string(node->weight))
          warn(token, fmt::format("Kamailio reads the weight \"{}\" of {} as {}", written, node->url, node->weight));
      }
      const auto nodes_before = set.nodes.size();
      const auto& added = add_node(set, std::move(*node));
      if (set.nodes.size() == nodes_before)
        warn(token, fmt::format("{} stands in set {} already: it is one node, with the last weight", added.url, id));
    } else {
      warn(token, fmt::format("Kamailio skips the node {}", node.error().text()));
    }
    rest.remove_prefix(length);
  }
  return {};
}

}  // namespace rtpe
