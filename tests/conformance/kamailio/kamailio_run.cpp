#include "tests/conformance/kamailio/kamailio_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "client/ng/cookie.hpp"
#include "client/personality.hpp"
#include "scenarios/process/child_process.hpp"
#include "scenarios/process/kamailio_command.hpp"
#include "tests/conformance/kamailio/cookie_names.hpp"
#include "tests/conformance/kamailio/engine_double.hpp"
#include "tests/conformance/kamailio/peer.hpp"
#include "tests/conformance/kamailio/real_engines.hpp"
#include "tests/conformance/kamailio/sip_text.hpp"

namespace rtpe::lane {
namespace {

namespace json = boost::json;

constexpr double probe_interval_ms = 8;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

class Run {
 public:
  Run(const Sequence& sequence, Addresses addresses, RealEngines engines, LaneSocket sip, LaneSocket rpc)
      : sequence_(sequence),
        addresses_(std::move(addresses)),
        engines_(std::move(engines)),
        sip_(std::move(sip)),
        rpc_(std::move(rpc)) {}

  Expected<KamailioRun> play(scenario::ChildProcess& kamailio);

 private:
  Expected<void> start_up(scenario::ChildProcess& kamailio);
  Expected<void> step(std::size_t index);
  Expected<void> observe(StepTrace& trace);
  /// Serves the engines until `until_ms`, or until one of the sockets has something.
  void pump(double until_ms);
  Expected<std::string> sip_answer(std::string_view cseq);
  Expected<json::value> call_rpc(const std::string& method, const std::vector<Scalar>& parameters);
  void collect(StepTrace& trace, double began_ms);
  std::string cookie_name(std::string_view cookie);

  const Sequence& sequence_;
  Addresses addresses_;
  RealEngines engines_;
  LaneSocket sip_, rpc_;
  KamailioRun out_;
  std::string worker_pid_;
  CookieNames cookie_names_;
  double started_ms_ = 0;
  std::int64_t rpc_id_ = 0;
};

void Run::pump(double until_ms) {
  std::vector<pollfd> descriptors;
  engines_.watch(descriptors);
  descriptors.push_back({.fd = sip_.descriptor(), .events = POLLIN, .revents = 0});
  descriptors.push_back({.fd = rpc_.descriptor(), .events = POLLIN, .revents = 0});
  const double wake_ms = std::min(until_ms, engines_.next_reply_ms().value_or(until_ms));
  const timespec patience = [&] {
    const double left = std::max(0.0, wake_ms - real_time_ms());
    return timespec{.tv_sec = static_cast<time_t>(left / 1e3),
                    .tv_nsec = static_cast<long>(std::fmod(left, 1e3) * 1e6)};
  }();
  ppoll(descriptors.data(), descriptors.size(), &patience, nullptr);
  engines_.serve();
}

Expected<std::string> Run::sip_answer(std::string_view cseq) {
  const double deadline = real_time_ms() + patience_ms;
  while (real_time_ms() < deadline) {
    while (auto received = sip_.receive())
      if (header_of(received->bytes, "CSeq") == cseq) return std::move(received->bytes);
    pump(deadline);
  }
  return std::unexpected(Error{.kind = ErrorKind::missing, .message = fmt::format("no answer to {}", cseq)});
}

Expected<json::value> Run::call_rpc(const std::string& method, const std::vector<Scalar>& parameters) {
  json::array list;
  for (const auto& parameter : parameters) {
    const auto* text = std::get_if<std::string>(&parameter);
    if (text)
      list.emplace_back(with_endpoints(*text, sequence_.engines.size(), addresses_));
    else
      list.emplace_back(std::get<std::int64_t>(parameter));
  }
  const json::object request{{"jsonrpc", "2.0"}, {"method", method}, {"params", list}, {"id", ++rpc_id_}};
  rpc_.send(json::serialize(request), addresses_.kamailio(), rpc_port);
  const double deadline = real_time_ms() + patience_ms;
  while (real_time_ms() < deadline) {
    if (auto received = rpc_.receive()) {
      json::error_code fault;
      const auto answer =
          json::parse(with_engine_names(std::move(received->bytes), sequence_.engines.size(), addresses_), fault);
      const auto* object = answer.if_object();
      if (!fault && object && object->contains("id") && object->at("id") == json::value(rpc_id_))
        return object->contains("error") ? object->at("error") : object->at("result");
    } else {
      pump(deadline);
    }
  }
  return std::unexpected(Error{.kind = ErrorKind::missing, .message = fmt::format("no answer to {}", method)});
}

Expected<void> Run::start_up(scenario::ChildProcess& kamailio) {
  const std::string probe = fmt::format(
      "OPTIONS sip:{0} SIP/2.0\r\nVia: SIP/2.0/UDP {1}:5060;branch=z9hG4bKprobe\r\nFrom: "
      "<sip:p@lab.test>;tag=p\r\nTo: <sip:p@lab.test>\r\nCall-ID: probe\r\nCSeq: 1 "
      "OPTIONS\r\nContent-Length: 0\r\n\r\n",
      addresses_.kamailio(), addresses_.peer());
  const double deadline = real_time_ms() + patience_ms;
  for (;;) {
    sip_.send(probe, addresses_.kamailio(), sip_port);
    const double next_ms = real_time_ms() + probe_interval_ms;
    do {
      pump(next_ms);
      if (const auto received = sip_.receive()) {
        worker_pid_ = header_of(received->bytes, "X-Pid");
        started_ms_ = real_time_ms();
        auto& trace = out_.trace.emplace_back();
        if (auto observed = observe(trace); !observed) return observed;
        collect(trace, started_ms_);
        return {};
      }
    } while (real_time_ms() < next_ms);
    if (!kamailio.running()) return std::unexpected(Error{.kind = ErrorKind::missing, .message = "Kamailio ended"});
    if (next_ms > deadline)
      return std::unexpected(Error{.kind = ErrorKind::missing, .message = "Kamailio does not start"});
  }
}

Expected<void> Run::observe(StepTrace& trace) {
  auto rows = call_rpc("rtpengine.show", {Scalar("all")});
  // "Initializing - try later" until every process has started.
  while (rows && rows->is_object() && rows->at("code") == 500) rows = call_rpc("rtpengine.show", {Scalar("all")});
  if (!rows) return std::unexpected(rows.error());
  if (const auto* list = rows->if_array())
    for (const auto& row : *list) {
      const auto text = [](const json::value& value) {
        return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
      };
      const auto* active = row.as_object().if_contains("active");
      trace.nodes.push_back(fmt::format("{} {} {} {} {} {}{}", text(row.at("url")), text(row.at("set")),
                                        text(row.at("index")), text(row.at("weight")), text(row.at("disabled")),
                                        active ? text(*active) + " " : std::string(), text(row.at("recheck_ticks"))));
    }
  const auto total = call_rpc("rtpengine.get_hash_total", {});
  if (!total) return std::unexpected(total.error());
  trace.total = total->to_number<std::uint64_t>();
  return {};
}

std::string Run::cookie_name(std::string_view cookie) {
  const auto fields = split(cookie, '_');
  if (fields.size() != 3) return std::string(cookie);
  const bool anonymous = find_personality(sequence_.personality)->cookie == CookieKind::random_per_command;
  if (!anonymous) return (fields[1] == worker_pid_ ? "w" : "r") + fields[2];
  std::uint32_t number = 0;
  std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), number);
  return cookie_names_.of_neighbour(number);
}

void Run::collect(StepTrace& trace, double began_ms) {
  for (const auto& sighting : engines_.take_sightings()) {
    const auto message = ng::split(sighting.bytes);
    if (!message) continue;
    const std::string cookie = cookie_name(message->cookie);
    if (trace.commands.empty() || trace.commands.back().cookie != cookie)
      trace.commands.push_back({.engine = sighting.engine,
                                .cookie = cookie,
                                .sends_ms = {},
                                .dictionary = dictionary_json(message->payload, addresses_.peer())});
    trace.commands.back().sends_ms.push_back(std::llround(sighting.at_ms - began_ms));
  }
}

Expected<void> Run::step(std::size_t index) {
  const Step& step = sequence_.steps[index];
  const double at_ms = started_ms_ + step.at_ms;
  while (real_time_ms() < at_ms) pump(at_ms);
  for (const auto& change : step.engines)
    if (auto changed = engines_.change(change); !changed) return changed;
  const double began_ms = real_time_ms();
  out_.latest_ms = std::max(out_.latest_ms, began_ms - at_ms);
  StepTrace& trace = out_.trace.emplace_back();
  if (step.message) {
    sip_.send(sip_text_of(*step.message, index, addresses_.kamailio(), addresses_.peer()), addresses_.kamailio(),
              sip_port);
    const auto answer = sip_answer(fmt::format("{} {}", index + 1, step.message->method));
    if (!answer) return std::unexpected(answer.error());
    trace.results = split(header_of(*answer, "X-Result"), '|');
    trace.instance = with_engine_names(header_of(*answer, "X-Instance"), sequence_.engines.size(), addresses_);
  } else if (!step.rpc.empty()) {
    const auto answer = call_rpc(step.rpc, step.rpc_parameters);
    if (!answer) return std::unexpected(answer.error());
    trace.reply = json::serialize(*answer);
  }
  if (auto observed = observe(trace); !observed) return observed;
  collect(trace, began_ms);
  return {};
}

Expected<KamailioRun> Run::play(scenario::ChildProcess& kamailio) {
  if (auto started = start_up(kamailio); !started) return std::unexpected(started.error());
  for (std::size_t i = 0; i < sequence_.steps.size(); ++i)
    if (auto done = step(i); !done) {
      done.error().place = fmt::format("step {}", i + 1);
      return std::unexpected(done.error());
    }
  if (!kamailio.running()) return std::unexpected(Error{.kind = ErrorKind::missing, .message = "Kamailio ended"});
  return std::move(out_);
}

/// A directory of its own for one Kamailio; removed at the end unless keep() was called.
class RunDirectory {
 public:
  RunDirectory() : path_((std::filesystem::temp_directory_path() / "rtpe-kamailio-XXXXXX").string()) {
    made_ = mkdtemp(path_.data()) != nullptr;
  }
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;
  ~RunDirectory() {
    std::error_code ignored;
    if (made_) std::filesystem::remove_all(path_, ignored);
  }
  void keep() { made_ = false; }
  [[nodiscard]] bool made() const { return made_; }
  [[nodiscard]] std::string file(const char* name) const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool made_ = false;
};

}  // namespace

Expected<KamailioRun> run_on_kamailio(const Sequence& sequence, std::uint8_t slot) {
  const auto peer = kamailio_peer(sequence.personality);
  if (!peer) return std::unexpected(peer.error());
  const Addresses addresses{.prefix = fmt::format("127.91.{}.", slot)};
  RunDirectory directory;
  if (!directory.made())
    return std::unexpected(
        Error{.kind = ErrorKind::missing, .message = "cannot make this directory", .place = directory.path()});
  std::ofstream(directory.file("kamailio.cfg")) << kamailio_config(sequence, addresses, peer->modules);

  auto engines = RealEngines::open(sequence.engines, addresses);
  if (!engines) return std::unexpected(engines.error());
  auto sip = LaneSocket::bind(addresses.peer(), sip_port);
  if (!sip) return std::unexpected(sip.error());
  auto rpc = LaneSocket::bind(addresses.peer(), rpc_port);
  if (!rpc) return std::unexpected(rpc.error());
  auto kamailio = scenario::ChildProcess::start(
      scenario::kamailio_command(peer->command, directory.file("kamailio.cfg"), directory.path()),
      directory.file("log"));
  if (!kamailio) return std::unexpected(kamailio.error());
  auto result = Run(sequence, addresses, std::move(*engines), std::move(*sip), std::move(*rpc)).play(*kamailio);
  kamailio->stop();
  if (!result) {
    directory.keep();
    result.error().remedy = "see " + directory.file("log");
  }
  return result;
}

}  // namespace rtpe::lane
