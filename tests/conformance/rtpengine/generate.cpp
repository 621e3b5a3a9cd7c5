// The course of a session: offers, answers, re-offers, forks, queries, media control, deletes.
#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "tests/conformance/rtpengine/random_flags.hpp"
#include "tests/conformance/rtpengine/random_sdp.hpp"
#include "tests/conformance/rtpengine/random_spellings.hpp"
#include "tests/conformance/rtpengine/session.hpp"

namespace rtpe::lane {
namespace {

using bencode::Value;

/// Classes that are added do not change the sessions of the others.
constexpr std::uint64_t seeds_apart = 23;

class Course {
 public:
  Course(Feature feature, std::uint64_t seed)
      : dice_(seed * seeds_apart + static_cast<std::uint64_t>(feature)),
        feature_(feature),
        caller_(party("a", 1)),
        callee_(party("b", 2)) {
    out_.feature = feature;
    out_.seed = seed;
  }

  Session run() {
    callee_.medias = is(Feature::hold) && dice_.percent(30) ? dice_.between(1, 3) : caller_.medias;
    if (dice_.percent(80)) callee_.protocol = caller_.protocol;
    if (is(Feature::bad) && dice_.percent(40)) bad();
    if ((is(Feature::subscribe) || feature_ == Feature::lines) && dice_.percent(25)) publish();
    offer(caller_, {});
    maybe_query();
    if (is(Feature::forks)) fork();
    if (dice_.percent(92)) answer(caller_, callee_);
    const int rounds = dice_.between(0, 3);
    for (int i = 0; i < rounds; ++i) round();
    maybe_query();
    remove();
    return std::move(out_);
  }

 private:
  Party party(std::string tag, int number) {
    Party out = random_party(dice_, feature_, std::move(tag), number);
    if (feature_ != Feature::lines && feature_ != Feature::spellings) return out;
    out.has_ice = dice_.percent(40);
    out.has_mux = dice_.percent(20);
    out.is_ipv6 = dice_.percent(25);
    if (dice_.percent(45)) out.protocol = dice_.one_of(std::array{1, 1, 2, 4});
    return out;
  }
  std::string sdp_of_a(Party& party) {
    std::string out = random_sdp(dice_, feature_, party);
    return feature_ == Feature::lines ? with_odd_lines(dice_, std::move(out)) : out;
  }
  [[nodiscard]] bool is(Feature feature) {
    return feature_ == feature || (feature_ == Feature::mixed && dice_.percent(25));
  }
  Request& request(std::string_view command) {
    out_.requests.push_back({{"command", command}, {"call-id", "c"}});
    return out_.requests.back();
  }

  void offer(Party& from, std::string_view to) {
    ++from.version;
    Request& out = request("offer");
    out.emplace_back("from-tag", from.tag);
    if (!to.empty()) out.emplace_back("to-tag", to);
    if (!branch_.empty()) out.emplace_back("via-branch", branch_);
    add_random_flags(dice_, feature_, Turn::offer, out);
    out.emplace_back("sdp", is(Feature::bad) && dice_.percent(30) ? broken_sdp(dice_, from) : sdp_of(from));
  }

  void answer(const Party& offerer, Party& from) {
    from.heard = offerer.said;
    Request& out = request("answer");
    out.emplace_back("from-tag", offerer.tag);
    out.emplace_back("to-tag", from.tag);
    if (!branch_.empty()) out.emplace_back("via-branch", branch_);
    add_random_flags(dice_, feature_, Turn::answer, out);
    out.emplace_back("sdp", is(Feature::bad) && dice_.percent(30) ? broken_sdp(dice_, from) : sdp_of(from));
    from.heard.clear();
  }

  /// Sometimes the very SDP of before.
  std::string sdp_of(Party& party) {
    std::string& last = party.tag == "a" ? last_of_caller_ : last_of_callee_;
    if (last.empty() || dice_.percent(80)) last = sdp_of_a(party);
    return last;
  }

  void fork() {
    const bool branches = dice_.percent(60);
    if (branches) {
      branch_ = "branch2";
      offer(caller_, {});
    }
    Party other = party("d", 3);
    if (dice_.percent(70)) answer(caller_, other);
    if (branches) branch_ = dice_.percent(50) ? "branch1" : "";
  }

  void round() {
    if (is(Feature::control) && dice_.percent(80)) control();
    if (is(Feature::subscribe) && dice_.percent(80)) return subscribe();
    if (feature_ == Feature::lines && dice_.percent(30)) return subscribe();
    if (is(Feature::bad) && dice_.percent(50)) bad();
    const bool from_caller = dice_.percent(is(Feature::reoffers) ? 50 : 80);
    Party& from = from_caller ? caller_ : callee_;
    Party& to = from_caller ? callee_ : caller_;
    const bool bare = is(Feature::reoffers) && dice_.percent(60);
    offer(from, bare ? "" : to.tag);
    maybe_query();
    if (dice_.percent(90)) answer(from, to);
  }

  void maybe_query() {
    if (!dice_.percent(50)) return;
    Request& out = request("query");
    if (dice_.percent(15)) out.emplace_back("from-tag", dice_.percent(80) ? "a" : "x");
    if (dice_.percent(15)) out.emplace_back("to-tag", dice_.percent(80) ? "b" : "x");
  }

  void control() {
    static constexpr std::array<std::string_view, 17> commands = {"block DTMF",
                                                                  "unblock DTMF",
                                                                  "block media",
                                                                  "unblock media",
                                                                  "silence media",
                                                                  "unsilence media",
                                                                  "play media",
                                                                  "stop media",
                                                                  "play DTMF",
                                                                  "start recording",
                                                                  "stop recording",
                                                                  "start forwarding",
                                                                  "stop forwarding",
                                                                  "ping",
                                                                  "list",
                                                                  "Ping",
                                                                  "play dtmf"};
    Request& out = request(dice_.one_of(commands));
    if (dice_.percent(60)) out.emplace_back("from-tag", dice_.percent(85) ? "a" : "x");
    if (dice_.percent(15)) out.emplace_back("label", dice_.percent(50) ? "one" : "nobody");
    if (dice_.percent(15)) out.emplace_back("address", dice_.percent(60) ? "198.51.100.1" : "nonsense");
    if (dice_.percent(15)) out.emplace_back("flags", Value::List{"all"});
    if (dice_.percent(20)) out.emplace_back("code", dice_.between(0, 20));
    if (dice_.percent(15)) out.emplace_back("file", "/nonexistent.wav");
    if (dice_.percent(10)) out.emplace_back("limit", dice_.between(-1, 3));
  }

  void publish() {
    Request& out = request("publish");
    out.emplace_back("from-tag", "p");
    add_random_flags(dice_, feature_, Turn::offer, out);
    Party publisher = party("p", 5);
    out.emplace_back("sdp", sdp_of_a(publisher));
  }

  static void add_flag(Request& request, std::string_view name) {
    for (auto& [key, value] : request)
      if (auto* list = key == "flags" ? std::get_if<Value::List>(&value.data) : nullptr; list != nullptr)
        return void(list->emplace_back(name));
    request.emplace_back("flags", Value::List{name});
  }

  /// All medias again that were published before.
  void publish_nothing() {
    Request& out = request("publish");
    out.emplace_back("from-tag", "p");
    Party silent = party("p", 5);
    silent.medias = 0;
    out.emplace_back("sdp", dice_.percent(30) ? "" : sdp_of_a(silent));
  }

  void subscribe() {
    if (feature_ == Feature::subscribe && dice_.percent(8)) publish_nothing();
    Request& ask = request("subscribe request");
    static constexpr std::array<std::string_view, 4> sources = {"a", "b", "p", "x"};
    const bool all = dice_.percent(30);
    // Not one source twice: what the daemon shows of it depends on what the listener was offered before.
    const std::size_t first = dice_.between<std::size_t>(0, 3), second = dice_.between<std::size_t>(0, 3);
    if (dice_.percent(15) && first != second)
      ask.emplace_back("from-tags", Value::List{sources[first], sources[second]});
    else if (!all)
      ask.emplace_back("from-tag", dice_.percent(70) ? "a" : dice_.one_of(sources));
    if (dice_.percent(90)) ask.emplace_back("to-tag", "w");
    add_random_flags(dice_, feature_, Turn::offer, ask);
    if (all) add_flag(ask, "all");
    if (dice_.percent(25)) add_flag(ask, "SIPREC");
    maybe_query();
    if (dice_.percent(80)) {
      Request& reply = request("subscribe answer");
      reply.emplace_back("to-tag", dice_.percent(90) ? "w" : "x");
      Party listener = party("w", 6);
      reply.emplace_back("sdp", sdp_of_a(listener));
      maybe_query();
    }
    if (dice_.percent(50)) request("unsubscribe").emplace_back("to-tag", "w");
    maybe_query();
  }

  void bad() {
    static constexpr std::array<std::string_view, 12> commands = {
        "offer",       "answer",     "delete", "query", "list", "publish", "subscribe request", "subscribe answer",
        "unsubscribe", "play media", "Offer",  ""};
    Request out{{"command", dice_.one_of(commands)}};
    if (dice_.percent(70)) out.emplace_back("call-id", dice_.percent(85) ? Value("c") : Value(7));
    if (dice_.percent(70)) out.emplace_back("from-tag", dice_.percent(90) ? Value("x") : Value(Value::List{}));
    if (dice_.percent(50)) out.emplace_back("to-tag", "y");
    if (dice_.percent(60)) out.emplace_back("sdp", dice_.percent(80) ? broken_sdp(dice_, caller_) : "");
    if (dice_.percent(20)) out.emplace_back("flags", dice_.percent(50) ? Value("fatal") : Value(Value::List{"fatal"}));
    if (dice_.percent(10)) out.emplace_back("limit", Value("x"));
    out_.requests.push_back(std::move(out));
  }

  void remove() {
    Request& out = request("delete");
    if (dice_.percent(80)) out.emplace_back("from-tag", dice_.percent(90) ? "a" : "x");
    if (dice_.percent(30)) out.emplace_back("to-tag", dice_.percent(90) ? "b" : "x");
    if (dice_.percent(is(Feature::forks) ? 40 : 5)) out.emplace_back("via-branch", "branch2");
    if (dice_.percent(30)) out.emplace_back("delete-delay", dice_.percent(60) ? 0 : 30);
    if (dice_.percent(15)) out.emplace_back("flags", Value::List{"fatal"});
    if (dice_.percent(30)) request("query");
  }

  Dice dice_;
  Feature feature_;
  Party caller_, callee_;
  std::string branch_, last_of_caller_, last_of_callee_;
  Session out_;
};

}  // namespace

Session generate(Feature feature, std::uint64_t seed) { return Course(feature, seed).run(); }

}  // namespace rtpe::lane
