#include "client/script/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "client/script/message_variables.hpp"

namespace rtpe::script {
namespace {

/// Any time will do: nothing passes here.
constexpr Time rehearsal_time{std::chrono::hours(1)};

struct GivenHost : Host {
  const RehearsalOptions& options;
  RehearsalResult& result;
  const sip::Message* message = nullptr;
  GivenHost(const RehearsalOptions& given, RehearsalResult& out) : options(given), result(out) {}

  std::optional<Variable> read(std::string_view name) override {
    const std::string key(name);
    if (const auto assigned = result.variables.find(key); assigned != result.variables.end())
      return Variable{.text = assigned->second};
    if (const auto given = options.variables.find(key); given != options.variables.end())
      return given_variable(given->second);
    if (is_message_variable(name)) return message_variable(name, *message, {.route = options.route});
    result.warnings.push_back(fmt::format("{} is not set", key));
    return std::nullopt;
  }
  void write(std::string_view name, std::string_view value) override {
    result.variables.insert_or_assign(std::string(name), std::string(value));
  }
};

class Rehearsal {
 public:
  Rehearsal(const RehearsalOptions& options, Proxy& proxy, RehearsalResult& result)
      : options_(options), proxy_(proxy), result_(result), host_(options, result) {}

  void run(const Statement& statement, const sip::Message& message) {
    const auto route = message.is_request ? options_.route : Route::reply;
    host_.message = &message;
    Call call(proxy_, worker_, statement, route, message, host_);
    Input input;
    for (auto action = call.resume(rehearsal_time, input); action.kind != ActionKind::finished;
         action = call.resume(rehearsal_time, input)) {
      if (!answer(action, input)) break;
    }
    if (stopped_) return;
    const auto& outcome = call.result();
    result_.rc = outcome.rc;
    result_.failure = outcome.failure;
    if (outcome.new_body) result_.body = std::string(*outcome.new_body);
    if (outcome.value) result_.value = std::string(*outcome.value);
  }

  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  /// False: a command, and no reply is given.
  bool answer(const Action& action, Input& input) {
    switch (action.kind) {
      case ActionKind::acquire:
        input = {.kind = InputKind::granted};
        return true;
      case ActionKind::release:
        input = {.kind = InputKind::released};
        return true;
      case ActionKind::send:
        break;
      default:
        input = {.kind = InputKind::timeout};
        return true;
    }
    const auto cookie = action.node->scheme == Scheme::unix_stream ? std::string_view{}
                                                                   : action.bytes.substr(0, action.bytes.find(' ') + 1);
    datagram_ = cookie;
    if (action.bytes.substr(cookie.size()) == "d7:command4:pinge") {
      datagram_ += "d6:result4:ponge";
    } else {
      result_.dictionaries.emplace_back(action.bytes.substr(cookie.size()));
      if (options_.replies.empty()) {
        stopped_ = true;
        return false;
      }
      result_.reply = options_.replies[std::min<std::size_t>(result_.sends, options_.replies.size() - 1)];
      result_.node = action.node->url;
      ++result_.sends;
      datagram_ += result_.reply;
    }
    input = {.kind = InputKind::datagram, .bytes = datagram_};
    return true;
  }

  const RehearsalOptions& options_;
  Proxy& proxy_;
  RehearsalResult& result_;
  GivenHost host_;
  Worker worker_;
  std::string datagram_;
  bool stopped_ = false;
};

}  // namespace

Expected<RehearsalResult> rehearse(const RehearsalOptions& options) {
  auto proxy = Proxy::configure(options.parameters, *options.personality, TcpNodes::accepted);
  if (!proxy) return std::unexpected(proxy.error());
  sip::ParsedMessage parsed;
  if (auto done = sip::parse(options.sip_message, parsed); !done) return std::unexpected(done.error());
  parsed.message.source_address = options.source_address;
  RehearsalResult result{.warnings = proxy->warnings};
  Rehearsal rehearsal(options, *proxy, result);
  for (const auto& text : options.statements) {
    auto statement = parse_statement(text, *options.personality);
    if (!statement) return std::unexpected(statement.error());
    if (auto checked = check_statement(*statement, proxy->registry); !checked) return std::unexpected(checked.error());
    rehearsal.run(*statement, parsed.message);
    if (rehearsal.stopped()) break;
  }
  return result;
}

}  // namespace rtpe::script
