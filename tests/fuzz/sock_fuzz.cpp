// Any rtpengine_sock value is refused or gives sets whose nodes are consistent.
#include <cstdlib>

#include "client/sets/node_url.hpp"
#include "client/sets/registry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rtpe;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Registry registry;
  std::vector<rtpe::SockWarning> warnings;
  const auto half = text.size() / 2;
  for (const auto part : {text, text.substr(0, half), text.substr(half)})
    (void)registry.add_sock(part, {.setid_default = 7, .websocket_api = size % 2 == 0, .accept_tcp = size % 3 == 0},
                            warnings);
  std::uint32_t nodes = 0;
  for (const auto& set : registry.sets()) {
    for (const auto& node : set.nodes) {
      ++nodes;
      if (node->set_id != set.id || node->url.empty() || node->index >= registry.node_count()) std::abort();
      (void)endpoint_of(*node);
    }
  }
  if (nodes != registry.node_count()) std::abort();
  return 0;
}
