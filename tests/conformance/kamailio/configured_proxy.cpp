#include "tests/conformance/kamailio/configured_proxy.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/bencode/reader.hpp"
#include "scenarios/process/kamailio_command.hpp"
#include "tests/conformance/kamailio/kamailio_run.hpp"

namespace rtpe::lane {
namespace {

constexpr std::uint16_t configured_sip_port = 5060;
constexpr double configured_patience_ms = 20'000;
constexpr int settle_ms = 60;
/// After so long without any word a request is sent once more, as a phone does with what got lost; far later than a
/// phone, so that no busy machine makes Kamailio see a request twice.
constexpr double unanswered_ms = 6'000;

std::unexpected<Error> configured_missing(std::string message) {
  return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::move(message)});
}

std::string body_of(std::string_view who, int round) {
  return fmt::format(
      "v=0\r\no={} 53655765 {} IN IP4 127.0.8.20\r\ns=-\r\nc=IN IP4 127.0.8.20\r\nt=0 0\r\nm=audio 6010 RTP/AVP 0 8 "
      "101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n",
      who, round);
}

/// Header lines whose name is one of these, as they stand.
std::string lines_of(const std::string& text, std::initializer_list<std::string_view> names) {
  std::istringstream lines(text.substr(0, text.find("\r\n\r\n")));
  std::string out, line;
  while (std::getline(lines, line)) {
    if (line.ends_with('\r')) line.pop_back();
    for (const std::string_view name : names)
      if (line.starts_with(name)) out += line + "\r\n";
  }
  return out;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find("\r\n")); }

}  // namespace

struct ConfiguredProxy::Phone {
  explicit Phone(LaneSocket own) : socket(std::move(own)) {}
  LaneSocket socket;
  std::vector<std::string> seen;                ///< of this call
  std::map<std::string, std::string> requests;  ///< the last one, by method
};

struct ConfiguredProxy::Call {
  CallNames names;
  std::string last_request;  ///< as sent
  Phone* last_sender = nullptr;
  std::string id, from_tag, to_tag, contact, route, target, invite_branch;
  std::vector<std::string> commands;
  int cseq = 0, rounds = 0, branches = 0;
  int invite_cseq = 0;
  std::size_t gateway = 1;   ///< which answers
  bool is_repeated = false;  ///< a request was sent once more: its commands may come twice
};

ConfiguredProxy::~ConfiguredProxy() = default;

std::string ConfiguredProxy::call_id() const { return call_->id; }

bool ConfiguredProxy::is_well() const {
  std::stringstream said;
  said << std::ifstream(log_).rdbuf();
  return !call_->is_repeated && kamailio_->running() && said.str().find("out of mem") == std::string::npos &&
         said.str().find("could not allocate") == std::string::npos;
}

Expected<std::unique_ptr<ConfiguredProxy>> ConfiguredProxy::start(const std::string& file, const std::string& prefix,
                                                                  const std::vector<ConfiguredEngine>& engines,
                                                                  const std::string& folder) {
  std::unique_ptr<ConfiguredProxy> out(new ConfiguredProxy);
  out->prefix_ = prefix;
  for (const int host : {2, 3, 4}) {
    auto socket = LaneSocket::bind(prefix + std::to_string(host), configured_sip_port);
    if (!socket) return configured_missing("an address of the lane is in use: " + prefix + std::to_string(host));
    out->phones_.push_back(std::make_unique<Phone>(std::move(*socket)));
  }
  for (const ConfiguredEngine& engine : engines) {
    auto socket = LaneSocket::bind(engine.host, engine.port);
    if (!socket) return configured_missing("an address of the lane is in use: " + engine.listen);
    out->engines_.emplace_back(engine, std::move(*socket));
  }
  const std::string log = out->log_ = folder + "/kamailio.log";
  std::error_code none_yet;
  std::filesystem::remove(log, none_yet);  // of the Kamailio before
  auto kamailio = scenario::ChildProcess::start(scenario::kamailio_command({kamailio_program}, file, folder), log);
  if (!kamailio) return std::unexpected(kamailio.error());
  out->kamailio_ = std::make_unique<scenario::ChildProcess>(std::move(*kamailio));
  out->call_ = std::make_unique<Call>();
  const double deadline = real_time_ms() + configured_patience_ms;
  // A request that every configuration refuses by itself.
  const std::string probe = fmt::format(
      "OPTIONS sip:{0}1 SIP/2.0\r\nVia: SIP/2.0/UDP {0}2:5060;branch=z9hG4bKprobe\r\nFrom: <sip:probe@lab.invalid>;"
      "tag=probe\r\nTo: <sip:probe@lab.invalid>;tag=none\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 0\r\n"
      "Content-Length: 0\r\n\r\n",
      prefix);
  while (out->kamailio_->running() && real_time_ms() < deadline) {
    out->phones_[0]->socket.send(probe, prefix + "1", configured_sip_port);
    out->serve(100);
    std::stringstream said;
    said << std::ifstream(log).rdbuf();
    if (!out->phones_[0]->seen.empty() || said.str().find("INFO: <core> [main.c") != std::string::npos) return out;
    // Some say nothing to it: that they take datagrams shows when the engines are pinged.
    if (real_time_ms() > deadline - configured_patience_ms + 2500) return out;
  }
  std::stringstream said;
  said << std::ifstream(log).rdbuf();
  return configured_missing("Kamailio does not start: " + said.str().substr(0, 1500));
}

void ConfiguredProxy::serve(int timeout_ms) {
  std::vector<pollfd> waiting;
  for (const auto& phone : phones_)
    waiting.push_back({.fd = phone->socket.descriptor(), .events = POLLIN, .revents = 0});
  for (const auto& [engine, socket] : engines_)
    waiting.push_back({.fd = socket.descriptor(), .events = POLLIN, .revents = 0});
  if (::poll(waiting.data(), waiting.size(), timeout_ms) <= 0) return;
  for (auto& [engine, socket] : engines_)
    while (const auto datagram = socket.receive()) {
      const std::string& bytes = datagram->bytes;
      const std::string line = command_line(engine.listen, bytes, {});
      if (!line.empty()) call_->commands.push_back(engine.listen + '\n' + bytes);
      const auto blank = bytes.find(' ');
      bencode::Reader reader;
      const std::string payload = blank == std::string::npos ? std::string() : bytes.substr(blank + 1);
      const auto view = reader.read(payload, {});
      std::string reply = line.empty() ? "d6:result4:ponge" : "d6:result2:oke";
      if (view)
        if (const auto sdp = view->find_string("sdp"))
          reply = fmt::format("d6:result2:ok3:sdp{}:{}e", sdp->size(), *sdp);
      socket.send(bytes.substr(0, blank + 1) + reply, datagram->from);
    }
  for (const auto& phone : phones_)
    while (const auto datagram = phone->socket.receive()) {
      const std::string& text = datagram->bytes;
      if (!call_->id.empty() && text.find(call_->id) == std::string::npos) continue;
      phone->seen.push_back(text);
      call_->names.learn(text, false);
      if (!text.starts_with("SIP/2.0")) phone->requests[text.substr(0, text.find(' '))] = text;
    }
}

ConfiguredProxy::Phone& ConfiguredProxy::callee() { return *phones_[call_->gateway]; }

std::string ConfiguredProxy::what_was_seen() const {
  const char* const names[] = {"caller", "first gateway", "second gateway"};
  std::string out;
  for (std::size_t i = 0; i < phones_.size(); ++i)
    for (const std::string& text : phones_[i]->seen) out += fmt::format("\n  {}: {}", names[i], first_line(text));
  for (const std::string& command : call_->commands)
    out += fmt::format("\n  engine: {}", command_line("", command.substr(command.find('\n') + 1), {}).substr(0, 60));
  std::stringstream said;
  said << std::ifstream(log_).rdbuf();
  const std::string log = said.str();
  return out + (kamailio_->running() ? "\n" : "\nKamailio has ended\n") +
         log.substr(log.size() - std::min<std::size_t>(log.size(), 1500));
}

Expected<void> ConfiguredProxy::wait_for(Phone& phone, const std::string& start_of_line) {
  const double started = real_time_ms(), deadline = started + configured_patience_ms;
  bool is_repeated = false;
  const auto is_there = [&] {
    return std::ranges::any_of(phone.seen, [&](const std::string& text) { return text.starts_with(start_of_line); });
  };
  while (!is_there()) {
    if (real_time_ms() > deadline || !kamailio_->running())
      return configured_missing(fmt::format("\"{}\" does not arrive; seen: {}", start_of_line, what_was_seen()));
    if (!is_repeated && call_->last_sender && real_time_ms() > started + unanswered_ms && is_silent()) {
      is_repeated = call_->is_repeated = true;
      send_request(*call_->last_sender, call_->last_request);
    }
    serve(50);
  }
  return {};
}

void ConfiguredProxy::send_request(Phone& from, const std::string& text) {
  call_->last_sender = &from;
  call_->last_request = text;
  from.socket.send(text, prefix_ + "1", configured_sip_port);
}

bool ConfiguredProxy::is_silent() const {
  return std::ranges::all_of(phones_, [](const auto& phone) { return phone->seen.empty(); });
}

void ConfiguredProxy::request(const CallStep& step) {
  Call& call = *call_;
  const bool in_transaction = step.method == "CANCEL" || (step.method == "ACK" && call.to_tag.empty());
  if (step.method == "INVITE") call.invite_cseq = call.cseq + 1;
  if (step.method != "ACK" && step.method != "CANCEL") ++call.cseq;
  const int cseq = step.method == "ACK" || step.method == "CANCEL" ? call.invite_cseq : call.cseq;
  std::string branch = fmt::format("z9hG4bKcaller{}x{}", calls_, ++call.branches);
  if (in_transaction) branch = call.invite_branch;
  if (step.method == "INVITE") call.invite_branch = branch;
  const bool in_dialog = !call.to_tag.empty();
  const std::string body = step.has_sdp ? body_of("alice", ++call.rounds) : std::string();
  const std::string text = fmt::format(
      "{} {} SIP/2.0\r\nVia: SIP/2.0/UDP {}2:5060;branch={};rport\r\n{}From: <sip:alice@lab.invalid>;tag={}\r\nTo: "
      "<sip:bob@lab.invalid>{}\r\nCall-ID: {}\r\nCSeq: {} {}\r\nMax-Forwards: 70\r\nContact: <{}>\r\n{}Content-Length: "
      "{}\r\n\r\n{}",
      step.method, in_dialog ? call.target : fmt::format("sip:bob@{}1", prefix_), prefix_, branch,
      in_dialog ? call.route : std::string(), call.from_tag, in_dialog ? ";tag=" + call.to_tag : std::string(), call.id,
      cseq, step.method, call.contact, step.has_sdp ? "Content-Type: application/sdp\r\n" : "", body.size(), body);
  call.names.learn(text, true);
  for (const auto& phone : phones_) phone->seen.clear();
  send_request(*phones_[0], text);
}

void ConfiguredProxy::reply(const CallStep& step) {
  Call& call = *call_;
  const std::string& asked = callee().requests[step.method];
  const std::string tag = fmt::format("callee{}x{}", calls_, call.gateway);
  std::string to = lines_of(asked, {"To:"});
  if (to.find("tag=") == std::string::npos) to = to.substr(0, to.size() - 2) + ";tag=" + tag + "\r\n";
  const std::string body = step.has_sdp ? body_of("bob", call.rounds) : std::string();
  const std::string text =
      fmt::format("SIP/2.0 {} Answer\r\n{}{}Contact: <sip:bob@{}{}:5060>\r\n{}Content-Length: {}\r\n\r\n{}",
                  step.status, lines_of(asked, {"Via:", "From:", "Call-ID:", "CSeq:", "Record-Route:"}), to, prefix_,
                  call.gateway + 2, step.has_sdp ? "Content-Type: application/sdp\r\n" : "", body.size(), body);
  call.names.learn(text, false);
  if (step.method == "INVITE" && step.status / 100 == 2 && call.to_tag.empty()) {
    call.to_tag = tag;
    call.target = fmt::format("sip:bob@{}{}:5060", prefix_, call.gateway + 2);
    std::string route = lines_of(asked, {"Record-Route:"});
    if (!route.empty()) call.route = "Route:" + route.substr(13);
  }
  for (const auto& phone : phones_) phone->seen.clear();
  callee().socket.send(text, prefix_ + "1", configured_sip_port);
}

Expected<void> ConfiguredProxy::step(const CallStep& step) {
  Call& call = *call_;
  if (step.status == 0) {
    request(step);
    const bool ends_here = step.method == "ACK" && call.to_tag.empty();
    if (ends_here) {
      serve(settle_ms);
      return {};
    }
    return wait_for(callee(), step.method + " ");
  }
  reply(step);
  if (step.method == "CANCEL") {
    serve(settle_ms);
    return {};
  }
  const double deadline = real_time_ms() + configured_patience_ms;
  const std::string arrives = fmt::format("SIP/2.0 {} ", step.status);
  while (real_time_ms() < deadline && kamailio_->running()) {
    serve(50);
    const auto& seen = phones_[0]->seen;
    if (std::ranges::any_of(seen, [&](const std::string& text) { return text.starts_with(arrives); })) {
      if (step.method == "INVITE" && step.status >= 300) request({.method = "ACK"});
      return {};
    }
    for (const std::size_t other : {1U, 2U}) {  // the next gateway is asked instead
      if (other == call.gateway || phones_[other]->requests["INVITE"].empty() || step.status < 300) continue;
      call.gateway = other;
      return {};
    }
  }
  return configured_missing(fmt::format("the {} does not come back; seen: {}", step.status, what_was_seen()));
}

Expected<std::vector<std::string>> ConfiguredProxy::play(const std::vector<CallStep>& steps, bool caller_behind_nat) {
  call_ = std::make_unique<Call>();
  Call& call = *call_;
  ++calls_;
  call.id = fmt::format("configured-call-{}@lab", calls_);
  call.from_tag = fmt::format("callertag{}", calls_);
  call.contact = caller_behind_nat ? "sip:alice@192.168.1.5:5060" : fmt::format("sip:alice@{}2:5060", prefix_);
  call.names.address(prefix_ + "2", "<caller>");
  for (const char* gateway : {"3", "4"}) call.names.address(prefix_ + gateway, "<callee>");
  for (const auto& phone : phones_) {
    phone->seen.clear();
    phone->requests.clear();
  }
  for (const CallStep& one : steps)
    if (auto done = step(one); !done) return std::unexpected(done.error());
  serve(settle_ms);
  serve(settle_ms);
  std::vector<std::string> out;
  for (const std::string& command : call.commands) {
    const auto end = command.find('\n');
    out.push_back(command_line(command.substr(0, end), std::string_view(command).substr(end + 1), call.names));
  }
  // Kamailio had done the request and stood still before it relayed it: the repetition did it once more.
  if (call.is_repeated) out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

Expected<void> ConfiguredProxy::register_callee() {
  call_ = std::make_unique<Call>();
  call_->id = "configured-registration@lab";
  const std::string text = fmt::format(
      "REGISTER sip:{0}1 SIP/2.0\r\nVia: SIP/2.0/UDP {0}3:5060;branch=z9hG4bKregister\r\nFrom: <sip:bob@{0}1>;tag=r\r\n"
      "To: <sip:bob@{0}1>\r\nCall-ID: configured-registration@lab\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\nContact: "
      "<sip:bob@{0}3:5060>\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n",
      prefix_);
  send_request(*phones_[1], text);
  return wait_for(*phones_[1], "SIP/2.0 200");
}

}  // namespace rtpe::lane
