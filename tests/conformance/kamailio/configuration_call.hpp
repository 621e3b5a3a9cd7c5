// One call through a configuration: which commands reach which engine, without the values that are random by nature.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::lane {

/// A message of a call as docs/scenario-file.md has them for [[flow]]: "caller INVITE sdp", "callee 200 sdp".
struct CallStep {
  bool caller = true;
  std::string method;  ///< of a request; of a reply the method that it answers
  int status = 0;      ///< 0: a request
  bool has_sdp = false;
};
[[nodiscard]] std::vector<CallStep> call_steps(const std::vector<std::string>& messages);

/// What stands for a value in the dictionaries: "<Call-ID>" for that of the call.
class CallNames {
 public:
  /// A SIP message of the call on its way to or from the proxy: its Call-ID, tags and Via branches get names.
  void learn(std::string_view sip_text, bool from_caller);
  void address(std::string_view address, std::string_view name) { names_.insert_or_assign(std::string(address), name); }
  [[nodiscard]] std::string named(std::string text) const;

 private:
  void name(std::string_view value, std::string name);
  std::map<std::string, std::string, std::less<>> names_;
  int caller_branches_ = 0, proxy_branches_ = 0;
};

/// "udp:10.0.0.1:2223 offer [["..."]]" of a datagram to an engine; empty: a ping, or nothing of NG.
[[nodiscard]] std::string command_line(std::string_view engine, std::string_view datagram, const CallNames& names);

}  // namespace rtpe::lane
