// Lane: 148 script calls of public configurations on Debian's Kamailio and here: every kind of message, with and
// without a transaction, with the variables that the configurations set and without them. The same dictionaries, byte
// for byte.
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <future>
#include <map>
#include <tuple>

#include "client/bencode/reader.hpp"
#include "client/bencode/value.hpp"
#include "client/script/rehearsal.hpp"
#include "client/transport/client.hpp"
#include "tests/conformance/kamailio/flags_proxy.hpp"
#include "tests/conformance/kamailio/function_proxy.hpp"
#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/support/json.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/must.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/real_program.hpp"
#include "tests/support/small_engine.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_flags_test)

using namespace rtpe;
using lane::FlagsMessage;
using lane::FlagsSighting;
using lane::WithTransaction;

namespace {

using Assignments = std::map<std::string, std::string>;

struct Calls {
  Assignments variables;
  std::vector<std::string> calls;
};

Calls read_calls() {
  const auto file = test::read_json("kamailio/script_calls.json");
  Calls out;
  for (const auto& [name, value] : file.at("variables").as_object())
    out.variables.emplace(std::string(name), std::string(value.as_string()));
  for (const auto& call : file.at("calls").as_array()) out.calls.emplace_back(call.as_string());
  return out;
}

constexpr std::array messages{FlagsMessage::invite,     FlagsMessage::re_invite, FlagsMessage::ok,
                              FlagsMessage::terminated, FlagsMessage::bye,       FlagsMessage::ack,
                              FlagsMessage::update,     FlagsMessage::cancel};
constexpr std::string_view reply_of_engine = "d6:result2:ok3:sdp5:v=0\r\ne";

struct Played {
  std::string call;
  FlagsMessage message;
  FlagsSighting seen;
};

/// All calls on one Kamailio, in a thread of its own.
std::vector<Played> play_all(const std::vector<std::string>& calls, const Assignments& variables,
                             const std::string& prefix) {
  const test::LabProgram folder;
  auto proxy = test::must(lane::FlagsProxy::start(calls, variables, prefix, folder.path_of(".")));
  std::vector<Played> out;
  for (std::size_t call = 0; call < calls.size(); ++call)
    for (const auto message : messages)
      for (const auto transaction : {WithTransaction::yes, WithTransaction::no})
        for (auto& seen : test::must(proxy.play(call, message, transaction)))
          out.push_back({.call = calls[call], .message = message, .seen = std::move(seen)});
  return out;
}

std::string branch_of(const std::vector<std::string>& dictionaries) {
  bencode::Reader reader;
  if (dictionaries.empty()) return {};
  const auto view = reader.read(dictionaries.front(), {});
  return view ? std::string(view->find_string("via-branch").value_or("")) : std::string();
}

script::RehearsalOptions options_of(const Played& played, const Assignments& variables, const std::string& engine) {
  auto parameters = Parameters::defaults_of(*find_personality("kamailio-5.6"));
  parameters.rtpengine_sock = {engine};
  parameters.extra_id_pv = "$avp(extra_id)";
  return {.personality = find_personality("kamailio-5.6"),
          .parameters = std::move(parameters),
          .statements = {played.call},
          .sip_message = played.seen.message,
          .route = played.seen.route,
          .variables = variables,
          .source_address = played.seen.source,
          .request = played.seen.request,
          .next_branch = branch_of(played.seen.dictionaries),
          .replies = {std::string(reply_of_engine)}};
}

std::string story(const Played& played) {
  return fmt::format("{} on {}{}{}", played.call, played.seen.message.substr(0, played.seen.message.find("\r\n")),
                     played.seen.request.empty() ? "" : " in a transaction",
                     played.seen.route == script::Route::failure ? ", failure route" : "");
}

/// Counts what differs and shows the first few.
class Differences {
 public:
  void judge(const Played& played, const std::vector<std::string>& ours, const std::string& rc,
             const std::string& failure) {
    ++runs_;
    commands_ += played.seen.dictionaries.size();
    constexpr std::size_t most_shown = 10;
    if ((ours == played.seen.dictionaries && rc == played.seen.rc) || ++different_ > most_shown) return;
    const auto first = [](const auto& all) { return all.empty() ? std::string() : all.front(); };
    BOOST_ERROR(story(played) << "\n  Kamailio: rc " << played.seen.rc << " " << first(played.seen.dictionaries)
                              << "\n  here: rc " << rc << " " << first(ours) << " " << failure);
  }
  void tell(std::string_view how) const {
    BOOST_TEST(different_ == 0U);
    BOOST_TEST_MESSAGE(how << ": " << runs_ << " runs of calls with " << commands_ << " commands, " << different_
                           << " different");
  }

 private:
  std::size_t runs_ = 0, commands_ = 0, different_ = 0;
};

void compare_rehearsals(const std::vector<Played>& all, const Assignments& variables, const std::string& engine) {
  Differences differences;
  for (const Played& played : all) {
    const auto ours = test::must(script::rehearse(options_of(played, variables, engine)));
    const auto& statement = ours.statements.at(0);
    differences.judge(played, statement.dictionaries, std::to_string(statement.rc.value_or(0)), statement.failure);
  }
  differences.tell("rehearsed");
}

/// The library, over a socket to an engine.
void compare_library(const std::vector<Played>& all, const Assignments& variables) {
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  auto parameters = Parameters::defaults_of(*find_personality("kamailio-5.6"));
  parameters.rtpengine_sock = {engine->url()};
  parameters.extra_id_pv = "$avp(extra_id)";
  auto client = test::must(transport::Client::open(io, {.parameters = std::move(parameters)}));
  Differences differences;
  for (const Played& played : all) {
    transport::CallOptions options{.route = played.seen.route,
                                   .variables = variables,
                                   .source_address = played.seen.source,
                                   .next_branch = branch_of(played.seen.dictionaries)};
    const bool is_reply = played.seen.message.starts_with("SIP/");
    if (!is_reply || !played.seen.request.empty()) {
      auto& transaction = options.transaction.emplace();
      if (!played.seen.request.empty() && test::must(script::request_has_sdp(played.seen.request)))
        transaction.mark_had_sdp();
    }
    const bool failed = played.seen.route == script::Route::failure;
    const auto reply =
        test::must(client.call(played.call, failed ? played.seen.request : played.seen.message, std::move(options)));
    differences.judge(played, reply.dictionaries, std::to_string(reply.rc), reply.failure);
  }
  differences.tell("by the library");
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) c == '\'' ? out += "'\\''" : out += c;
  return out + "'";
}

std::string ng_arguments(const Played& played, const script::RehearsalOptions& given, const std::string& engine) {
  std::string out =
      "ng " + quoted(played.call) +
      " --message message.sip --given-reply reply.json --json --param 'extra_id_pv=$avp(extra_id)' --to " + engine +
      " --source " + played.seen.source;
  if (!played.seen.request.empty()) out += " --request request.sip";
  if (!given.next_branch.empty()) out += " --branch " + quoted(given.next_branch);
  if (played.seen.route == script::Route::failure) out += " --route failure";
  for (const auto& [name, value] : given.variables) out += " --var " + quoted(name + "=" + value);
  return out;
}

/// A dictionary as ng shows it: pairs in order.
boost::json::value pairs_of(const bencode::Value& value) {
  if (const auto* text = value.string()) return boost::json::string(*text);
  if (const auto* number = value.integer()) return *number;
  boost::json::array out;
  if (const auto* list = value.list()) {
    for (const auto& element : *list) out.push_back(pairs_of(element));
  } else {
    for (const auto& [key, member] : *value.dictionary())
      out.push_back(boost::json::array{boost::json::string(key), pairs_of(member)});
  }
  return out;
}

/// The program, once for each run of a call; every `step`th from `first` on. Returns what differs.
std::vector<std::string> judge_ng(const std::vector<Played>& all, const Assignments& variables,
                                  const std::string& engine, const test::LabProgram& lab, std::size_t first,
                                  std::size_t step) {
  std::vector<std::string> different;
  (void)lab.file("reply.json", R"({"result":"ok","sdp":"v=0\r\n"})");
  for (std::size_t i = first; i < all.size(); i += step) {
    const Played& played = all[i];
    (void)lab.file("message.sip", played.seen.message);
    (void)lab.file("request.sip", played.seen.request);
    const auto arguments = ng_arguments(played, options_of(played, variables, engine), engine);
    const auto ran = lab.run(arguments);
    boost::json::array expected;
    for (const auto& bytes : played.seen.dictionaries) {
      bencode::Reader reader;
      expected.push_back(pairs_of(bencode::to_value(*reader.read(bytes, {}))));
    }
    boost::system::error_code unreadable;
    const auto shown = boost::json::parse(ran.out, unreadable);
    const bool same = ran.exit_code == 0 && !unreadable && shown.at("rc").as_string() == played.seen.rc &&
                      shown.at("dictionaries") == expected;
    if (!same) different.push_back(story(played) + "\n  " + arguments + "\n  " + ran.out + ran.err);
  }
  return different;
}

void compare_ng(const std::vector<Played>& all, const Assignments& variables, const std::string& engine) {
  const test::LabProgram even, odd;
  auto half = std::async(std::launch::async, [&] { return judge_ng(all, variables, engine, odd, 1, 2); });
  auto different = judge_ng(all, variables, engine, even, 0, 2);
  for (auto& one : half.get()) different.push_back(std::move(one));
  BOOST_TEST(different.empty(), different.size() << " differ, as " << (different.empty() ? "" : different.front()));
  BOOST_TEST_MESSAGE("by rtpe-lab ng: " << all.size() << " runs of calls, " << different.size() << " different");
}

}  // namespace

BOOST_AUTO_TEST_CASE(calls_of_public_configurations_send_what_kamailio_sends) {
  if (!test::is_installed(lane::kamailio_program)) return;
  const auto given = read_calls();
  BOOST_TEST_REQUIRE(given.calls.size() == 148U);
  std::vector<std::string> with_variables;
  for (const auto& call : given.calls)
    if (call.find('$') != std::string::npos || call.find("extra") != std::string::npos) with_variables.push_back(call);
  auto unset = std::async(std::launch::async, [&] { return play_all(with_variables, {}, "127.93.2."); });
  const auto set = play_all(given.calls, given.variables, "127.93.1.");
  for (const auto& [played, variables, engine] : {std::tuple(set, given.variables, "udp:127.93.1.10:2223"),
                                                  std::tuple(unset.get(), Assignments(), "udp:127.93.2.10:2223")}) {
    compare_rehearsals(played, variables, engine);
    compare_library(played, variables);
    compare_ng(played, variables, engine);
  }
}

BOOST_AUTO_TEST_SUITE_END()
