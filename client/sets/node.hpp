// Nodes and sets: the configured control addresses (behaviour.md sections 1.4, 2.1, 3.7).
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe {

/// recheck value of a manually or database disabled node.
inline constexpr std::uint32_t permanent = 0xFFFFFFFFU;

enum class Scheme : std::uint8_t { udp, udp6, unix_stream, ws, wss, tcp };  ///< tcp is ours: the module has none
[[nodiscard]] std::string_view to_string(Scheme scheme);

struct Node {
  std::string url = {};      ///< as written, without the weight: the identity inside its set
  std::string address = {};  ///< after the scheme; the whole URL for ws and wss
  Scheme scheme = Scheme::udp;
  std::uint32_t set_id = 0;
  std::uint32_t index = 0;  ///< global counter over all sets
  std::uint32_t weight = 1;
  bool disabled = false;
  bool displayed = true;      ///< false: hidden, removed by a database reload
  std::uint32_t recheck = 0;  ///< s, absolute; `permanent`: never by itself
  bool has_socket = true;     ///< false: its address could not be resolved (1.5)
};

struct NodeSet {
  std::uint32_t id = 0;
  std::vector<std::unique_ptr<Node>> nodes;  ///< insertion order; addresses are stable, nodes are never removed
};

}  // namespace rtpe
