// Debian's Kamailio with a configuration as it stands, two phones, a second gateway and recorders in place of engines.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "scenarios/process/child_process.hpp"
#include "tests/conformance/kamailio/configuration_call.hpp"
#include "tests/conformance/kamailio/lane_socket.hpp"

namespace rtpe::lane {

struct ConfiguredEngine {
  std::string listen;  ///< "udp:127.94.1.11:2223"
  std::string host;
  std::uint16_t port = 0;
};

class ConfiguredProxy {
 public:
  /// `file`: its configuration, whose addresses are below `prefix` ("127.94.1."): the proxy 1, the caller 2, gateways
  /// 3 and 4. Error: an address is in use, or Kamailio does not start, with its log.
  static Expected<std::unique_ptr<ConfiguredProxy>> start(const std::string& file, const std::string& prefix,
                                                          const std::vector<ConfiguredEngine>& engines,
                                                          const std::string& folder);
  /// Bob's phone is the first gateway. Error: Kamailio does not answer 200.
  Expected<void> register_callee();
  /// The commands of the call. Error: a message does not arrive.
  Expected<std::vector<std::string>> play(const std::vector<CallStep>& steps, bool caller_behind_nat);
  /// Of the call that was played last.
  [[nodiscard]] std::string call_id() const;
  /// Kamailio neither stood still in the call that was played last nor ran out of memory: what it did is what it does.
  [[nodiscard]] bool is_well() const;

 private:
  struct Phone;
  struct Call;
  ConfiguredProxy() = default;
  /// Takes what has come for up to that time.
  void serve(int timeout_ms);
  Expected<void> wait_for(Phone& phone, const std::string& start_of_line);
  Expected<void> step(const CallStep& step);
  void request(const CallStep& step);
  void send_request(Phone& from, const std::string& text);
  void reply(const CallStep& step);
  [[nodiscard]] Phone& callee();
  /// No phone has got a message since the last request or reply.
  [[nodiscard]] bool is_silent() const;
  /// Lines for a failure: messages and commands since then, the end of Kamailio's log.
  [[nodiscard]] std::string what_was_seen() const;

  std::string prefix_;
  std::vector<std::unique_ptr<Phone>> phones_;  ///< caller, first and second gateway
  std::vector<std::pair<ConfiguredEngine, LaneSocket>> engines_;
  std::unique_ptr<scenario::ChildProcess> kamailio_;
  std::unique_ptr<Call> call_;
  std::string log_;
  int calls_ = 0;

 public:
  ~ConfiguredProxy();
};

}  // namespace rtpe::lane
