// Steady state does not allocate: operator new is counted while calls begin, change and end.
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <new>

#include "client/proxy/proxy_machine.hpp"
#include "client/script/call.hpp"
#include "client/stats/mos.hpp"
#include "tests/support/paths.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

// NOLINTBEGIN: replaces the global allocation functions of this program.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND

BOOST_AUTO_TEST_SUITE(no_allocation_test)

using namespace rtpe;

namespace {

constexpr std::string_view sdp =
    "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\n";

/// Keeps the last text of each variable, as Kamailio's variables would.
struct Variables final : script::Host {
  std::map<std::string, std::string, std::less<>> texts;
  void write(std::string_view name, std::string_view value) override {
    const auto found = texts.find(name);
    if (found == texts.end())
      texts.emplace(name, value);
    else
      found->second = value;
  }
};

struct Lab {
  Proxy proxy;
  Worker worker;
  Variables host;
  script::Call call;
  Time now{std::chrono::seconds(1000)};
  std::string datagram;

  explicit Lab(stats::MosParameters mos = {}) : proxy(configured(std::move(mos))) { proxy.renew_sockets(worker, now); }
  static Proxy configured(stats::MosParameters mos) {
    Parameters parameters;
    parameters.mos = std::move(mos);
    parameters.rtpengine_sock = {"udp:10.0.0.1:1=1 udp:10.0.0.2:1=2 udp:10.0.0.3:1=3 udp:10.0.0.4:1=4"};
    return *Proxy::configure(parameters, personalities().front());
  }

  /// 1 when the function succeeds. `silent_sends`: so many sends are met by silence first.
  int run(const script::Statement& statement, const sip::Message& message, std::string_view payload,
          std::uint32_t silent_sends = 0) {
    const auto route = message.is_request ? script::Route::request : script::Route::reply;
    call.start(proxy, worker, statement, route, message, host);
    Input input;
    for (auto action = call.resume(now, input); action.kind != ActionKind::finished; action = call.resume(now, input)) {
      if (action.kind == ActionKind::send && silent_sends > 0) {
        --silent_sends;
        now = action.deadline;
        input = {.kind = InputKind::timeout};
      } else if (action.kind == ActionKind::send) {
        datagram.assign(action.bytes.substr(0, action.bytes.find(' ') + 1)).append(payload);
        input = {.kind = InputKind::datagram, .bytes = datagram};
      } else {
        input = {.kind = action.kind == ActionKind::acquire ? InputKind::granted : InputKind::released};
      }
    }
    return call.result().rc;
  }
};

sip::Message message_of(std::string_view call_id, bool is_request) {
  sip::Message message;
  message.is_request = is_request;
  message.method = is_request ? "INVITE" : "";
  message.status = is_request ? 0 : 200;
  message.cseq_method = "INVITE";
  message.call_id = call_id;
  message.from_tag = "from-tag-1";
  message.to_tag = "to-tag-1";
  message.has_content_type = true;
  message.content_type = "application/sdp";
  message.content_length = static_cast<std::int64_t>(sdp.size());
  message.body = sdp;
  return message;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_counter_counts) {
  const auto before = allocations.load();
  delete new std::string(100, 'x');
  BOOST_TEST(allocations.load() - before == 2U);
}

BOOST_AUTO_TEST_CASE(offer_answer_delete) {
  Lab lab;
  const auto& personality = *lab.proxy.personality;
  const auto offer =
      *script::parse_statement("rtpengine_offer(\"replace-origin trust-address ICE=remove\")", personality);
  const auto answer =
      *script::parse_statement("rtpengine_answer(\"replace-origin trust-address ICE=remove\")", personality);
  const auto query = *script::parse_statement("rtpengine_query()", personality);
  const auto end = *script::parse_statement("rtpengine_delete()", personality);
  const std::string reply = "d6:result2:ok3:sdp" + std::to_string(sdp.size()) + ":" + std::string(sdp) + "e";
  std::vector<std::string> call_ids;
  for (int i = 0; i < 256; ++i)
    call_ids.push_back("0123456789abcdef0123456789abcdef-" + std::to_string(1000 + i) + "@10.0.0.1");
  std::size_t failed = 0;
  const auto one_call = [&](const std::string& call_id, std::uint32_t silent_sends) {
    const auto invite = message_of(call_id, true), ok = message_of(call_id, false);
    failed += lab.run(offer, invite, reply, silent_sends) != 1;
    failed += lab.run(answer, ok, reply) != 1;
    failed += lab.run(query, invite, "d6:result2:oke") != 1;
    failed += lab.run(end, invite, "d6:result2:oke") != 1;
  };
  for (const auto& call_id : call_ids) one_call(call_id, 0);
  one_call(call_ids[0], 5);
  const auto before = allocations.load();
  for (int round = 0; round < 4; ++round)
    for (const auto& call_id : call_ids) one_call(call_id, 0);
  const auto steady = allocations.load() - before;
  one_call(call_ids[0], 5);  // a node that does not answer, failover to another
  const auto failover = allocations.load() - before - steady;
  BOOST_TEST(steady == 0U);
  BOOST_TEST(failover == 0U);
  BOOST_TEST(failed == 0U);
}

namespace {

/// Answers what each process has sent when it is told to.
struct LaterAnswers final : proxy::Driver {
  std::vector<std::pair<proxy::Process*, std::string>> waiting;  ///< by process, the cookie; empty: waits for nothing
  std::size_t finished_well = 0;

  std::string& cookie_of(proxy::Process& process) {
    for (auto& [known, cookie] : waiting)
      if (known == &process) return cookie;
    return waiting.emplace_back(&process, "").second;
  }
  std::optional<Input> send(proxy::Process& process, const Action& action) override {
    cookie_of(process).assign(action.bytes.substr(0, action.bytes.find(' ') + 1));
    return std::nullopt;
  }
  std::optional<Input> wait(proxy::Process&, const Action&) override { return std::nullopt; }
  void wake(proxy::Process&, Time) override {}
  void finished(Time, proxy::Message&, const proxy::MessageFate& fate) override {
    finished_well += fate.failure.empty() ? 1 : 0;
  }
  void answer_all(proxy::ProxyMachine& machine, Time now, std::string_view payload, std::string& datagram) {
    for (auto& [process, cookie] : waiting) {
      if (cookie.empty()) continue;
      datagram.assign(cookie).append(payload);
      cookie.clear();
      machine.input(now, *process, {.kind = InputKind::datagram, .bytes = datagram});
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_whole_proxy) {
  auto shared = Lab::configured({});
  LaterAnswers driver;
  proxy::RouteRule requests{.method = "*"}, replies{.route = script::Route::reply, .method = "*"};
  requests.statements.push_back(*script::parse_statement("rtpengine_manage(\"ICE=remove\")", *shared.personality));
  replies.statements = requests.statements;
  proxy::ProxyObserver listener;
  proxy::ProxyMachine machine(
      shared, driver,
      {.sip = {.workers = 3, .routing = {requests, replies}}, .startup_pings = proxy::StartupPings::none}, &listener);
  const Time now{std::chrono::seconds(1000)};
  machine.start(now);
  const std::string payload = "d6:result2:ok3:sdp" + std::to_string(sdp.size()) + ":" + std::string(sdp) + "e";
  std::string datagram;
  std::array<proxy::Transaction, 8> transactions;
  std::array<proxy::Message, 8> messages;
  std::array<sip::Message, 8> texts;
  std::vector<std::string> call_ids;
  for (std::size_t i = 0; i < messages.size(); ++i)
    call_ids.push_back("0123456789abcdef0123456789abcdef-" + std::to_string(i) + "@10.0.0.1");
  const auto round = [&](bool is_request, std::string_view method) {
    for (std::size_t i = 0; i < messages.size(); ++i) {
      sip::Message& sip = texts[i];
      sip.is_request = is_request;
      sip.method = is_request ? method : "";
      sip.cseq_method = method;
      messages[i].sip = &sip;
      messages[i].transaction = &transactions[i];
      messages[i].renew();
      machine.submit(now, messages[i]);
    }
    for (std::size_t i = 0; i < messages.size(); ++i) driver.answer_all(machine, now, payload, datagram);
  };
  for (std::size_t i = 0; i < messages.size(); ++i) {
    texts[i] = message_of(call_ids[i], true);
    texts[i].status = 200;
  }
  const auto calls = [&](int count) {
    for (int call = 0; call < count; ++call) {
      round(true, "INVITE");
      round(false, "INVITE");
      round(true, "BYE");
    }
  };
  calls(300);  // so many that cookies do not get longer while it is counted
  const auto before = allocations.load();
  calls(100);
  const auto steady = allocations.load() - before;
  BOOST_TEST(steady == 0U);
  BOOST_TEST(driver.finished_well == 400U * 3U * messages.size());
  BOOST_TEST(shared.table.total() == 0U);
}

BOOST_AUTO_TEST_CASE(statistics_of_a_reply_with_mos) {
  stats::MosParameters mos;
  for (const auto& name : stats::mos_parameter_names()) mos[name] = "$avp(a_variable_of_" + name + ")";
  mos["mos_A_label_pv"] = "left";
  Lab lab(mos);
  std::ifstream in(rtpe::test::data_directory() + "/ng/mos_reply.bencode", std::ios::binary);
  std::string reply{std::istreambuf_iterator<char>(in), {}};
  reply.insert(reply.find("d3:tag") + 1, "5:label4:left");
  const auto end = *script::parse_statement("rtpengine_delete()", *lab.proxy.personality);
  const auto invite = message_of("1-22857@127.0.8.20", true);
  std::size_t failed = 0;
  // So many that cookies do not get longer while it is counted.
  for (int round = 0; round < 128; ++round) failed += lab.run(end, invite, reply) != 1;
  const auto before = allocations.load();
  for (int round = 0; round < 100; ++round) failed += lab.run(end, invite, reply) != 1;
  const auto steady = allocations.load() - before;
  BOOST_TEST(steady == 0U);
  BOOST_TEST(failed == 0U);
  BOOST_TEST(lab.host.texts["$avp(a_variable_of_mos_average_pv)"] == "4.1");
  BOOST_TEST(lab.host.texts["$avp(a_variable_of_mos_average_A_pv)"] == "4.2");
  BOOST_TEST(!lab.host.texts.contains("$avp(a_variable_of_mos_average_B_pv)"));
}

BOOST_AUTO_TEST_SUITE_END()
