// One script-function call in a kamailio.cfg: rtpengine_offer("..."), rtpengine_manage(), set_rtpengine_set(1,2), ...
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/operation/operation.hpp"
#include "client/sip/message.hpp"

namespace rtpe::script {

/// Route block a statement runs in.
enum class Route : std::uint8_t { request, reply, failure, branch_failure };

/// What a statement's text says, worked out once (constant flags are bencoded already). Opaque.
struct PreparedStatement;

/// One line of configuration: function name and arguments, `$var` kept as text. Also "$rtpstat".
struct Statement {
  std::string function = {};
  std::vector<std::string> arguments = {};
  /// By argument: whether it stood without quotes. A bare variable that is null is no text at all; inside quotes it
  /// prints "<null>" (measured).
  std::vector<bool> bare = {};
  std::string text = {};   ///< as written
  std::string doubt = {};  ///< why it can never succeed, though Kamailio loads it; empty: it can
  std::shared_ptr<const PreparedStatement> prepared = nullptr;  ///< by parse_statement; null: each call works it out
};
/// Parses `rtpengine_offer("trust-address ICE=force")`. What Kamailio does not load is refused, with the column and
/// what to write: unknown functions (with the nearest name), wrong arity, words without quotes, a lone '$'.
Expected<Statement> parse_statement(std::string_view text, const Personality& personality);
/// What Kamailio checks at startup: the constant sets of set_rtpengine_set exist (behaviour.md 2.2).
Expected<void> check_statement(const Statement& statement, const Registry& registry);

/// What the module takes from its host: pseudo-variables and transaction facts. The default knows nothing.
class Host {
 public:
  virtual ~Host() = default;
  /// Value of "$var(x)", "$avp(x)"...; nullopt: null. Numbers as decimal text with `is_integer`.
  struct Variable {
    std::string text;
    bool is_integer = false;
  };
  virtual std::optional<Variable> read(std::string_view /*name*/) { return std::nullopt; }
  virtual void write(std::string_view /*name*/, std::string_view /*value*/) {}
  /// via-branch=next: the branch tm would use (6.4).
  virtual std::optional<std::string> next_branch(const sip::Message&) { return std::nullopt; }
  virtual bool has_tm() { return true; }
  virtual bool has_transaction() { return true; }
  /// "had SDP" mark of the transaction's request (section 7 rows 8 and 12).
  virtual bool transaction_had_sdp() { return false; }
  virtual void mark_had_sdp() {}
};

struct CallResult {
  int rc = -1;                     ///< script return code: 1, -1, -2
  std::optional<Command> command;  ///< what was sent; empty: nothing
  /// The message body after replacement; empty: untouched. Valid until the call object goes or starts again.
  std::optional<std::string_view> new_body;
  std::optional<std::string_view> value = {};  ///< of $rtpstat; empty: null. Valid as new_body
  std::string_view failure = {};               ///< why rc < 0, for people
  std::vector<OperationResult> operations;     ///< one per set used; the last one's reply view is valid
};

/// State machine over one or two Operations; driven exactly as Operation is. What is given to it must outlive the call.
/// For hot paths keep one Call per worker and start() it anew for each statement: its buffers are reused, so that
/// steady state does not allocate.
class Call {
 public:
  Call();
  Call(Proxy& proxy, Worker& worker, const Statement& statement, Route route, const sip::Message& message, Host& host);
  /// Forgets the call before and begins another. Drive it by resume() with InputKind::start.
  void start(Proxy& proxy, Worker& worker, const Statement& statement, Route route, const sip::Message& message,
             Host& host);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  Action resume(Time now, const Input& input);
  [[nodiscard]] const CallResult& result() const;
  /// Ordered dictionaries of the commands of this call so far (bencoded, as sent or about to be).
  [[nodiscard]] const std::vector<std::string>& dictionaries() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::script
