// What the module takes in silence (docs/warnings.md; measured on 5.6.3).
#include <fmt/format.h>

#include <algorithm>

#include "client/parameters.hpp"

namespace rtpe {
namespace {

using Warnings = std::vector<Parameters::Warning>;

void judge_sending(const Parameters& parameters, Warnings& out) {
  const auto names_nothing = [](const std::string& sock) { return sock.find_first_not_of(" \t") == std::string::npos; };
  if (std::ranges::all_of(parameters.rtpengine_sock, names_nothing) && parameters.db_url.empty())
    out.push_back({"rtpengine_sock", "names no node: every command fails"});
  if (parameters.rtpengine_retr == 0)
    out.push_back({"rtpengine_retr", "0 sends nothing: every command fails, and the startup ping disables every node"});
  if (parameters.rtpengine_tout_ms == 0)
    out.push_back({"rtpengine_tout_ms", "0 waits for no reply: every command fails and disables its node"});
  if (parameters.queried_nodes_limit == 0) out.push_back({"queried_nodes_limit", "0 lets no command be sent"});
  if (parameters.rtpengine_allow_op < 0 || parameters.rtpengine_allow_op > 2)
    out.push_back({"rtpengine_allow_op", fmt::format("{} works as 2", parameters.rtpengine_allow_op)});
}

void judge_choice(const Parameters& parameters, Warnings& out) {
  if (parameters.hash_algo < 0 || parameters.hash_algo > 2)
    out.push_back({"hash_algo", fmt::format("{} is no algorithm: no node is found for a call that the table does not "
                                            "know (0 byte sum, 1 SHA-1, 2 CRC-32)",
                                            parameters.hash_algo)});
  if (parameters.hash_table_size < 1)
    out.push_back({"hash_table_size", fmt::format("{} works as 1", parameters.hash_table_size)});
}

void judge_variables(const Parameters& parameters, Warnings& out) {
  for (const auto& [name, variable] : parameters.mos)
    if (!variable.empty() && !name.ends_with("_label_pv") && !variable.starts_with("$avp(") &&
        !variable.starts_with("$(avp(") && !variable.starts_with("$xav") && !variable.starts_with("$(xav") &&
        !variable.starts_with("$var(") && !variable.starts_with("$(var(") && !variable.starts_with("$shv(") &&
        !variable.starts_with("$dlg_var("))
      out.push_back({name, fmt::format("\"{}\" is no variable that can be assigned: it stays as it is", variable)});
}

void judge_simulation(const Parameters& parameters, Warnings& out) {
  for (const auto& [name, value] : parameters.dtmf)
    if (!value.empty()) out.push_back({name, "has no effect here: DTMF events are not simulated"});
  if (!parameters.event_callback.empty())
    out.push_back({"event_callback", "has no effect here: DTMF events are not simulated"});
  if (parameters.enable_dmq != 0)
    out.push_back({"enable_dmq", "has no effect for a client alone: the proxies of a scenario have peers"});
}

}  // namespace

std::vector<Parameters::Warning> Parameters::warnings() const {
  Warnings out;
  judge_sending(*this, out);
  judge_choice(*this, out);
  judge_variables(*this, out);
  judge_simulation(*this, out);
  return out;
}

}  // namespace rtpe
