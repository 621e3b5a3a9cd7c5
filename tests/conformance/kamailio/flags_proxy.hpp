// Debian's Kamailio that runs one script call on every kind of message, with and without a transaction, and the phones
// and the engine around it.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "client/script/call.hpp"
#include "scenarios/process/child_process.hpp"
#include "tests/conformance/kamailio/lane_socket.hpp"

namespace rtpe::lane {

/// Of the message that a call runs on.
enum class FlagsMessage : std::uint8_t { invite, re_invite, ok, terminated, bye, ack, update, cancel };
enum class WithTransaction : std::uint8_t { yes, no };

/// One time that Kamailio ran the call.
struct FlagsSighting {
  script::Route route = script::Route::request;
  std::string message;  ///< as Kamailio received it; in a failure route the reply that made it run
  std::string request;  ///< of its transaction; empty: none, or it is the message
  std::string source;   ///< address that the message came from
  std::string rc;       ///< of the call
  std::vector<std::string> dictionaries;
};

class FlagsProxy {
 public:
  /// `assignments`: run before the call, of a string, or of an integer when the value is a whole number. `prefix`:
  /// "127.93.1.", addresses of its own.
  static Expected<FlagsProxy> start(const std::vector<std::string>& calls,
                                    const std::map<std::string, std::string>& assignments, const std::string& prefix,
                                    const std::string& folder);
  /// Every time that the call ran for the message: once, and in a failure route again. Error: Kamailio is silent.
  Expected<std::vector<FlagsSighting>> play(std::size_t call, FlagsMessage message, WithTransaction transaction);

 private:
  FlagsProxy(std::string prefix, LaneSocket caller, LaneSocket callee, LaneSocket engine,
             scenario::ChildProcess kamailio)
      : prefix_(std::move(prefix)),
        caller_(std::move(caller)),
        callee_(std::move(callee)),
        engine_(std::move(engine)),
        kamailio_(std::move(kamailio)) {}
  struct Dialog {
    std::string call = {}, mode = {}, call_id = {};
    std::uint32_t cseq = 1;
  };
  std::string request_text(const Dialog& dialog, std::string_view method, bool in_dialog, bool runs_call) const;
  /// Serves all sockets until Kamailio has run the call that often.
  Expected<void> wait_for_runs(std::size_t runs);
  Expected<std::string> wait_for_callee(std::string_view method);
  void serve(int timeout_ms);
  void take_command(const Received& datagram);

  std::string prefix_;
  LaneSocket caller_, callee_, engine_;
  scenario::ChildProcess kamailio_;
  std::uint32_t steps_ = 0;
  std::vector<std::string> commands_;
  std::vector<FlagsSighting> runs_;
  std::map<std::string, std::string> at_callee_;  ///< the last request by method
};

}  // namespace rtpe::lane
