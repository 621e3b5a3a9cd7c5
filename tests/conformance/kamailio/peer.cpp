#include "tests/conformance/kamailio/peer.hpp"

#include "scenarios/process/peer_root.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::lane {

Expected<KamailioPeer> kamailio_peer(std::string_view personality) {
  auto program =
      scenario::kamailio_of(personality, scenario::peers_directory(test::source_directory() + "/build/peers"));
  if (!program) return std::unexpected(program.error());
  std::string modules = program->modules();
  return KamailioPeer{.personality = std::string(personality),
                      .version = std::move(program->version),
                      .command = std::move(program->command),
                      .modules = std::move(modules)};
}

}  // namespace rtpe::lane
