#include "tests/conformance/kamailio/generate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/conformance/kamailio/generate_configuration.hpp"
#include "tests/conformance/kamailio/plan.hpp"

namespace rtpe::lane {
namespace {

/// Steps drawn; the plan drops some.
constexpr std::size_t drawn_steps = 34;

constexpr const char* flag_words[] = {"ICE=force",
                                      "trust-address",
                                      "replace-origin",
                                      "replace=session-connection",
                                      "via-branch=1",
                                      "via-branch=auto",
                                      "via-branch=2",
                                      "via-branch=extra",
                                      "via-branch=extra-auto",
                                      "directional",
                                      "to-tag",
                                      "from-tag=other",
                                      "to-tag=chosen",
                                      "RTP/SAVPF",
                                      "UDP/TLS/RTP/SAVPF",
                                      "rtcp-mux-offer",
                                      "SDES-off",
                                      "codec-strip-all",
                                      "transcode-PCMU",
                                      "codec-mask=opus",
                                      "T.38=decode",
                                      "TOS=184",
                                      "repacketize=20",
                                      "delete-delay=3",
                                      "internal",
                                      "direction=public",
                                      "generate-mid",
                                      "media-address=1.2.3.4"};

/// That came after 5.6.
constexpr const char* newer_flag_words[] = {
    "received-from=1.2.3.4", "received-from-1.2.3.4", "received-from=::1", "received-from=host", "received-from",
    "received-from=",        "codec-accept-PCMA",     "codec-accept=opus", "codec-consume-PCMU", "codec-consume=all"};

/// Functions with a second argument from 6.0 on.
constexpr std::string_view takes_selector[] = {"rtpengine_offer", "rtpengine_answer", "rtpengine_delete",
                                               "rtpengine_query", "rtpengine_info",   "rtpengine_manage"};
constexpr const char* selectors[] = {"none", "none", "1", "auto", "2", "extra", "extra-auto", "nonsense"};

struct KnownCall {
  std::string call_id, branch;
};

class StepGenerator {
 public:
  StepGenerator(Dice& dice, const Configuration& configuration, const Personality& personality)
      : dice_(dice), configuration_(configuration), personality_(personality) {}

  Step next() {
    Step step;
    if (dice_.percent(40)) change_engines(step);
    const int kind = dice_.between(1, 100);
    if (kind <= 12) return step;  // only time passes
    if (kind <= 32)
      draw_rpc(step);
    else if (kind <= 85)
      draw_request(step);
    else
      draw_reply(step);
    return step;
  }

  /// Milliseconds before the next step: usually short, now and then around the times at which something expires.
  std::uint32_t gap_ms() {
    if (dice_.percent(82)) return dice_.between(40U, 220U);
    return dice_.between(300U, static_cast<std::uint32_t>(configuration_.disable_tout_s) * 1000U + 500U);
  }

 private:
  void change_engines(Step& step) {
    const auto engine = dice_.between<std::size_t>(0, configuration_.engines - 1);
    step.engines.push_back({.engine = engine, .state = random_engine_state(dice_, configuration_.tout_ms)});
    if (configuration_.engines > 1 && dice_.percent(25))
      step.engines.push_back({.engine = (engine + 1) % configuration_.engines,
                              .state = random_engine_state(dice_, configuration_.tout_ms)});
  }

  void draw_rpc(Step& step) {
    static constexpr const char* methods[] = {"show", "enable", "enable", "enable", "ping", "ping", "get_hash_total"};
    const std::string method = dice_.percent(98) ? dice_.one_of(methods) : "reload";
    step.rpc = "rtpengine." + method;
    if (method == "reload" || method == "get_hash_total") return;
    const int target = dice_.between(1, 100);
    step.rpc_parameters.emplace_back(target <= 30   ? std::string("all")
                                     : target <= 35 ? std::string("allxyz")
                                     : target <= 40 ? std::string("udp:e9")
                                                    : dice_.one_of(configuration_.urls));
    static constexpr std::int64_t flags[] = {0, 0, 1, 1, 7};
    if (method == "enable") step.rpc_parameters.emplace_back(dice_.one_of(flags));
  }

  KnownCall draw_call() {
    if (!calls_.empty() && dice_.percent(60)) {
      KnownCall call = dice_.one_of(calls_);
      if (dice_.percent(25)) call.branch = fmt::format("z9hG4bKb{}", dice_.between(1, 99));
      return call;
    }
    static constexpr const char* hosts[] = {"", "@h", "@sip.example.com", "-0"};
    calls_.push_back({fmt::format("{:x}{}", dice_.between<std::uint64_t>(0, 0xFFFFFFFFFF), dice_.one_of(hosts)),
                      fmt::format("z9hG4bKb{}", calls_.size())});
    return calls_.back();
  }

  void choose_sets(Step& step) {
    if (configuration_.setid_avp && dice_.percent(50)) {
      if (dice_.percent(90))
        step.variables.emplace_back("$avp(setid)", dice_.percent(93) ? draw_set() : 9);
      else
        step.variables.emplace_back("$avp(setid)", std::to_string(draw_set()));
    }
    if (!dice_.percent(30)) return;
    const bool two = dice_.percent(45), variable = dice_.percent(50);
    step.variables.emplace_back("$var(set)", dice_.percent(95) ? draw_set() : 9);
    const auto argument = [&](bool from_variable) {
      return from_variable ? std::string("$var(set)") : std::to_string(draw_set());
    };
    const std::string first = argument(variable);
    step.statements.push_back(two ? fmt::format("set_rtpengine_set(\"{}\", \"{}\")", first, argument(dice_.percent(25)))
                                  : fmt::format("set_rtpengine_set(\"{}\")", first));
  }

  std::int64_t draw_set() { return dice_.one_of(configuration_.sets); }

  std::string flags() {
    std::string out;
    for (auto count = dice_.percent(50) ? 0 : dice_.between(1, 4); count > 0; --count) {
      if (!out.empty()) out += ' ';
      const bool newer = personality_.second_argument_via_branch && dice_.percent(15);
      out += newer ? dice_.one_of(newer_flag_words) : dice_.one_of(flag_words);
    }
    return out;
  }

  /// `rtpengine_offer()`, `rtpengine_offer("flags")`, or with the flags in a variable.
  void add_function(Step& step, std::string_view function) {
    const std::string text = flags();
    if (personality_.second_argument_via_branch && dice_.percent(25) &&
        std::ranges::find(takes_selector, function) != std::end(takes_selector)) {
      step.statements.push_back(fmt::format("{}(\"{}\", \"{}\")", function, text, dice_.one_of(selectors)));
      return;
    }
    if (text.empty()) {
      step.statements.push_back(fmt::format("{}()", function));
    } else if (dice_.percent(25)) {
      step.variables.emplace_back("$var(flags)", text);
      step.statements.push_back(fmt::format("{}(\"$var(flags)\")", function));
    } else {
      step.statements.push_back(fmt::format("{}(\"{}\")", function, text));
    }
  }

  Step& begin_message(Step& step, std::string method, int status) {
    const KnownCall call = draw_call();
    step.message = SipText{
        .method = std::move(method), .status = status, .call_id = call.call_id, .branch = call.branch, .sdp = ""};
    if (dice_.percent(85)) step.variables.emplace_back("$avp(extra)", fmt::format("x{}", dice_.between(1, 3)));
    choose_sets(step);
    return step;
  }

  /// Now and then one that Kamailio's own parser refuses: rtpengine_offer sends it, rtpengine_manage does not.
  void add_sdp(Step& step) {
    step.message->sdp = dice_.percent(92) ? "v=0\r\no=- 1 1 IN IP4 h\r\nc=IN IP4 h\r\nm=audio 4 RTP/AVP 0\r\n"
                                          : "v=0\r\nm=audio 4 RTP/AVP 0\r\n";
  }

  void draw_request(Step& step) {
    const int kind = dice_.between(1, 100);
    if (kind <= 45) {
      begin_message(step, "INVITE", 0);
      step.message->to_tag = dice_.percent(30);
      if (dice_.percent(95)) add_sdp(step);
      static constexpr const char* functions[] = {"rtpengine_offer", "rtpengine_offer", "rtpengine_offer",
                                                  "rtpengine_manage", "rtpengine_info"};
      add_function(step, dice_.one_of(functions));
    } else if (kind <= 65) {
      begin_message(step, "BYE", 0).message->to_tag = dice_.percent(80);
      static constexpr const char* functions[] = {"rtpengine_delete", "rtpengine_delete", "rtpengine_manage"};
      add_function(step, dice_.one_of(functions));
    } else if (kind <= 72) {
      static constexpr const char* methods[] = {"PRACK", "UPDATE", "CANCEL", "INFO"};
      begin_message(step, dice_.one_of(methods), 0).message->to_tag = dice_.percent(80);
      if (dice_.percent(70)) add_sdp(step);
      add_function(step, dice_.percent(50) ? "rtpengine_answer" : "rtpengine_manage");
    } else {
      draw_other(step);
    }
  }

  /// Functions of 6.1.
  void draw_subscription(Step& step) {
    begin_message(step, dice_.percent(50) ? "INVITE" : "INFO", 0).message->to_tag = dice_.percent(70);
    const std::string text = flags();
    switch (dice_.between(1, 5)) {
      case 1:
        return add_function(step, "rtpengine_connect");
      case 2:
        return add_function(step, "rtpengine_destroy");
      case 3:
        return step.statements.push_back(fmt::format("rtpengine_unsubscribe(\"{}\")", text));
      case 4:
        return step.statements.push_back(
            fmt::format("rtpengine_subscribe_request(\"{}\", \"$avp(ssdp)\", \"$avp(stag)\", \"streams\")", text));
      default:
        add_sdp(step);
        step.statements.push_back(fmt::format("rtpengine_subscribe_answer(\"{}\")", text));
    }
  }

  void draw_other(Step& step) {
    if (personality_.subscribe_functions && dice_.percent(40)) return draw_subscription(step);
    begin_message(step, "INFO", 0).message->to_tag = true;
    static constexpr const char* functions[] = {
        "rtpengine_query", "start_recording", "stop_recording",  "block_dtmf",       "unblock_dtmf",    "block_media",
        "unblock_media",   "silence_media",   "unsilence_media", "start_forwarding", "stop_forwarding", "stop_media"};
    const int kind = dice_.between(1, 100);
    if (kind <= 10)
      step.statements.emplace_back("play_media(\"file=/tmp/a.wav\")");
    else if (kind <= 16)
      step.statements.emplace_back("play_dtmf(\"code=5\")");
    else if (kind <= 24)
      step.statements.emplace_back("$rtpstat");
    else if (kind <= 30)
      step.statements.emplace_back("rtpengine_query_v(\"j\", \"$avp(json)\")");
    else
      add_function(step, dice_.one_of(functions));
  }

  void draw_reply(Step& step) {
    static constexpr int statuses[] = {180, 183, 200, 200, 200, 486};
    static constexpr const char* methods[] = {"INVITE", "INVITE", "INVITE", "UPDATE", "BYE"};
    begin_message(step, dice_.one_of(methods), dice_.one_of(statuses)).message->to_tag = dice_.percent(90);
    if (dice_.percent(80)) add_sdp(step);
    static constexpr const char* functions[] = {"rtpengine_answer", "rtpengine_answer", "rtpengine_manage",
                                                "rtpengine_delete", "rtpengine_query",  "rtpengine_offer"};
    add_function(step, dice_.one_of(functions));
  }

  Dice& dice_;
  const Configuration& configuration_;
  const Personality& personality_;
  std::vector<KnownCall> calls_;
};

Expected<Sequence> draw(std::uint64_t seed, std::uint64_t attempt, const Personality& personality) {
  Dice dice(seed * 1000 + attempt);
  const Configuration configuration = random_configuration(dice, personality);
  Sequence sequence{.seed = seed,
                    .personality = std::string(personality.name),
                    .parameters = configuration.parameters,
                    .engines = {},
                    .steps = {}};
  for (std::size_t i = 0; i < configuration.engines; ++i)
    sequence.engines.push_back(dice.percent(75) ? EngineState{} : random_engine_state(dice, configuration.tout_ms));
  StepGenerator steps(dice, configuration, personality);
  std::vector<std::uint32_t> gaps_ms;
  for (std::size_t i = 0; i < drawn_steps; ++i) {
    sequence.steps.push_back(steps.next());
    gaps_ms.push_back(steps.gap_ms());
  }
  if (auto planned = plan(sequence, std::move(gaps_ms)); !planned) return std::unexpected(planned.error());
  return sequence;
}

}  // namespace

Expected<Sequence> generate(std::uint64_t seed, std::string_view name) {
  const Personality* personality = find_personality(name);
  if (!personality) return std::unexpected(Error{.message = fmt::format("no such personality: {}", name)});
  constexpr std::uint64_t most_attempts = 50;
  Expected<Sequence> sequence = std::unexpected(Error{});
  for (std::uint64_t attempt = 0; attempt < most_attempts; ++attempt) {
    sequence = draw(seed, attempt, *personality);
    if (sequence && sequence->steps.size() >= least_steps) return sequence;
  }
  Error error = sequence ? Error{.kind = ErrorKind::limit, .message = "no sequence is long enough"} : sequence.error();
  error.place = fmt::format("seed {}", seed);
  return std::unexpected(error);
}

Expected<std::vector<Sequence>> generate_all(std::uint64_t first_seed, std::size_t count,
                                             std::string_view personality) {
  std::vector<Expected<Sequence>> drawn(count);
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (auto left = std::max(1U, std::thread::hardware_concurrency()); left > 0; --left)
      workers.emplace_back([&] {
        for (std::size_t i = next++; i < count; i = next++) drawn[i] = generate(first_seed + i, personality);
      });
  }
  std::vector<Sequence> out;
  for (auto& sequence : drawn) {
    if (!sequence) return std::unexpected(sequence.error());
    out.push_back(std::move(*sequence));
  }
  return out;
}

}  // namespace rtpe::lane
