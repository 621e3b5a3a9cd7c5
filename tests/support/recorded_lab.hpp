// A proxy with one worker and an RPC process over scripted nodes, to replay step lists recorded from Kamailio 5.6.3.
#pragma once
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "client/control/control_call.hpp"
#include "client/script/call.hpp"
#include "tests/support/script_host.hpp"
#include "tests/support/scripted_network.hpp"
#include "tests/support/sip_text.hpp"

namespace rtpe::test {

inline constexpr std::string_view ok_payload = "d6:result2:ok3:sdp0:e";

class RecordedLab {
 public:
  /// Pings all nodes as worker 1 does at startup.
  explicit RecordedLab(Parameters parameters);

  /// How a node, by port, answers a command or a ping.
  using Behaviour = std::function<std::vector<Arrival>(const Sent&)>;
  static Behaviour ok();
  static Behaviour silent();
  static Behaviour closed();                      ///< ICMP port unreachable; nobody sees the datagram
  static Behaviour answers(std::string payload);  ///< to commands; pongs to pings
  static Behaviour only_pings();                  ///< silent to commands
  std::map<std::string, Behaviour> nodes;         ///< by port; unlisted: ok

  struct Step {
    std::string statement = "rtpengine_offer(\"$var(flags)\")";
    SipText message = {};
    std::string flags = {};
    std::vector<std::string> sets = {};  ///< set_rtpengine_set($var(a), $var(b)) goes before, in the same message
  };
  /// One message through the worker.
  void run(const Step& step);
  control::ControlReply rpc(control::ControlCommand command, std::string url = "all", std::int64_t flag = 1);
  /// "rtpengine.show" as the recordings write it: [('22231', '0', '1', '5'), ...].
  [[nodiscard]] std::string show();
  [[nodiscard]] std::uint64_t total() const { return proxy.table.total(); }
  void pass(Duration time) { now += time; }
  /// Goes on to the given part of a second.
  void go_to_fraction(Duration fraction);

  /// Compares rc, set_rc, node, secs and trace of the step that ran last.
  void check(const boost::json::object& recorded) const;

  Proxy proxy;
  Worker worker, rpc_process;
  ScriptedNetwork network{worker}, rpc_network{rpc_process};
  Time now{std::chrono::seconds(10'000)};
  int rc = 0;
  std::string set_rc, failure;
  std::uint64_t total_before = 0;

 private:
  Treatment treat(const Sent& sent) const;
  Time started_;
  ScriptHost host_;
  std::uint32_t message_id_ = 1;
};

}  // namespace rtpe::test
