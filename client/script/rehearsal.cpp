#include "client/script/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "client/script/message_variables.hpp"
#include "client/sip/body.hpp"

namespace rtpe::script {
namespace {

/// Any time will do: nothing passes here.
constexpr Time rehearsal_time{std::chrono::hours(1)};

/// The message that the statements run on, and what tm knows of it.
struct Scene {
  sip::ParsedMessage message, request;
  const sip::Message* seen = nullptr;  ///< in a failure route the request
  Route route = Route::request;
  bool has_transaction = true;
  bool had_sdp = false;
  int failure_status = 0;
};

std::unexpected<Error> no_request() {
  return std::unexpected(Error{.message = "the transaction's request is a reply", .place = "request"});
}

/// Section 7 row 8.
bool marks(const sip::Message& request) { return request.method == "INVITE" && sip::core_finds_sdp(request); }

Expected<void> read_scene(const RehearsalOptions& options, Scene& scene) {
  if (auto done = sip::parse(options.sip_message, scene.message); !done) return done;
  scene.message.message.source_address = options.source_address;
  scene.seen = &scene.message.message;
  scene.route = options.route;
  const bool is_reply = !scene.seen->is_request;
  scene.has_transaction = !is_reply || !options.request.empty();
  if (options.request.empty()) {
    if (is_reply) scene.route = Route::reply;
    return {};
  }
  if (auto done = sip::parse(options.request, scene.request); !done) return done;
  sip::Message& request = scene.request.message;
  if (!request.is_request) return no_request();
  request.source_address = options.source_address;
  scene.had_sdp = marks(request);
  const bool failed = options.route == Route::failure || options.route == Route::branch_failure;
  if (is_reply && failed) {
    scene.failure_status = scene.seen->status;
    scene.seen = &request;
  } else if (is_reply) {
    scene.route = Route::reply;
  }
  return {};
}

struct GivenHost : Host {
  const RehearsalOptions& options;
  Scene& scene;
  RehearsalResult& result;
  std::map<std::string, std::string> assigned;
  GivenHost(const RehearsalOptions& given, Scene& now, RehearsalResult& out)
      : options(given), scene(now), result(out) {}

  std::optional<Variable> read(std::string_view name) override {
    const std::string key(name);
    if (const auto found = assigned.find(key); found != assigned.end()) return Variable{.text = found->second};
    if (const auto given = options.variables.find(key); given != options.variables.end())
      return given_variable(given->second);
    if (is_message_variable(name))
      return message_variable(
          name, *scene.seen,
          {.route = scene.route, .has_transaction = scene.has_transaction, .failure_status = scene.failure_status});
    auto warning = fmt::format("{} is not set", key);
    if (std::ranges::find(result.warnings, warning) == result.warnings.end())
      result.warnings.push_back(std::move(warning));
    return std::nullopt;
  }
  void write(std::string_view name, std::string_view value) override {
    assigned.insert_or_assign(std::string(name), std::string(value));
    result.statements.back().variables.insert_or_assign(std::string(name), std::string(value));
  }
  std::optional<std::string> next_branch(const sip::Message&) override {
    return options.next_branch.empty() ? std::nullopt : std::optional(options.next_branch);
  }
  bool has_transaction() override { return scene.has_transaction; }
  bool transaction_had_sdp() override { return scene.had_sdp; }
  void mark_had_sdp() override { scene.had_sdp = true; }
};

class Rehearsal {
 public:
  Rehearsal(const RehearsalOptions& options, Scene& scene, Proxy& proxy, RehearsalResult& result)
      : options_(options), scene_(scene), proxy_(proxy), result_(result), host_(options, scene, result) {}

  /// False: it stopped at a command.
  bool run(const Statement& statement) {
    auto& out = result_.statements.emplace_back();
    out.statement = statement.text;
    Call call(proxy_, worker_, statement, scene_.route, *scene_.seen, host_);
    Input input;
    for (auto action = call.resume(rehearsal_time, input); action.kind != ActionKind::finished;
         action = call.resume(rehearsal_time, input))
      if (!answer(action, input, out)) return false;
    const auto& outcome = call.result();
    out.rc = outcome.rc;
    out.failure = outcome.failure;
    if (outcome.new_body) out.body = std::string(*outcome.new_body);
    if (outcome.value) out.value = std::string(*outcome.value);
    return true;
  }

 private:
  /// False: a command, and no reply is given.
  bool answer(const Action& action, Input& input, StatementResult& out) {
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
      out.dictionaries.emplace_back(action.bytes.substr(cookie.size()));
      if (options_.replies.empty()) return false;
      out.reply = options_.replies[std::min<std::size_t>(commands_++, options_.replies.size() - 1)];
      out.node = action.node->url;
      ++out.sends;
      datagram_ += out.reply;
    }
    input = {.kind = InputKind::datagram, .bytes = datagram_};
    return true;
  }

  const RehearsalOptions& options_;
  Scene& scene_;
  Proxy& proxy_;
  RehearsalResult& result_;
  GivenHost host_;
  Worker worker_;
  std::string datagram_;
  std::size_t commands_ = 0;
};

}  // namespace

Expected<bool> request_has_sdp(std::string_view request) {
  sip::ParsedMessage parsed;
  if (auto done = sip::parse(request, parsed); !done) return std::unexpected(done.error());
  if (!parsed.message.is_request) return no_request();
  return marks(parsed.message);
}

Expected<RehearsalResult> rehearse(const RehearsalOptions& options) {
  auto proxy = Proxy::configure(options.parameters, *options.personality, TcpNodes::accepted);
  if (!proxy) return std::unexpected(proxy.error());
  if (options.load_nodes && !options.parameters.db_url.empty())
    if (auto loaded = options.load_nodes(*proxy, rehearsal_time); !loaded) return std::unexpected(loaded.error());
  Scene scene;
  if (auto read = read_scene(options, scene); !read) return std::unexpected(read.error());
  RehearsalResult result{.warnings = proxy->warnings};
  Rehearsal rehearsal(options, scene, *proxy, result);
  for (const auto& text : options.statements) {
    auto statement = parse_statement(text, *options.personality);
    if (!statement) return std::unexpected(statement.error());
    if (auto checked = check_statement(*statement, proxy->registry); !checked) return std::unexpected(checked.error());
    if (!rehearsal.run(*statement)) break;
  }
  return result;
}

}  // namespace rtpe::script
