// rtpe-lab mock: mock engines on real sockets until a signal.
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "mock_engine/control/engines_file.hpp"
#include "mock_engine/control/service.hpp"
#include "mock_engine/program/program_file.hpp"

namespace rtpe::cli {
namespace {

constexpr std::size_t journal_entries = 1000;

struct MockOptions {
  std::vector<std::string> listen, interfaces;
  std::string name = "engine", ports, program, engines, control;
  mock::EngineConfig config;
  std::optional<std::uint64_t> seed;
  std::optional<std::size_t> journal;
  bool json = false;
};

Expected<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(Error{.kind = ErrorKind::missing, .message = "cannot be read", .place = path});
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The engine that --listen, --interface and the daemon's options describe.
Expected<mock::ServerOptions> engine_of(const MockOptions& options) {
  mock::ServerOptions engine{.engine = options.config};
  engine.engine.name = options.name;
  for (const std::string& text : options.listen) {
    auto listen = mock::parse_listen(text);
    if (!listen) return std::unexpected(listen.error());
    engine.listen.push_back(std::move(*listen));
  }
  if (engine.listen.empty()) engine.listen.push_back({});
  if (!options.interfaces.empty()) engine.engine.interfaces.clear();
  for (const std::string& text : options.interfaces) {
    auto interface = mock::parse_interface(text);
    if (!interface) return std::unexpected(interface.error());
    engine.engine.interfaces.push_back(std::move(*interface));
  }
  if (!options.ports.empty())
    if (const auto parsed = mock::parse_ports(options.ports, engine.engine); !parsed)
      return std::unexpected(parsed.error());
  return engine;
}

Expected<void> add_program(const MockOptions& options, std::vector<mock::ServerOptions>& engines) {
  if (options.program.empty()) return {};
  const auto text = read_file(options.program);
  if (!text) return std::unexpected(text.error());
  auto program = mock::read_program(*text, options.program);
  if (!program) return std::unexpected(program.error());
  for (mock::ServerOptions& engine : engines) {
    engine.program.rules = program->rules;
    if (program->seed) engine.program.seed = *program->seed;
  }
  return {};
}

Expected<mock::ServiceOptions> service_of(const MockOptions& options) {
  mock::ServiceOptions service;
  if (options.engines.empty()) {
    auto engine = engine_of(options);
    if (!engine) return std::unexpected(engine.error());
    service.engines.push_back(std::move(*engine));
  } else {
    const auto text = read_file(options.engines);
    if (!text) return std::unexpected(text.error());
    const auto beside = [&](const std::string& path) {
      const std::size_t slash = options.engines.rfind('/');
      return read_file(
          path.starts_with('/') || slash == std::string::npos ? path : options.engines.substr(0, slash + 1) + path);
    };
    auto engines = mock::read_engines(*text, options.engines, beside);
    if (!engines) return std::unexpected(engines.error());
    service.engines = std::move(*engines);
  }
  if (const auto added = add_program(options, service.engines); !added) return std::unexpected(added.error());
  if (!options.control.empty()) {
    auto control = mock::parse_listen(options.control);
    if (!control) return std::unexpected(control.error());
    if (control->kind != mock::ListenKind::http)
      return std::unexpected(Error{.message = "--control takes an http address", .remedy = "as http:127.0.0.1:9901"});
    service.control = *control;
  }
  for (mock::ServerOptions& engine : service.engines) {
    if (options.seed) engine.engine.seed = engine.program.seed = *options.seed;
    engine.program.journal_entries = options.journal.value_or(service.control ? journal_entries : 0);
  }
  return service;
}

std::string listening_text(const mock::EngineServer& engine) {
  std::string text = engine.name() + ":";
  for (const mock::ListenAddress& listen : engine.listening()) text += " " + listen.text();
  return text;
}

std::string summary_json(const mock::Service& service) {
  boost::json::array engines;
  for (const mock::EngineServer* engine : service.engines()) {
    const mock::EngineSummary& summary = engine->summary();
    boost::json::array listen;
    for (const mock::ListenAddress& address : engine->listening()) listen.emplace_back(address.text());
    engines.push_back({{"name", engine->name()},
                       {"listen", std::move(listen)},
                       {"requests", summary.requests},
                       {"replies", summary.replies},
                       {"errors", summary.errors},
                       {"duplicates", summary.duplicates},
                       {"pings", summary.pings},
                       {"offers", summary.offers},
                       {"answers", summary.answers},
                       {"deletes", summary.deletes},
                       {"queries", summary.queries},
                       {"calls_created", summary.calls_created},
                       {"calls_now", summary.calls_now}});
  }
  return boost::json::serialize(boost::json::object{{"engines", std::move(engines)}}) + "\n";
}

std::string summary_table(const mock::Service& service) {
  std::string text =
      fmt::format("{:<16} {:>9} {:>9} {:>7} {:>10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9}\n", "engine", "requests",
                  "replies", "errors", "duplicates", "pings", "offers", "answers", "deletes", "calls", "calls now");
  for (const mock::EngineServer* engine : service.engines()) {
    const mock::EngineSummary& s = engine->summary();
    text += fmt::format("{:<16} {:>9} {:>9} {:>7} {:>10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9}\n", engine->name(),
                        s.requests, s.replies, s.errors, s.duplicates, s.pings, s.offers, s.answers, s.deletes,
                        s.calls_created, s.calls_now);
  }
  return text;
}

int run_mock(const MockOptions& options) {
  auto wanted = service_of(options);
  if (!wanted) return fail(wanted.error());
  const auto service = mock::Service::open(std::move(*wanted), [](const Error& error) { complain(error.text()); });
  if (!service) return fail(service.error());
  for (const mock::EngineServer* engine : (*service)->engines()) complain("engine " + listening_text(*engine));
  if (const auto control = (*service)->control())
    complain(fmt::format("control http://{}", control->text().substr(std::string_view("http:").size())));
  complain("ready");
  (*service)->run();
  print(options.json ? summary_json(**service) : summary_table(**service));
  return exit_passed;
}

void add_daemon_options(CLI::App& verb, MockOptions& options) {
  verb.add_option("--interface", options.interfaces, "[NAME/]ADDRESS[!ADVERTISED], for media; repeatable");
  verb.add_option("--ports", options.ports, "Media ports, as 30000-40000");
  verb.add_option("--max-sessions", options.config.max_sessions, "Offers beyond so many calls are refused; -1: never");
  verb.add_option("--delete-delay", options.config.delete_delay_s, "Seconds a deleted call lingers");
  verb.add_option("--timeout", options.config.timeout_s, "Seconds without media until a call is removed");
  verb.add_option("--silent-timeout", options.config.silent_timeout_s, "The same for calls on hold");
  verb.add_option("--offer-timeout", options.config.offer_timeout_s, "The same for unanswered calls");
  verb.add_option("--final-timeout", options.config.final_timeout_s, "Seconds a call may last; 0: unlimited");
  verb.add_option("--software-id", options.config.software_id, "Name in SDP that the engine writes itself");
  verb.add_option("--recording-dir", options.config.recording_dir, "Makes `recordings` appear in replies");
  verb.add_flag("--reject-invalid-sdp", options.config.reject_invalid_sdp, "Empty lines in SDP are errors");
}

}  // namespace

void add_mock(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<MockOptions>();
  CLI::App* verb = app.add_subcommand("mock", "Run mock engines until SIGINT or SIGTERM");
  auto* listen = verb->add_option("--listen", options->listen,
                                  "udp|tcp|http|ws|cli:ADDRESS:PORT; repeatable; default udp:127.0.0.1:2223");
  verb->add_option("--name", options->name, "The engine's name in summaries and the control API");
  add_daemon_options(*verb, *options);
  verb->add_option("--program", options->program, "Rules and faults (TOML)");
  verb->add_option("--engines", options->engines, "Many engines from one TOML file")->excludes(listen);
  verb->add_option("--control", options->control, "Control API and metrics, as http:127.0.0.1:9901");
  verb->add_option("--journal", options->journal,
                   "Requests to remember for the control API; default 1000 with --control");
  verb->add_option("--seed", options->seed, "Of everything random");
  verb->add_flag("--json", options->json, "Summary as JSON");
  verb->callback([options, &exit_code] { exit_code = run_mock(*options); });
}

}  // namespace rtpe::cli
