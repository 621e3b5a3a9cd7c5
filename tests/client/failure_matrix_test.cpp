// Every script function, with everything that can go wrong at each of its exchanges: pings, commands, both sets.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "client/script/function.hpp"
#include "tests/support/mishap.hpp"
#include "tests/support/script_host.hpp"
#include "tests/support/sip_text.hpp"

BOOST_AUTO_TEST_SUITE(failure_matrix_test)

using namespace rtpe;
using namespace std::chrono_literals;
using script::FunctionKind;
using test::Mishap;

namespace {

/// Fits every function: an SDP, totals for $rtpstat, a duration.
const std::string ok_reply =
    "d8:durationi7e6:result2:ok3:sdp5:v=0\r\n6:to-tag1:t6:totalsd4:RTCPd5:bytesi1ee3:RTPd5:bytesi2eeee";
constexpr std::string_view ping = "d7:command4:pinge";

struct Lab {
  Proxy proxy;
  Worker worker;
  test::ScriptedNetwork network{worker};
  test::ScriptHost host;
  Time now{5000s};

  explicit Lab(std::string_view personality, std::vector<std::string> sock) : proxy(configured(personality, sock)) {
    proxy.renew_sockets(worker, now);
    host.variables["$var(x)"] = {.text = "x"};
    ok();
  }
  static Proxy configured(std::string_view name, const std::vector<std::string>& sock) {
    const Personality& personality = *find_personality(name);
    Parameters parameters = Parameters::defaults_of(personality);
    parameters.rtpengine_sock = sock;
    parameters.rtpengine_retr = test::mishap_sends;
    parameters.rtpengine_tout_ms = std::chrono::duration_cast<std::chrono::milliseconds>(test::mishap_patience).count();
    parameters.aggressive_redetection = 0;
    parameters.queried_nodes_limit = 4;
    parameters.ping_interval = 0;
    return *Proxy::configure(parameters, personality);
  }

  void ok() {
    network.treat = [](const test::Sent& sent) {
      return test::Treatment{
          .arrivals = {test::reply_to(sent, sent.dictionary == ping ? "d6:result4:ponge" : ok_reply)}};
    };
  }
  /// The mishap happens to the exchange with that number, counted by cookies from `first_cookie`; the others are fine.
  void fail(const Mishap& mishap, std::size_t exchange) {
    const auto failing = std::to_string(worker.next_sequence + exchange);
    network.treat = [&mishap, failing](const test::Sent& sent) {
      const std::string right = sent.dictionary == ping ? "d6:result4:ponge" : ok_reply;
      return sent.sequence() == failing ? mishap.treat(sent, right)
                                        : test::Treatment{.arrivals = {test::reply_to(sent, right)}};
    };
  }

  int run(const script::Statement& statement, const sip::Message& message) {
    network.sent.clear();
    script::Call call(proxy, worker, statement, message.is_request ? script::Route::request : script::Route::reply,
                      message, host);
    now = network.run(call, now);
    return call.result().rc;
  }

  Node& node(std::size_t set, std::size_t index) { return *proxy.registry.sets()[set].nodes[index]; }
  [[nodiscard]] std::size_t sends_of(std::uint32_t sequence) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        network.sent, [&](const auto& sent) { return sent.sequence() == std::to_string(sequence); }));
  }
};

std::string statement_text(const script::Function& function) {
  if (function.kind == FunctionKind::statistic) return std::string(function.name);
  if (function.kind == FunctionKind::query_v) return "rtpengine_query_v(\"jp\", \"$var(json)\")";
  if (function.kind == FunctionKind::subscribe_request)
    return "rtpengine_subscribe_request(\"all\", \"$var(sdp)\", \"$var(tag)\", \"$xavp(s)\")";
  return std::string(function.name) + (function.least_arguments > 0 ? "(\"f=1\")" : "()");
}

struct Subject {
  std::string name;
  script::Statement statement;
  sip::ParsedMessage message;
};

/// Calls `use` for every function of every personality that sends something.
void for_each_function(const std::vector<std::string_view>& names,
                       const std::function<void(std::string_view, const Subject&)>& use) {
  std::set<std::string_view> seen;
  for (const auto name : names) {
    const Personality& personality = *find_personality(name);
    for (const auto& function : script::functions()) {
      if (function.kind == FunctionKind::choose_set || script::find_function(function.name, personality) == nullptr)
        continue;
      seen.insert(function.name);
      Subject subject{.name = std::string(function.name), .statement = {}, .message = {}};
      const auto parsed = script::parse_statement(statement_text(function), personality);
      BOOST_REQUIRE_MESSAGE(parsed, statement_text(function));
      subject.statement = *parsed;
      test::SipText text{.to_tag = "tt"};
      if (function.kind == FunctionKind::answer) text.status = 200, text.branches.emplace_back("z9hG4bKtwo");
      test::parse_into(text, subject.message);
      BOOST_TEST_CONTEXT(name << " " << function.name) { use(name, subject); }
    }
  }
  BOOST_TEST(seen.size() >= 22U);
}

const std::vector<std::string_view> oldest_and_newest = {"kamailio-5.6", "kamailio-6.1"};

}  // namespace

BOOST_AUTO_TEST_CASE(a_new_call_with_two_nodes) {
  for_each_function(oldest_and_newest, [](std::string_view personality, const Subject& subject) {
    for (const auto& mishap : test::mishaps()) {
      BOOST_TEST_CONTEXT(mishap.name) {
        Lab lab(personality, {"udp:10.0.0.1:1 udp:10.0.0.2:1"});
        lab.fail(mishap, 0);
        const int rc = lab.run(subject.statement, subject.message.message);
        BOOST_TEST(rc == (mishap.success || mishap.next_node ? 1 : -1));
        BOOST_TEST(lab.sends_of(0) == mishap.sends);
        BOOST_TEST(lab.sends_of(1) == (mishap.next_node ? 1U : 0U));
        BOOST_TEST(lab.network.sent.size() == mishap.sends + (mishap.next_node ? 1U : 0U));
        const std::size_t disabled = lab.node(0, 0).disabled + lab.node(0, 1).disabled;
        BOOST_TEST(disabled == (mishap.disables ? 1U : 0U));
        const bool inserted = mishap.accepted || mishap.next_node;
        const bool removed = subject.name == "rtpengine_delete" || subject.name == "rtpengine_destroy";
        BOOST_TEST(lab.proxy.table.total() == (inserted && !removed ? 1U : 0U));
        // What is left on the sockets does no harm to the next call.
        lab.ok();
        BOOST_TEST(lab.run(subject.statement, subject.message.message) == 1);
        BOOST_TEST(lab.network.sent.size() == 1U);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(a_new_call_whose_first_ping_fails) {
  for_each_function({"kamailio-5.6"}, [](std::string_view personality, const Subject& subject) {
    for (const auto& mishap : test::mishaps()) {
      BOOST_TEST_CONTEXT(mishap.name) {
        Lab lab(personality, {"udp:10.0.0.1:1 udp:10.0.0.2:1"});
        lab.node(0, 0).disabled = true;
        lab.fail(mishap, 0);
        BOOST_TEST(lab.run(subject.statement, subject.message.message) == 1);
        BOOST_TEST(lab.sends_of(0) == mishap.sends);
        BOOST_TEST(lab.sends_of(1) == 1U);
        // Only a pong enables the node; only silence and socket errors move its re-check.
        const bool pong = mishap.success;
        BOOST_TEST(lab.node(0, 0).disabled == !pong);
        BOOST_TEST((lab.node(0, 0).recheck > 5000U) == mishap.disables);
        BOOST_TEST(!lab.node(0, 1).disabled);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(a_known_call) {
  for_each_function(oldest_and_newest, [](std::string_view personality, const Subject& subject) {
    for (const auto& mishap : test::mishaps()) {
      BOOST_TEST_CONTEXT(mishap.name) {
        Lab lab(personality, {"udp:10.0.0.1:1 udp:10.0.0.2:1"});
        lab.proxy.table.insert(5000, "call-1@h", "", lab.node(0, 0));
        lab.fail(mishap, 0);
        const bool old = personality == "kamailio-5.6";
        // 5.6 asks the same node again after a refusal of the whole call (3.6): here the second answer is fine.
        const bool asked_again = old && mishap.next_node && !mishap.disables;
        BOOST_TEST(lab.run(subject.statement, subject.message.message) == (mishap.success || asked_again ? 1 : -1));
        BOOST_TEST(lab.sends_of(0) == mishap.sends);
        BOOST_TEST(lab.network.sent.size() == mishap.sends + (asked_again ? 1U : 0U));
        for (const auto& sent : lab.network.sent) BOOST_TEST(sent.node == &lab.node(0, 0));
        BOOST_TEST(lab.node(0, 0).disabled == mishap.disables);
        BOOST_TEST(!lab.node(0, 1).disabled);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(everything_fails_at_every_step_and_sends_stay_bounded) {
  for_each_function(oldest_and_newest, [](std::string_view personality, const Subject& subject) {
    for (const auto& mishap : test::mishaps()) {
      BOOST_TEST_CONTEXT(mishap.name) {
        Lab lab(personality, {"udp:10.0.0.1:1 udp:10.0.0.2:1"});
        lab.proxy.parameters.aggressive_redetection = 1;
        lab.network.treat = [&](const test::Sent& sent) { return mishap.treat(sent, ok_reply); };
        const Time begin = lab.now;
        const int rc = lab.run(subject.statement, subject.message.message);
        BOOST_TEST(rc == (mishap.success ? 1 : -1));
        BOOST_TEST(lab.network.sent.size() <= 4U * test::mishap_sends);  // two commands, two forced pings
        BOOST_TEST((lab.now - begin <= 4 * test::mishap_sends * test::mishap_patience));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(two_sets_and_a_failure_in_either) {
  for_each_function({"kamailio-5.6"}, [](std::string_view personality, const Subject& subject) {
    const auto choose = *script::parse_statement("set_rtpengine_set(1, 2)", *find_personality(personality));
    for (const auto& mishap : test::mishaps()) {
      for (const std::size_t exchange : {0U, 1U}) {
        BOOST_TEST_CONTEXT(mishap.name << ", exchange " << exchange) {
          Lab lab(personality, {"1 == udp:10.0.0.1:1", "2 == udp:10.0.0.2:1"});
          BOOST_TEST(lab.run(choose, subject.message.message) == 1);
          lab.fail(mishap, exchange);
          BOOST_TEST(lab.run(subject.statement, subject.message.message) == (mishap.success ? 1 : -1));
          BOOST_TEST(lab.sends_of(static_cast<std::uint32_t>(exchange)) == mishap.sends);
          BOOST_TEST(lab.sends_of(exchange == 0 ? 1 : 0) == (exchange == 0 && !mishap.success ? 0U : 1U));
          const auto failed = (exchange == 0) == (subject.name != "rtpengine_answer") ? 0U : 1U;
          BOOST_TEST(lab.node(failed, 0).disabled == mishap.disables);
          BOOST_TEST(!lab.node(1 - failed, 0).disabled);
        }
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
