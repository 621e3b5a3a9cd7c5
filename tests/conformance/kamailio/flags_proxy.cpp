#include "tests/conformance/kamailio/flags_proxy.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <fstream>
#include <sstream>

#include "client/bencode/reader.hpp"
#include "scenarios/process/kamailio_command.hpp"
#include "tests/conformance/kamailio/function_proxy.hpp"
#include "tests/conformance/kamailio/kamailio_run.hpp"

namespace rtpe::lane {
namespace {

constexpr std::uint16_t flags_sip_port = 5060, flags_engine_port = 2223;
constexpr double flags_patience_ms = 20'000;

constexpr std::string_view flags_head = R"cfg(#!KAMAILIO
debug=0
log_stderror=yes
fork=yes
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "textopsx.so"
loadmodule "siputils.so"
loadmodule "rtpengine.so"
modparam("rtpengine", "extra_id_pv", "$avp(extra_id)")
)cfg";

// The header X-Call says which call runs, X-Mode whether the message has a transaction. A query with the key `ran` says
// to the engine that it has run, with its return code.
constexpr std::string_view flags_routes = R"cfg(
request_route {
  if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  $du = "sip:CALLEE:5060";
  if ($hdr(X-Mode) == "tm") {
    if (!is_method("ACK") && !is_method("CANCEL")) { t_newtran(); }
    $var(where) = "request";
    route(CALL);
    t_on_reply("R");
    t_on_failure("F");
    t_relay();
    exit;
  }
  $var(where) = "request";
  route(CALL);
  forward();
}
reply_route { if ($hdr(X-Mode) == "stateless") { $var(where) = "reply"; route(CALL); } }
onreply_route[R] { $var(where) = "reply"; route(CALL); }
failure_route[F] { $var(where) = "failure"; route(CALL); }
)cfg";

std::string flags_configuration(const std::vector<std::string>& calls,
                                const std::map<std::string, std::string>& assignments, const std::string& prefix) {
  std::string out(flags_head);
  out += fmt::format("listen=udp:{0}1:5060\nmodparam(\"rtpengine\", \"rtpengine_sock\", \"udp:{0}10:2223\")\n", prefix);
  std::string text(flags_routes);
  text.replace(text.find("CALLEE"), 6, prefix + "3");
  out += text + "route[CALL] {\n  if ($hdr(X-Call) == $null) { return; }\n";
  for (const auto& [name, value] : assignments) {
    const bool is_number = value.find_first_not_of("0123456789") == std::string::npos;
    out += is_number ? fmt::format("  {} = {};\n", name, value) : fmt::format("  {} = \"{}\";\n", name, value);
  }
  out += "  switch ($hdr(X-Call)) {\n";
  for (std::size_t i = 0; i < calls.size(); ++i)
    out += fmt::format("    case \"{}\": {}; $var(ran) = $rc; break;\n", i, calls[i]);
  return out + "  }\n  rtpengine_query(\"directional from-tag=m call-id=marker ran=$var(where):$var(ran)\");\n}\n";
}

std::string text_of_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string reply_text(const std::string& request, int status, std::string_view body) {
  std::istringstream lines(request.substr(0, request.find("\r\n\r\n")));
  std::string out = fmt::format("SIP/2.0 {} Answer\r\n", status), line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    if (line.ends_with('\r')) line.pop_back();
    for (const std::string_view name : {"Via:", "From:", "Call-ID:", "CSeq:", "X-Call:", "X-Mode:"})
      if (line.starts_with(name)) out += line + "\r\n";
    if (line.starts_with("To:")) out += line + (line.find("tag=") == std::string::npos ? ";tag=t\r\n" : "\r\n");
  }
  if (!body.empty()) out += "Content-Type: application/sdp\r\n";
  return out + fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

std::string without_header(std::string text, std::string_view name) {
  const auto begin = text.find(std::string(name) + ":");
  if (begin != std::string::npos) text.erase(begin, text.find("\r\n", begin) + 2 - begin);
  return text;
}

std::string_view method_of(FlagsMessage message) {
  constexpr std::array<std::string_view, 8> methods{"INVITE", "INVITE", "INVITE", "INVITE",
                                                    "BYE",    "ACK",    "UPDATE", "CANCEL"};
  return methods.at(static_cast<std::size_t>(message));
}

std::unexpected<Error> flags_missing(std::string message) {
  return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::move(message)});
}

}  // namespace

Expected<FlagsProxy> FlagsProxy::start(const std::vector<std::string>& calls,
                                       const std::map<std::string, std::string>& assignments, const std::string& prefix,
                                       const std::string& folder) {
  const std::string file = folder + "/kamailio.cfg", log = folder + "/kamailio.log";
  std::ofstream(file) << flags_configuration(calls, assignments, prefix);
  auto caller = LaneSocket::bind(prefix + "2", flags_sip_port);
  auto callee = LaneSocket::bind(prefix + "3", flags_sip_port);
  auto engine = LaneSocket::bind(prefix + "10", flags_engine_port);
  if (!caller || !callee || !engine) return flags_missing("an address of the lane is in use: " + prefix);
  auto kamailio = scenario::ChildProcess::start(scenario::kamailio_command({kamailio_program}, file, folder), log);
  if (!kamailio) return std::unexpected(kamailio.error());
  FlagsProxy out(prefix, std::move(*caller), std::move(*callee), std::move(*engine), std::move(*kamailio));
  const double deadline = real_time_ms() + flags_patience_ms;
  const auto probe = out.request_text({.call_id = "probe"}, "OPTIONS", false, false);
  while (out.kamailio_.running() && real_time_ms() < deadline) {
    out.caller_.send(probe, prefix + "1", flags_sip_port);
    out.serve(100);
    if (out.caller_.receive()) return out;
  }
  return flags_missing("Kamailio does not start: " + text_of_file(log));
}

std::string FlagsProxy::request_text(const Dialog& dialog, std::string_view method, bool in_dialog,
                                     bool runs_call) const {
  const bool has_sdp = method == "INVITE" || method == "ACK" || method == "UPDATE";
  const std::string_view body = has_sdp ? phone_sdp : std::string_view();
  std::string out = fmt::format(
      "{} sip:callee@lab.test SIP/2.0\r\nVia: SIP/2.0/UDP {}2:5060;branch=z9hG4bKp{}\r\n"
      "From: \"Caller\" <sip:caller@lab.test>;tag=f\r\nTo: <sip:callee@lab.test>{}\r\nCall-ID: {}\r\nCSeq: {} {}\r\n"
      "Max-Forwards: 70\r\n",
      method, prefix_, dialog.call_id, in_dialog ? ";tag=t" : "", dialog.call_id, dialog.cseq, method);
  if (runs_call) out += fmt::format("X-Call: {}\r\n", dialog.call);
  if (!dialog.mode.empty()) out += fmt::format("X-Mode: {}\r\n", dialog.mode);
  if (has_sdp) out += "Content-Type: application/sdp\r\n";
  return out + fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

void FlagsProxy::take_command(const Received& datagram) {
  const auto blank = datagram.bytes.find(' ');
  if (blank == std::string::npos) return;
  const std::string cookie = datagram.bytes.substr(0, blank + 1), payload = datagram.bytes.substr(blank + 1);
  bencode::Reader reader;
  const auto view = reader.read(payload, {});
  if (!view) return;
  const auto ran = view->find_string("ran");
  std::string reply = "d6:result2:oke";
  if (view->find_string("command") == "ping") {
    reply = "d6:result4:ponge";
  } else if (ran) {
    const auto colon = ran->find(':');
    const auto where = ran->substr(0, colon);
    runs_.push_back({.route = where == "reply"     ? script::Route::reply
                              : where == "failure" ? script::Route::failure
                                                   : script::Route::request,
                     .message = {},
                     .request = {},
                     .source = {},
                     .rc = std::string(ran->substr(colon + 1)),
                     .dictionaries = std::move(commands_)});
    commands_.clear();
  } else {
    commands_.push_back(payload);
    if (const auto sdp = view->find_string("sdp")) reply = fmt::format("d6:result2:ok3:sdp{}:{}e", sdp->size(), *sdp);
  }
  engine_.send(cookie + reply, datagram.from);
}

void FlagsProxy::serve(int timeout_ms) {
  std::array<pollfd, 3> waiting{{{.fd = engine_.descriptor(), .events = POLLIN, .revents = 0},
                                 {.fd = callee_.descriptor(), .events = POLLIN, .revents = 0},
                                 {.fd = caller_.descriptor(), .events = POLLIN, .revents = 0}}};
  if (::poll(waiting.data(), waiting.size(), timeout_ms) <= 0) return;
  while (const auto datagram = engine_.receive()) take_command(*datagram);
  while (const auto datagram = callee_.receive())
    at_callee_[datagram->bytes.substr(0, datagram->bytes.find(' '))] = datagram->bytes;
}

Expected<void> FlagsProxy::wait_for_runs(std::size_t runs) {
  const double deadline = real_time_ms() + flags_patience_ms;
  while (runs_.size() < runs) {
    if (real_time_ms() > deadline || !kamailio_.running()) return flags_missing("Kamailio does not run the call");
    serve(50);
    while (caller_.receive()) continue;
  }
  return {};
}

Expected<std::string> FlagsProxy::wait_for_callee(std::string_view method) {
  const double deadline = real_time_ms() + flags_patience_ms;
  while (!at_callee_.contains(std::string(method))) {
    if (real_time_ms() > deadline || !kamailio_.running())
      return flags_missing(fmt::format("Kamailio does not send {} on", method));
    serve(50);
    while (caller_.receive()) continue;
  }
  return at_callee_[std::string(method)];
}

Expected<std::vector<FlagsSighting>> FlagsProxy::play(std::size_t call, FlagsMessage message,
                                                      WithTransaction transaction) {
  runs_.clear();
  commands_.clear();
  at_callee_.clear();
  const Dialog dialog{.call = std::to_string(call),
                      .mode = transaction == WithTransaction::yes ? "tm" : "stateless",
                      .call_id = fmt::format("call-{}@lab", ++steps_)};
  const auto method = method_of(message);
  const bool on_reply = message == FlagsMessage::ok || message == FlagsMessage::terminated;
  const std::string kamailio = prefix_ + "1";
  const bool cancels = message == FlagsMessage::cancel && transaction == WithTransaction::yes;
  if (cancels) {
    caller_.send(request_text(dialog, "INVITE", false, false), kamailio, flags_sip_port);
    const auto invite = wait_for_callee("INVITE");
    if (!invite) return std::unexpected(invite.error());
    // Before that tm sends no CANCEL on (RFC 3261 section 9.1). One worker: it comes first.
    callee_.send(reply_text(*invite, 180, {}), kamailio, flags_sip_port);
  }
  const auto request =
      request_text(dialog, method, message != FlagsMessage::invite && !on_reply && method != "CANCEL", true);
  caller_.send(request, kamailio, flags_sip_port);
  auto arrived = wait_for_callee(method);
  if (!arrived) return std::unexpected(arrived.error());
  if (auto ran = wait_for_runs(1); !ran) return std::unexpected(ran.error());
  std::string reply;
  if (on_reply) {
    const bool failed = message == FlagsMessage::terminated;
    const std::size_t all = failed && transaction == WithTransaction::yes ? 3 : 2;
    reply = reply_text(*arrived, failed ? 487 : 200, failed ? std::string_view() : phone_sdp);
    callee_.send(reply, kamailio, flags_sip_port);
    if (auto ran = wait_for_runs(all); !ran) return std::unexpected(ran.error());
  } else if (method != "ACK" && transaction == WithTransaction::yes) {
    // Ends the transactions, so that nothing is sent again; no call runs for this, nor a failure route.
    for (const auto& [name, text] : at_callee_)
      callee_.send(without_header(reply_text(text, 200, {}), "X-Call"), kamailio, flags_sip_port);
  }
  for (FlagsSighting& run : runs_) {
    const bool is_reply = run.route != script::Route::request;
    run.message = is_reply ? reply : request;
    if (is_reply && transaction == WithTransaction::yes) run.request = request;
    run.source = prefix_ + (run.route == script::Route::reply ? "3" : "2");
  }
  auto out = std::exchange(runs_, {});
  if (on_reply) out.erase(out.begin());  // the request's own, which is another message
  return out;
}

}  // namespace rtpe::lane
