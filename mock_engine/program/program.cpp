#include "mock_engine/program/program.hpp"

#include <map>
#include <utility>

#include "mock_engine/program/awaited_replies.hpp"
#include "mock_engine/program/process.hpp"
#include "mock_engine/program/reply_edit.hpp"
#include "mock_engine/program/treatment.hpp"

namespace rtpe::mock {
namespace {

constexpr std::size_t socket_buffer_bytes = 212992;  // Linux net.core.rmem_default
constexpr std::size_t bookkeeping_bytes = 512;       // what the kernel charges beside a small datagram's bytes
constexpr std::size_t most_delayed = 65536;

/// A request that waits: in the socket of a hung process, or because a rule delays it.
struct Waiting {
  Peer peer;
  std::string address, message;
  std::optional<Treatment> treatment;  ///< empty: the rules have not looked at it yet
  std::uint64_t journal_number = 0;

  [[nodiscard]] Peer from() const {
    Peer copy = peer;
    copy.address = address;
    return copy;
  }
};

}  // namespace

struct Program::State {
  State(CommandTarget& engine_in, ProgramOptions options_in, Time start)
      : engine(&engine_in),
        options(std::move(options_in)),
        book(options.seed, options.rules, start),
        process(start),
        journal(options.journal_entries),
        edit_random(options.seed),
        outgoing(options.service_seed) {
    outgoing.set_service_time(options.service_time);
  }

  CommandTarget* engine;
  ProgramOptions options;
  RuleBook book;
  Process process;
  Journal journal;
  RuleRandom edit_random;
  RequestReader reader;
  ReplyPath path;
  OutgoingQueue outgoing;
  bool slowed = false;
  std::deque<Waiting> in_socket;
  std::size_t in_socket_bytes = 0;
  std::multimap<Time, Waiting> delayed;
  AwaitedReplies awaited;
  std::deque<Waiting> late;  ///< replies that came while the process hangs

  void receive(Time now, const Peer& peer, std::string_view message, ProgramOutput& output);
  void handle(Time now, const Peer& peer, std::string_view message, ProgramOutput& output);
  void answer(Time now, const Peer& peer, std::string_view reply, ProgramOutput& output);
  void carry_out(Time now, Waiting request, ProgramOutput& output);
  void deliver(Time now, const Peer& peer, std::string_view message, const Treatment& treatment,
               std::uint64_t journal_number, ProgramOutput& output);
  void queue_in_socket(Waiting waiting, ProgramOutput& output);
  void act(Time now, const Effect& effect, ProgramOutput& output);
  void run_timers(Time now, ProgramOutput& output);
  void wake(Time now, ProgramOutput& output);
  void pace(ProgramOutput& output);
  void drain_socket(Time now, ProgramOutput& output);
  [[nodiscard]] std::uint64_t record(Time now, const Peer& peer, std::string_view message, const RequestView& request,
                                     const std::vector<LiveRule*>& rules);
};

namespace {

/// Passes the engine's replies on as the plan says.
class PlannedSink : public ReplySink {
 public:
  struct Route {
    Time now;
    const Peer& peer;
    const ReplyPlan& plan;
    std::uint64_t journal_number;
  };
  PlannedSink(Route route, Journal& journal, ReplyPath& path, RuleRandom& random, Exit exit)
      : route_(route), journal_(journal), path_(path), random_(random), exit_(exit) {}
  void reply(std::string_view bytes, Duration delay) override {
    replied = true;
    if (route_.journal_number != 0) journal_.set_reply(route_.journal_number, bytes);
    path_.send(route_.now, route_.peer, bytes, delay, route_.plan, random_, exit_);
  }
  bool replied = false;

 private:
  Route route_;
  Journal& journal_;
  ReplyPath& path_;
  RuleRandom& random_;
  Exit exit_;
};

/// For an engine without rules: straight through.
class DirectSink : public ReplySink {
 public:
  DirectSink(Time now, const Peer& peer, Exit exit) : now_(now), peer_(peer), exit_(exit) {}
  void reply(std::string_view bytes, Duration delay) override {
    replied = true;
    exit_.queue.leave(now_, peer_, {.bytes = bytes, .delay = delay}, exit_.output);
  }
  bool replied = false;

 private:
  Time now_;
  const Peer& peer_;
  Exit exit_;
};

}  // namespace

void Program::State::receive(Time now, const Peer& peer, std::string_view message, ProgramOutput& output) {
  if (process.state() == ProcessState::down) return;
  if (process.state() == ProcessState::hung)
    return queue_in_socket(
        {.peer = peer, .address = std::string(peer.address), .message = std::string(message), .treatment = {}}, output);
  if (!book.empty() || journal.recording() || process.draining() || path.next_timer() || engine->answers_later())
    return handle(now, peer, message, output);
  DirectSink sink(now, peer, {outgoing, output});
  engine->receive(now, peer, message, sink);
  if (!sink.replied) output.no_reply(peer);
}

void Program::State::handle(Time now, const Peer& peer, std::string_view message, ProgramOutput& output) {
  const RequestView request = reader.read(message);
  const std::vector<LiveRule*>& rules = book.select(now, peer, request, *engine);
  Treatment treatment;
  const TreatmentContext context{.request = request, .engine = *engine, .process_age = now - process.started()};
  for (LiveRule* live : rules) treat(*live, context, treatment);
  const std::uint64_t number = record(now, peer, message, request, rules);
  bool died = false;
  for (const Effect& effect : treatment.process_effects) {
    act(now, effect, output);
    died = died || effect.verb == Verb::crash || effect.verb == Verb::restart;
  }
  if (died) return;
  if (process.draining() && !treatment.substitute && opens_call(request, *engine))
    treatment.substitute = limit_reply(request, "Parallel session limit reached");
  if (treatment.drop_request) return output.no_reply(peer);
  if (process.state() == ProcessState::up && treatment.request_delay == Duration::zero())
    return deliver(now, peer, message, treatment, number, output);
  carry_out(now,
            {.peer = peer,
             .address = std::string(peer.address),
             .message = std::string(message),
             .treatment = std::move(treatment),
             .journal_number = number},
            output);
}

/// A treated request that cannot be delivered at once.
void Program::State::carry_out(Time now, Waiting request, ProgramOutput& output) {
  if (process.state() == ProcessState::hung) return queue_in_socket(std::move(request), output);
  if (delayed.size() >= most_delayed) return output.no_reply(request.from());
  const Time at = now + std::exchange(request.treatment->request_delay, Duration::zero());
  delayed.emplace(at, std::move(request));
}

void Program::State::deliver(Time now, const Peer& peer, std::string_view message, const Treatment& treatment,
                             std::uint64_t journal_number, ProgramOutput& output) {
  PlannedSink sink({.now = now, .peer = peer, .plan = treatment.reply, .journal_number = journal_number}, journal, path,
                   edit_random, {outgoing, output});
  if (treatment.substitute) {
    sink.reply(*treatment.substitute, Duration::zero());
  } else {
    if (engine->answers_later())
      awaited.add(peer.connection, cookie_of(message), {.plan = treatment.reply, .journal_number = journal_number});
    if (treatment.exhaust_ports) engine->set_port_supply(PortSupply::exhausted);
    engine->receive(now, peer, message, sink);
    if (treatment.exhaust_ports) engine->set_port_supply(PortSupply::normal);
  }
  if (!sink.replied) output.no_reply(peer);
}

void Program::State::answer(Time now, const Peer& peer, std::string_view reply, ProgramOutput& output) {
  if (process.state() == ProcessState::down) return;
  if (process.state() == ProcessState::hung) {
    if (late.size() < most_delayed)
      late.push_back(
          {.peer = peer, .address = std::string(peer.address), .message = std::string(reply), .treatment = {}});
    return;
  }
  const AwaitedReply about = awaited.take(peer.connection, cookie_of(reply));
  if (about.journal_number != 0) journal.set_reply(about.journal_number, reply);
  path.send(now, peer, reply, Duration::zero(), about.plan, edit_random, {outgoing, output});
}

std::uint64_t Program::State::record(Time now, const Peer& peer, std::string_view message, const RequestView& request,
                                     const std::vector<LiveRule*>& rules) {
  if (!journal.recording()) return 0;
  const auto text = [](const std::optional<std::string_view>& view) { return std::string(view.value_or("")); };
  JournalEntry entry{.at = now,
                     .transport = peer.transport,
                     .peer_address = std::string(peer.address),
                     .peer_port = peer.port,
                     .cookie = std::string(request.cookie),
                     .command = text(request.command),
                     .call_id = text(request.call_id),
                     .from_tag = text(request.from_tag),
                     .to_tag = text(request.to_tag),
                     .request = std::string(message),
                     .reply = {},
                     .rules = {}};
  for (const LiveRule* live : rules) entry.rules.push_back(live->rule.name);
  return journal.add(std::move(entry));
}

void Program::State::queue_in_socket(Waiting waiting, ProgramOutput& output) {
  const std::size_t bytes = waiting.message.size() + bookkeeping_bytes;
  if (in_socket_bytes + bytes > socket_buffer_bytes) return output.no_reply(waiting.from());
  in_socket_bytes += bytes;
  in_socket.push_back(std::move(waiting));
}

void Program::State::act(Time now, const Effect& effect, ProgramOutput& output) {
  const bool died = process.act(now, effect, *engine, output);
  pace(output);
  if (!died) return;
  path.clear();
  outgoing.clear();
  delayed.clear();
  awaited.clear();
  late.clear();
  in_socket.clear();
  in_socket_bytes = 0;
}

void Program::State::pace(ProgramOutput& output) {
  const auto slowness = process.slowness();
  outgoing.set_service_time(slowness.value_or(options.service_time));
  if (slowed == slowness.has_value()) return;
  slowed = slowness.has_value();
  output.pace_changed();
}

/// What a process that has just been let go on does first.
void Program::State::wake(Time now, ProgramOutput& output) {
  if (process.state() != ProcessState::up) return;
  outgoing.run_timers(now, output);
  for (const Waiting& reply : std::exchange(late, {})) answer(now, reply.from(), reply.message, output);
  drain_socket(now, output);
}

void Program::State::run_timers(Time now, ProgramOutput& output) {
  if (const auto until = process.until(); until && *until <= now) {
    process.run_timers(now, *engine, output);
    pace(output);
    wake(now, output);
  }
  while (LiveRule* due = book.take_due(now))
    for (const Effect& effect : due->rule.effects) act(now, effect, output);
  if (process.state() != ProcessState::up) return;
  while (process.state() == ProcessState::up && !delayed.empty() && delayed.begin()->first <= now) {
    const Waiting waiting = std::move(delayed.extract(delayed.begin()).mapped());
    deliver(now, waiting.from(), waiting.message, *waiting.treatment, waiting.journal_number, output);
  }
  path.run_timers(now, {outgoing, output});
  outgoing.run_timers(now, output);
  engine->run_timers(now);
}

void Program::State::drain_socket(Time now, ProgramOutput& output) {
  while (!in_socket.empty() && process.state() == ProcessState::up) {
    Waiting waiting = std::move(in_socket.front());
    in_socket.pop_front();
    in_socket_bytes -= waiting.message.size() + bookkeeping_bytes;
    if (!waiting.treatment)
      handle(now, waiting.from(), waiting.message, output);
    else if (waiting.treatment->request_delay > Duration::zero())
      carry_out(now, std::move(waiting), output);
    else
      deliver(now, waiting.from(), waiting.message, *waiting.treatment, waiting.journal_number, output);
  }
}

Program::Program(CommandTarget& target, ProgramOptions options, Time start)
    : state_(std::make_unique<State>(target, std::move(options), start)) {}
Program::~Program() = default;
Program::Program(Program&&) noexcept = default;

void Program::receive(Time now, const Peer& peer, std::string_view message, ProgramOutput& output) {
  state_->receive(now, peer, message, output);
}

void Program::answer(Time now, const Peer& peer, std::string_view reply, ProgramOutput& output) {
  state_->answer(now, peer, reply, output);
}

std::optional<Time> Program::next_time() const {
  std::optional<Time> next = state_->process.until();
  const auto consider = [&](std::optional<Time> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  consider(state_->book.next_at());
  if (state_->process.state() != ProcessState::up) return next;
  consider(state_->outgoing.next_time());
  consider(state_->path.next_timer());
  if (!state_->delayed.empty()) consider(state_->delayed.begin()->first);
  consider(state_->engine->next_timer());
  return next;
}

void Program::run_timers(Time now, ProgramOutput& output) { state_->run_timers(now, output); }

void Program::act(Time now, const Effect& effect, ProgramOutput& output) {
  state_->act(now, effect, output);
  state_->wake(now, output);
}

ProcessState Program::process() const { return state_->process.state(); }
bool Program::draining() const { return state_->process.draining(); }
bool Program::slowed() const { return state_->slowed; }
bool Program::keeps_calls() const { return state_->process.keeps_calls(); }
const std::vector<Rule>& Program::rules() const { return state_->book.definitions(); }
RuleCount Program::count(std::string_view rule_name) const { return state_->book.count(rule_name); }
Expected<void> Program::put(Rule rule) { return state_->book.put(std::move(rule)); }
bool Program::remove(std::string_view rule_name) { return state_->book.remove(rule_name); }
void Program::remove_all() { state_->book.remove_all(); }
void Program::reset(Time now) {
  state_->book = RuleBook(state_->options.seed, state_->options.rules, now);
  state_->edit_random.seed(state_->options.seed);
}
const std::string& Program::state() const { return state_->book.state; }
void Program::set_state(std::string state) { state_->book.state = std::move(state); }
Journal& Program::journal() { return state_->journal; }
const Journal& Program::journal() const { return state_->journal; }

}  // namespace rtpe::mock
