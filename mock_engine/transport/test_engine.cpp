#include "mock_engine/transport/test_engine.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <future>
#include <thread>

#include "client/ng/cookie.hpp"
#include "mock_engine/program/program_file.hpp"
#include "mock_engine/transport/server.hpp"

namespace rtpe::mock {
namespace {

/// The dictionary of a message.
bencode::Value dictionary_of(std::string_view message) {
  const auto parts = ng::split(message);
  if (!parts) return {};
  bencode::Reader reader;
  const auto view = reader.read(parts->payload, {.tolerance = bencode::Tolerance::peer});
  return view ? bencode::to_value(*view) : bencode::Value();
}

}  // namespace

struct TestEngine::State {
  boost::asio::io_context context;
  std::unique_ptr<EngineServer> server;
  std::thread thread;
  ListenAddress at;

  ~State() {
    context.stop();
    if (thread.joinable()) thread.join();
    server.reset();
  }
  /// Runs the task where the engine runs, and waits for it.
  template <class Task>
  auto on_thread(Task task) {
    std::packaged_task<decltype(task(*server))()> packaged([&] { return task(*server); });
    auto result = packaged.get_future();
    boost::asio::post(context, [&] { packaged(); });
    return result.get();
  }
};

TestEngine::TestEngine(std::unique_ptr<State> state) : state_(std::move(state)) {}
TestEngine::TestEngine(TestEngine&&) noexcept = default;
TestEngine::~TestEngine() = default;

Expected<TestEngine> TestEngine::start(TestEngineOptions options) {
  ServerOptions server{.engine = std::move(options.engine),
                       .program = {},
                       .listen = {{.kind = ListenKind::udp, .address = options.address, .port = 0}},
                       .clock = {}};
  if (!options.rules.empty()) {
    auto program = read_program(options.rules, "rules");
    if (!program) return std::unexpected(program.error().front());
    server.program.rules = std::move(program->rules);
    if (program->seed) server.program.seed = *program->seed;
  }
  server.program.journal_entries = options.remembered;
  auto state = std::make_unique<State>();
  auto opened = EngineServer::open(state->context, std::move(server), [](const Error&) {});
  if (!opened) return std::unexpected(opened.error());
  state->server = std::move(*opened);
  state->at = state->server->listening().front();
  state->thread = std::thread([&context = state->context] {
    const auto work = boost::asio::make_work_guard(context);
    context.run();
  });
  return TestEngine(std::move(state));
}

std::string TestEngine::url() const { return state_->at.text(); }
std::uint16_t TestEngine::port() const { return state_->at.port; }

std::vector<TestRequest> TestEngine::requests(std::string_view command) const {
  const std::string wanted(command);
  return state_->on_thread([&](EngineServer& server) {
    std::vector<TestRequest> out;
    for (const JournalEntry* entry : server.program().journal().find({.command = wanted, .limit = SIZE_MAX}))
      out.push_back({.command = entry->command,
                     .call_id = entry->call_id,
                     .from_tag = entry->from_tag,
                     .to_tag = entry->to_tag,
                     .cookie = entry->cookie,
                     .request = dictionary_of(entry->request),
                     .reply = dictionary_of(entry->reply)});
    return out;
  });
}

std::vector<TestRequest> TestEngine::wait_for(std::size_t count, std::string_view command, int patience_ms) const {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  for (;;) {
    auto found = requests(command);
    if (found.size() >= count || std::chrono::steady_clock::now() >= end) return found;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void TestEngine::reset() {
  state_->on_thread([](EngineServer& server) {
    server.program().reset(server.now());
    server.program().journal().clear();
    server.settle();
    return 0;
  });
}

std::size_t TestEngine::calls() const {
  return state_->on_thread([](EngineServer& server) { return std::size_t{server.summary().calls_now}; });
}

}  // namespace rtpe::mock
