#include "tests/conformance/kamailio/kamailio_config.hpp"

#include <fmt/format.h>

#include <boost/algorithm/string/replace.hpp>

namespace rtpe::lane {
namespace {

constexpr std::string_view head = R"(#!KAMAILIO
debug=0
log_stderror=yes
fork=yes
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
server_signature=no
)";

constexpr std::string_view loaded = R"(loadmodule "jsonrpcs.so"
loadmodule "kex.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "textopsx.so"
loadmodule "crypto.so"
loadmodule "rtpengine.so"
modparam("jsonrpcs", "transport", 4)
)";

std::string literal(const Scalar& scalar) {
  if (const auto* number = std::get_if<std::int64_t>(&scalar)) return std::to_string(*number);
  return fmt::format("\"{}\"", std::get<std::string>(scalar));
}

std::string statement_lines(const std::string& statement) {
  if (statement == "$rtpstat")
    return "    $avp(stat) = $rtpstat;\n"
           "    if ($avp(stat) == $null) { $avp(results) = $avp(results) + \"|<null>\"; }\n"
           "    else { $avp(results) = $avp(results) + \"|\" + $avp(stat); }\n";
  return fmt::format("    {};\n    $avp(results) = $avp(results) + \"|\" + $rc;\n", statement);
}

std::string step_route(const Step& step, std::size_t index) {
  std::string out = fmt::format("route[S{}] {{\n", index);
  for (const auto& [name, value] : step.variables) out += fmt::format("    {} = {};\n", name, literal(value));
  for (const auto& statement : step.statements) out += statement_lines(statement);
  return out + "}\n";
}

std::string dispatch(const Sequence& sequence, bool replies) {
  std::string out = "  switch ($hdr(X-Step)) {\n";
  for (std::size_t i = 0; i < sequence.steps.size(); ++i) {
    const auto& message = sequence.steps[i].message;
    if (message && (message->status != 0) == replies) out += fmt::format("    case \"{0}\": route(S{0}); break;\n", i);
  }
  return out + "    case \"none\": break;\n  }\n";
}

}  // namespace

std::string with_endpoints(std::string text, std::size_t engines, const Addresses& addresses) {
  for (std::size_t i = 0; i < engines; ++i)
    boost::replace_all(text, fmt::format(":e{}", i), ":" + addresses.engine_endpoint(i));
  return text;
}

std::string with_engine_names(std::string text, std::size_t engines, const Addresses& addresses) {
  for (std::size_t i = 0; i < engines; ++i)
    boost::replace_all(text, ":" + addresses.engine_endpoint(i), fmt::format(":e{}", i));
  return text;
}

std::string kamailio_config(const Sequence& sequence, const Addresses& addresses, std::string_view modules) {
  std::string out = fmt::format("{}mpath=\"{}\"\n{}", head, modules, loaded);
  out += fmt::format("listen=udp:{0}:{1}\nmodparam(\"jsonrpcs\", \"dgram_socket\", \"udp:{0}:{2}\")\n",
                     addresses.kamailio(), sip_port, rpc_port);
  for (const auto& [name, value] : sequence.parameters)
    out += with_endpoints(fmt::format("modparam(\"rtpengine\", \"{}\", {})\n", name, literal(value)),
                          sequence.engines.size(), addresses);
  for (std::size_t i = 0; i < sequence.steps.size(); ++i)
    if (sequence.steps[i].message) out += step_route(sequence.steps[i], i);
  out +=
      "request_route {\n  if (is_method(\"OPTIONS\")) { append_to_reply(\"X-Pid: $pp\\r\\n\"); "
      "sl_send_reply(\"200\", \"OK\"); exit; }\n  $avp(results) = \"\";\n";
  out += dispatch(sequence, false);
  out +=
      "  append_to_reply(\"X-Result: $avp(results)\\r\\nX-Instance: $avp(inst)\\r\\n\");\n"
      "  sl_send_reply(\"200\", \"OK\");\n}\nreply_route {\n  $avp(results) = \"\";\n";
  out += dispatch(sequence, true);
  return out + "  append_hf(\"X-Result: $avp(results)\\r\\nX-Instance: $avp(inst)\\r\\n\");\n}\n";
}

}  // namespace rtpe::lane
