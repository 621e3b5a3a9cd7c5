#include "tests/support/mishap.hpp"

#include <vector>

namespace rtpe::test {
namespace {

using namespace std::chrono_literals;

Treatment replies(const Sent& sent, std::string_view payload, Duration after = {}) {
  return {.arrivals = {reply_to(sent, payload, after)}};
}

auto always(std::string payload) {
  return [payload = std::move(payload)](const Sent& sent, const std::string&) { return replies(sent, payload); };
}

Treatment raw(std::vector<std::string> datagrams) {
  Treatment out;
  for (auto& bytes : datagrams) out.arrivals.push_back({.bytes = std::move(bytes)});
  return out;
}

Treatment failing_send(int error) { return {.send_error = error}; }

std::vector<Mishap> make_mishaps() {
  using S = const Sent&;
  using P = const std::string&;
  const auto n = mishap_sends;
  return {
      {"none", [](S s, P ok) { return replies(s, ok); }, 1, false, false, true, true},
      {"silence", [](S, P) { return Treatment{}; }, n, true, true, false, false},
      {"port unreachable", [](S, P) { return Treatment{.arrivals = {{.kind = Arrival::Kind::port_unreachable}}}; }, 1,
       true, true, false, false},
      {"port unreachable late",
       [](S, P) { return Treatment{.arrivals = {{.kind = Arrival::Kind::port_unreachable, .after = 50ms}}}; }, 1, true,
       true, false, false},
      {"network unreachable", [](S, P) { return failing_send(ENETUNREACH); }, 0, true, true, false, false},
      {"message too long", [](S, P) { return failing_send(EMSGSIZE); }, 0, true, true, false, false},
      {"receive error", [](S, P) { return Treatment{.arrivals = {{.kind = Arrival::Kind::closed}}}; }, 1, true, true,
       false, false},
      {"late by one wait", [](S s, P ok) { return replies(s, ok, 150ms); }, 2, false, false, true, true},
      {"too late", [](S s, P ok) { return replies(s, ok, 350ms); }, n, true, true, false, false},
      {"duplicate", [](S s, P ok) { return Treatment{.arrivals = {reply_to(s, ok), reply_to(s, ok)}}; }, 1, false,
       false, true, true},
      {"late duplicate", [](S s, P ok) { return Treatment{.arrivals = {reply_to(s, ok), reply_to(s, ok, 50ms)}}; }, 1,
       false, false, true, true},
      {"foreign cookie only", [](S, P ok) { return raw({"9_9_9 " + ok}); }, n, true, true, false, false},
      {"foreign cookie first", [](S s, P ok) { return raw({"9_9_9 " + ok, s.cookie + " " + ok}); }, 1, false, false,
       true, true},
      {"cookie cut off", [](S s, P) { return raw({s.cookie.substr(0, s.cookie.size() - 1)}); }, n, true, true, false,
       false},
      {"truncated", [](S s, P ok) { return replies(s, ok.substr(0, ok.size() / 2)); }, 1, false, false, false, false},
      {"final e missing", [](S s, P ok) { return replies(s, ok.substr(0, ok.size() - 1)); }, 1, false, false, true,
       true},
      {"empty datagram", [](S, P) { return raw({""}); }, 1, true, true, false, false},
      {"cookie without payload", [](S s, P) { return raw({s.cookie}); }, 1, false, false, false, false},
      {"garbage", always("\xff\xfe{\"result\":\"ok\"}"), 1, false, false, false, false},
      {"nested without end", always(std::string(5000, 'l')), 1, false, false, false, false},
      {"a list", always("l2:oke"), 1, false, false, false, false},
      {"a string", always("2:ok"), 1, false, false, false, false},
      {"no result", always("d3:sdp0:e"), 1, false, false, false, false},
      {"result is a number", always("d6:resulti1e3:sdp0:e"), 1, false, false, false, false},
      {"load limit", always("d6:result10:load limite"), 1, false, true, false, false},
      {"session limit", always("d12:error-reason30:Parallel session limit reached6:result5:errore"), 1, false, true,
       false, false},
      {"out of ports", always("d12:error-reason16:Ran out of ports6:result5:errore"), 1, false, true, false, false},
      {"error", always("d12:error-reason12:Unknown call6:result5:errore"), 1, false, false, false, false},
      {"error without reason", always("d6:result5:errore"), 1, false, false, false, false},
      {"another result", always("d6:result5:maybe3:sdp0:e"), 1, false, false, true, false},
  };
}

}  // namespace

std::span<const Mishap> mishaps() {
  static const std::vector<Mishap> all = make_mishaps();
  return all;
}

}  // namespace rtpe::test
