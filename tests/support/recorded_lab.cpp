#include "tests/support/recorded_lab.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "client/control/ping_all.hpp"

namespace rtpe::test {
namespace {

using namespace std::chrono_literals;

/// Fits the recordings, whose times begin 10 ms after the request.
constexpr double recorded_delay_s = 0.01;

std::string port_of(const Node& node) { return node.url.substr(node.url.rfind(':') + 1); }

bool is_ping(const Sent& sent) { return sent.dictionary == "d7:command4:pinge"; }

Proxy configured(Parameters parameters) {
  parameters.rtp_inst_pvar = "$avp(node)";
  auto proxy = Proxy::configure(std::move(parameters), *find_personality("kamailio-5.6"));
  BOOST_REQUIRE(proxy);
  return std::move(*proxy);
}

}  // namespace

RecordedLab::RecordedLab(Parameters parameters) : proxy(configured(std::move(parameters))) {
  network.treat = rpc_network.treat = [this](const Sent& sent) { return treat(sent); };
  for (auto& set : proxy.registry.sets())
    for (auto& node : set.nodes) node->has_socket = node->address.starts_with("127.");
  rpc_process.pid = 2;
  proxy.renew_sockets(worker, now);
  control::PingAll pings;
  pings.begin(proxy, worker);
  now = network.run(pings, now);
  proxy.renew_sockets(rpc_process, now);
}

RecordedLab::Behaviour RecordedLab::ok() { return answers(std::string(ok_payload)); }
RecordedLab::Behaviour RecordedLab::silent() {
  return [](const Sent&) { return std::vector<Arrival>{}; };
}
RecordedLab::Behaviour RecordedLab::closed() {
  return [](const Sent&) { return std::vector<Arrival>{{.kind = Arrival::Kind::port_unreachable}}; };
}
RecordedLab::Behaviour RecordedLab::answers(std::string payload) {
  return [payload = std::move(payload)](const Sent& sent) {
    return std::vector<Arrival>{reply_to(sent, is_ping(sent) ? "d6:result4:ponge" : payload)};
  };
}
RecordedLab::Behaviour RecordedLab::only_pings() {
  return [](const Sent& sent) {
    return is_ping(sent) ? std::vector<Arrival>{reply_to(sent, "d6:result4:ponge")} : std::vector<Arrival>{};
  };
}

Treatment RecordedLab::treat(const Sent& sent) const {
  const auto found = nodes.find(port_of(*sent.node));
  return {.arrivals = found == nodes.end() ? ok()(sent) : found->second(sent)};
}

void RecordedLab::go_to_fraction(Duration fraction) {
  const Duration part = now.time_since_epoch() % 1s;
  now += fraction >= part ? fraction - part : fraction - part + 1s;
}

void RecordedLab::run(const Step& step) {
  total_before = total();
  network.sent.clear();
  host_ = {};
  set_rc.clear();
  sip::ParsedMessage message;
  parse_into(step.message, message);
  message.message.id = ++message_id_;
  started_ = now;
  const auto call = [&](const std::string& text) {
    const auto statement = script::parse_statement(text, *proxy.personality);
    BOOST_REQUIRE(statement);
    script::Call machine(proxy, worker, *statement, script::Route::request, message.message, host_);
    now = network.run(machine, now);
    failure = machine.result().failure;
    return machine.result().rc;
  };
  if (!step.sets.empty()) {
    host_.variables["$var(a)"] = {.text = step.sets[0], .is_integer = true};
    if (step.sets.size() > 1) host_.variables["$var(b)"] = {.text = step.sets[1], .is_integer = true};
    set_rc = std::to_string(
        call(step.sets.size() > 1 ? "set_rtpengine_set(\"$var(a)\", \"$var(b)\")" : "set_rtpengine_set(\"$var(a)\")"));
  }
  host_.variables["$var(flags)"] = {.text = step.flags};
  rc = call(step.statement);
}

control::ControlReply RecordedLab::rpc(control::ControlCommand command, std::string url, std::int64_t flag) {
  control::ControlCall call(proxy, rpc_process, {.command = command, .url = std::move(url), .flag = flag});
  now = rpc_network.run(call, now);
  return call.reply();
}

std::string RecordedLab::show() {
  std::string out;
  for (const auto& row : rpc(control::ControlCommand::show).rows) {
    out += fmt::format("{}('{}', '{}', '{}', '{}')", out.empty() ? "" : ", ", row.url.substr(row.url.rfind(':') + 1),
                       row.set_id,
                       row.permanent  ? "1(permanent)"
                       : row.disabled ? "1"
                                      : "0",
                       row.permanent ? "N/A" : std::to_string(row.recheck_s));
  }
  return "[" + out + "]";
}

void RecordedLab::check(const boost::json::object& recorded) const {
  BOOST_TEST(std::to_string(rc) == std::string(recorded.at("rc").as_string()), failure);
  if (const auto* expected = recorded.if_contains("set_rc")) BOOST_TEST(set_rc == std::string(expected->as_string()));
  BOOST_TEST(host_.value("$avp(node)").value_or("-") == std::string(recorded.at("node").as_string()));
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_).count() / 100;
  BOOST_TEST(tenths == std::lround(recorded.at("secs").to_number<double>() * 10));
  std::vector<std::string> expected, seen;
  for (const auto& entry : recorded.at("trace").as_array()) {
    const auto& row = entry.as_array();
    const auto at = std::lround((row[0].to_number<double>() - recorded_delay_s) * 1000);
    expected.push_back(
        fmt::format("{} ms {} {} {}", at, row[1].as_int64(), row[2].as_string().c_str(), row[3].as_string().c_str()));
  }
  for (const Sent& sent : network.sent) {
    // A datagram to a closed port reached nobody who could have recorded it.
    if (const auto behaviour = nodes.find(port_of(*sent.node)); behaviour != nodes.end()) {
      const auto arrivals = behaviour->second(sent);
      if (!arrivals.empty() && arrivals.front().kind == Arrival::Kind::port_unreachable) continue;
    }
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(sent.at - started_).count();
    seen.push_back(fmt::format("{} ms {} {} {}", at, port_of(*sent.node), sent.sequence(), sent.command()));
  }
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
}

}  // namespace rtpe::test
