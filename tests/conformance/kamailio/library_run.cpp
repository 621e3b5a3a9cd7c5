#include "tests/conformance/kamailio/library_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "client/control/control_call.hpp"
#include "client/ng/cookie.hpp"
#include "client/script/call.hpp"
#include "tests/conformance/kamailio/cookie_names.hpp"
#include "tests/conformance/kamailio/engine_double.hpp"
#include "tests/conformance/kamailio/sip_text.hpp"
#include "tests/conformance/kamailio/virtual_network.hpp"

namespace rtpe::lane {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

std::int64_t whole_milliseconds(Duration duration) { return duration_cast<milliseconds>(duration).count(); }

/// The variables of one message.
class StepHost final : public script::Host {
 public:
  explicit StepHost(const NamedValues& variables) {
    for (const auto& [name, value] : variables) {
      const auto* number = std::get_if<std::int64_t>(&value);
      values_[name] = number ? Variable{std::to_string(*number), true} : Variable{.text = std::get<std::string>(value)};
    }
  }
  std::optional<Variable> read(std::string_view name) override {
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }
  void write(std::string_view name, std::string_view value) override {
    values_.insert_or_assign(std::string(name), Variable{.text = std::string(value)});
  }
  bool has_transaction() override { return false; }

 private:
  std::map<std::string, Variable, std::less<>> values_;
};

class Library {
 public:
  Library(Proxy proxy, const Sequence& sequence, const Disturbance& disturbance)
      : proxy_(std::move(proxy)),
        sequence_(sequence),
        network_(sequence.engines, disturbance),
        now_(Duration(std::chrono::hours(1)) + disturbance.phase) {
    worker_.pid = 'w';
    rpc_.pid = 'r';
    for (const NodeSet& set : proxy_.registry.sets())
      for (const auto& node : set.nodes) node->has_socket = node->scheme == Scheme::udp;
  }

  /// gaps_ms: when given, steps begin so long after the one before, not at their at_ms.
  Expected<LibraryRun> run(std::span<const std::uint32_t> gaps_ms);

 private:
  void start_up();
  Expected<void> play(std::size_t index);
  Expected<void> handle(const Step& step, std::size_t index);
  std::string call_rpc(control::ControlRequest request);
  void observe();
  template <class Machine>
  void drive(Machine& machine, Worker& process);
  void record(const Action& action, const Worker& process, Time sent);
  std::string cookie_name(char process, std::string_view number);

  Proxy proxy_;
  const Sequence& sequence_;
  VirtualNetwork network_;
  Worker worker_, rpc_;
  CookieNames cookie_names_;
  Time now_, step_began_{};
  LibraryRun out_;
};

template <class Machine>
void Library::drive(Machine& machine, Worker& process) {
  Input input;
  for (;;) {
    const Action action = machine.resume(now_, input);
    switch (action.kind) {
      case ActionKind::finished:
        return;
      case ActionKind::acquire:
        input = {.kind = InputKind::granted};
        break;
      case ActionKind::release:
        input = {.kind = InputKind::released};
        break;
      case ActionKind::send: {
        const Time sent = now_;
        input = network_.perform(action, process, now_);
        if (input.kind != InputKind::send_failed) record(action, process, sent);
        break;
      }
      case ActionKind::wait:
        input = network_.perform(action, process, now_);
        break;
    }
  }
}

std::string Library::cookie_name(char process, std::string_view number) {
  if (proxy_.personality->cookie != CookieKind::random_per_command) return fmt::format("{}{}", process, number);
  return cookie_names_.of_process(process, static_cast<std::uint32_t>(std::stoul(std::string(number))));
}

/// Commands to closed engines reach nobody who could write them down.
void Library::record(const Action& action, const Worker& process, Time sent) {
  const std::size_t engine = engine_number(*action.node);
  if (network_.engine(engine).closed) return;
  const auto message = *ng::split(action.bytes);
  const auto sequence = message.cookie.substr(message.cookie.rfind('_') + 1);
  std::string cookie = cookie_name(static_cast<char>(process.pid), sequence);
  auto& commands = out_.trace.back().commands;
  if (commands.empty() || commands.back().cookie != cookie)
    commands.push_back({.engine = engine,
                        .cookie = std::move(cookie),
                        .sends_ms = {},
                        .dictionary = dictionary_json(message.payload, "sip")});
  commands.back().sends_ms.push_back(whole_milliseconds(sent - step_began_));
}

Expected<LibraryRun> Library::run(std::span<const std::uint32_t> gaps_ms) {
  start_up();
  const Time started = now_;
  for (std::size_t i = 0; i < sequence_.steps.size(); ++i) {
    const auto ended = out_.ended_ms.empty() ? 0 : out_.ended_ms.back();
    const auto at_ms = gaps_ms.empty() ? sequence_.steps[i].at_ms : ended + gaps_ms[i];
    now_ = std::max(now_, started + milliseconds(at_ms)) + network_.jitter();
    out_.began_ms.push_back(at_ms);
    if (auto played = play(i); !played) return std::unexpected(played.error());
    out_.ended_ms.push_back(static_cast<std::uint32_t>(whole_milliseconds(now_ - started + milliseconds(1))));
  }
  return std::move(out_);
}

void Library::start_up() {
  out_.trace.emplace_back();
  step_began_ = now_;
  proxy_.renew_sockets(worker_, now_);
  if (!proxy_.personality->rpc_sockets_at_first_command) proxy_.renew_sockets(rpc_, now_);
  control::PingAll pings;
  pings.begin(proxy_, worker_);
  drive(pings, worker_);
  observe();
}

Expected<void> Library::play(std::size_t index) {
  const Step& step = sequence_.steps[index];
  for (const auto& change : step.engines) network_.change(now_, change);
  out_.trace.emplace_back();
  step_began_ = now_;
  if (step.message) {
    if (auto handled = handle(step, index); !handled) return handled;
  } else if (!step.rpc.empty()) {
    const auto command = control::control_command_of(step.rpc);
    if (!command) return std::unexpected(Error{.message = "no such RPC command: " + step.rpc});
    control::ControlRequest request{.command = *command};
    for (const Scalar& parameter : step.rpc_parameters) {
      if (const auto* number = std::get_if<std::int64_t>(&parameter)) request.flag = *number;
      if (const auto* text = std::get_if<std::string>(&parameter)) request.url = *text;
    }
    out_.trace.back().reply = call_rpc(std::move(request));
  }
  observe();
  return {};
}

Expected<void> Library::handle(const Step& step, std::size_t index) {
  sip::ParsedMessage parsed;
  if (auto ok = sip::parse(sip_text_of(*step.message, index, "192.0.2.1", "192.0.2.2"), parsed); !ok) return ok;
  parsed.message.id = static_cast<std::uint32_t>(index) + 1;
  parsed.message.source_address = "sip";
  StepHost host(step.variables);
  const auto route = step.message->status ? script::Route::reply : script::Route::request;
  StepTrace& trace = out_.trace.back();
  for (const auto& text : step.statements) {
    const auto statement = script::parse_statement(text, *proxy_.personality);
    if (!statement) return std::unexpected(statement.error());
    if (auto checked = check_statement(*statement, proxy_.registry); !checked) return checked;
    script::Call call(proxy_, worker_, *statement, route, parsed.message, host);
    drive(call, worker_);
    const auto& result = call.result();
    if (text == "$rtpstat")
      trace.results.emplace_back(result.value.value_or("<null>"));
    else
      trace.results.push_back(std::to_string(result.rc));
  }
  const auto instance = host.read("$avp(inst)");
  trace.instance = instance ? instance->text : "<null>";
  return {};
}

std::string Library::call_rpc(control::ControlRequest request) {
  control::ControlCall call(proxy_, rpc_, std::move(request));
  drive(call, rpc_);
  std::string json;
  control::append_json(call.reply(), *proxy_.personality, json);
  return json;
}

void Library::observe() {
  StepTrace& trace = out_.trace.back();
  control::ControlCall show(proxy_, rpc_, {.command = control::ControlCommand::show});
  drive(show, rpc_);
  const auto state_of = [&](const control::NodeRow& row) {
    if (proxy_.personality->show_active)
      return fmt::format("{} {} {}", row.permanent, !row.disabled,
                         row.permanent ? -1 : static_cast<std::int64_t>(row.recheck_s));
    return row.permanent ? std::string("1(permanent) N/A") : fmt::format("{:d} {}", row.disabled, row.recheck_s);
  };
  for (const auto& row : show.reply().rows)
    trace.nodes.push_back(fmt::format("{} {} {} {} {}", row.url, row.set_id, row.index, row.weight, state_of(row)));
  trace.total = proxy_.table.total();
}

Expected<Proxy> proxy_of(const Sequence& sequence) {
  const auto* known = find_personality(sequence.personality);
  if (!known) return std::unexpected(Error{.message = "no such personality: " + sequence.personality});
  const Personality& personality = *known;
  Parameters parameters = Parameters::defaults_of(personality);
  for (const auto& [name, value] : sequence.parameters)
    if (auto set = parameters.set(name, value); !set) return std::unexpected(set.error());
  return Proxy::configure(std::move(parameters), personality);
}

}  // namespace

Expected<LibraryRun> run_on_library(const Sequence& sequence, const Disturbance& disturbance) {
  auto proxy = proxy_of(sequence);
  if (!proxy) return std::unexpected(proxy.error());
  return Library(std::move(*proxy), sequence, disturbance).run({});
}

Expected<LibraryRun> place_steps(Sequence& sequence, std::span<const std::uint32_t> gaps_ms) {
  auto proxy = proxy_of(sequence);
  if (!proxy) return std::unexpected(proxy.error());
  auto run = Library(std::move(*proxy), sequence, {}).run(gaps_ms);
  if (run)
    for (std::size_t i = 0; i < sequence.steps.size(); ++i) sequence.steps[i].at_ms = run->began_ms[i];
  return run;
}

}  // namespace rtpe::lane
