// What a Call keeps between resumes. Private to client/script.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/operation/operation.hpp"
#include "client/script/call.hpp"
#include "client/script/dictionary.hpp"
#include "client/script/prepared.hpp"
#include "client/sip/body.hpp"

namespace rtpe::script {

enum class Step : std::uint8_t {
  begin,
  avp_granted,  ///< setid_avp: the set list is ours, look the set up
  avp_released,
  operating,     ///< the operation asks for what it needs
  list_granted,  ///< set_rtpengine_set($var): look the set up
  list_released,
  set_granted,  ///< ... and count its usable nodes
  set_released,
  done,
};

/// Direction of a two-set operation (behaviour.md 2.3).
enum class Direction : std::uint8_t { forward, backward };

struct Call::State {
  Proxy* proxy = nullptr;
  Worker* worker = nullptr;
  Route route = Route::request;
  const sip::Message* message = nullptr;
  Host* host = nullptr;
  const PreparedStatement* prepared = nullptr;
  std::shared_ptr<const PreparedStatement> own_prepared;

  // The plan, the same for both runs.
  FunctionKind kind = FunctionKind::plain;  ///< for manage: what it decided
  bool managed = false;
  DictionaryInput input;
  std::optional<sip::SdpRegion> region;
  const Flags* flags = nullptr;

  // Progress.
  Step step = Step::done;
  Direction direction = Direction::forward;
  bool more = false;  ///< a second set follows
  bool second_run = false;
  NodeSet* found_set = nullptr;
  std::uint32_t wanted_set = 0;
  std::size_t set_argument = 0;
  std::size_t usable_nodes = 0;
  std::optional<Operation> operation;

  // Results.
  CallResult result;
  std::vector<std::string> dictionaries;
  std::vector<std::string> spare_dictionaries;
  std::string body;          ///< new_body points here
  std::string applied_sdp;   ///< of all replies so far that were applied
  std::string intermediate;  ///< SDP from the first set, on its way to the second
  std::string value;
  std::string failure;

  // Scratch.
  Flags own_flags;
  std::string flags_text, branch_text, sdp_text, selector_text;
  std::string extra_source;
  TextFormat extra;
  CachedFormat label_a, label_b;  ///< of the MOS statistics

  [[nodiscard]] const Personality& personality() const { return *proxy->personality; }
  [[nodiscard]] const Parameters& parameters() const { return proxy->parameters; }

  void reset();
  Action resume(Time now, const Input& input);
  Action finish(int rc, std::string_view why = {});

  // call_plan.cpp: which command, with what. False: finished already.
  bool plan();

  // call.cpp: one run per set.
  Action choose(Time now);
  Action choose_by_avp(Time now);
  Action run(Time now);
  Action advance(Time now, const Input& input);
  Action run_finished(Time now);

  // call_reply.cpp: what a reply changes. Empty: all is well; else why the call fails.
  std::string_view apply(const bencode::View& reply);

  // choose_set.cpp: set_rtpengine_set.
  Action begin_choice();
  Action next_set_argument();
  Action set_list_granted();
  Action set_list_released();
  Action set_granted();
  Action set_released();

 private:
  bool fail(std::string_view why);
  bool plan_function();
  bool plan_flags();
  bool plan_via_branch();
  bool plan_sdp();
  void assign_statistics(const bencode::View& reply);
  std::string_view apply_sdp(const bencode::View& reply);
  void replace_body(std::string_view sdp);
  std::string& next_dictionary();
  void remember_choice();
};

}  // namespace rtpe::script
