#include "tests/conformance/kamailio/function_proxy.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <boost/algorithm/string/split.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "scenarios/process/kamailio_command.hpp"
#include "tests/conformance/kamailio/kamailio_config.hpp"
#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/conformance/kamailio/sip_text.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::lane {
namespace {

const std::string kamailio_address = "127.76.1.1", phone_address = "127.76.1.2";
constexpr int wait_ms = 100;

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string route_of(std::size_t number, const FunctionStep& step) {
  std::string out = fmt::format("  if ($hdr(X-Route) == \"{}\") {{\n", number);
  std::vector<std::string> statements;
  boost::algorithm::split(statements, step.statements, [](char letter) { return letter == ';'; });
  for (const std::string& statement : statements) {
    out += fmt::format("    {};\n", statement);
    if (!statement.starts_with('$')) out += "    $avp(results) = $avp(results) + \"|\" + $rc;\n";
  }
  return out + "  }\n";
}

std::string configuration(const std::vector<FunctionStep>& steps, NodeTransport transport) {
  std::string out = content(test::source_directory() + "/tests/conformance/kamailio/function_proxy.cfg");
  if (transport == NodeTransport::web_socket) {
    out = std::regex_replace(out, std::regex("udp:([0-9.]+):2223"), "ws://$1:2224/ng");
    out = std::regex_replace(out, std::regex("loadmodule \"rtpengine.so\"\n"),
                             "loadmodule \"lwsc.so\"\n$&modparam(\"rtpengine\", \"wsapi\", \"lwsc\")\n");
  }
  out += "\nroute[STATEMENTS] {\n  $avp(results) = \"\";\n";
  for (std::size_t i = 0; i < steps.size(); ++i) out += route_of(i, steps[i]);
  return out + "  append_hf(\"X-Results: $avp(results)\\r\\nX-Value: $avp(value)\\r\\n\");\n}\n";
}

/// A reply has Kamailio's Via above the phone's, as if Kamailio had forwarded its request.
std::string sip_text(std::string_view message, std::size_t step, std::string_view call_id) {
  const std::string_view body = message.ends_with("-sdp") ? std::string_view() : phone_sdp;
  message = message.substr(0, message.find("-sdp"));
  const bool is_reply = message.size() > 4 && message[3] == ' ';
  const auto method = is_reply ? message.substr(4) : message;
  std::string out = is_reply ? fmt::format("SIP/2.0 {} Answer\r\nVia: SIP/2.0/UDP {}:5060;branch=z9hG4bKk{}\r\n",
                                           message.substr(0, 3), kamailio_address, step)
                             : fmt::format("{} sip:callee@{} SIP/2.0\r\n", method, kamailio_address);
  out += fmt::format(
      "Via: SIP/2.0/UDP {}:5060;branch=z9hG4bKp{}\r\nFrom: <sip:caller@lab.test>;tag=f\r\n"
      "To: <sip:callee@lab.test>{}\r\nCall-ID: {}\r\nCSeq: {} {}\r\nMax-Forwards: 70\r\nX-Route: {}\r\n",
      phone_address, step, message == "INVITE" ? "" : ";tag=t", call_id, step + 1, method, step);
  if (!body.empty()) out += "Content-Type: application/sdp\r\n";
  return out + fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

std::unexpected<Error> missing(std::string message) {
  return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::move(message)});
}

}  // namespace

Expected<FunctionProxy> FunctionProxy::start(std::vector<FunctionStep> steps, NodeTransport transport,
                                             const std::string& folder) {
  const std::string file = folder + "/kamailio.cfg", log = folder + "/kamailio.log";
  std::ofstream(file) << configuration(steps, transport);
  auto phone = LaneSocket::bind(phone_address, sip_port);
  if (!phone) return std::unexpected(phone.error());
  auto kamailio = scenario::ChildProcess::start(scenario::kamailio_command({kamailio_program}, file, folder), log);
  if (!kamailio) return std::unexpected(kamailio.error());
  FunctionProxy out(std::move(steps), std::move(*phone), std::move(*kamailio));
  if (!out.starts(sip_text("OPTIONS-sdp", 0, "probe"))) return missing("Kamailio does not start: " + content(log));
  return out;
}

bool FunctionProxy::starts(std::string_view probe) {
  const double deadline = real_time_ms() + patience_ms;
  do {
    if (!kamailio_.running() || real_time_ms() > deadline) return false;
    phone_.send(probe, kamailio_address, sip_port);
  } while (!wait(wait_ms));
  return true;
}

Expected<PassedMessage> FunctionProxy::pass(std::size_t step, std::string_view call_id) {
  phone_.send(sip_text(steps_[step].message, step, call_id), kamailio_address, sip_port);
  const double deadline = real_time_ms() + patience_ms;
  while (real_time_ms() < deadline) {
    const auto received = wait(wait_ms);
    if (!received || header_of(*received, "Call-ID") != call_id ||
        header_of(*received, "X-Route") != std::to_string(step))
      continue;
    return PassedMessage{.results = header_of(*received, "X-Results"),
                         .value = header_of(*received, "X-Value"),
                         .body = received->substr(received->find("\r\n\r\n") + 4),
                         .content_length = header_of(*received, "Content-Length")};
  }
  return missing(fmt::format("Kamailio does not send on {}: {}", steps_[step].message, steps_[step].statements));
}

std::optional<std::string> FunctionProxy::wait(int timeout_ms) {
  pollfd waiting{.fd = phone_.descriptor(), .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, timeout_ms) <= 0) return std::nullopt;
  auto received = phone_.receive();
  if (!received) return std::nullopt;
  return std::move(received->bytes);
}

}  // namespace rtpe::lane
