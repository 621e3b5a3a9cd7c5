#include "tests/conformance/kamailio/peer.hpp"

#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/conformance/peer_root.hpp"

namespace rtpe::lane {

Expected<KamailioPeer> kamailio_peer(std::string_view personality) {
  const auto wanted = find_release({{.personality = "kamailio-5.6", .root = "", .release = ""},
                                    {.personality = "kamailio-6.0", .root = "debian-13", .release = "6.0."},
                                    {.personality = "kamailio-6.1", .root = "unstable", .release = "6.1."}},
                                   personality);
  if (!wanted) return std::unexpected(wanted.error());
  auto program = peer_program(*wanted, kamailio_program, "kamailio");
  if (!program) return std::unexpected(program.error());
  return KamailioPeer{.personality = std::string(personality),
                      .version = std::move(program->version),
                      .command = std::move(program->command),
                      .modules = program->libraries + "/kamailio/modules/"};
}

}  // namespace rtpe::lane
