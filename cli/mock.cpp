// rtpe-lab mock: mock engines on real sockets until a signal.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "mock_engine/calls/interfaces.hpp"
#include "mock_engine/control/engines_file.hpp"
#include "mock_engine/control/service.hpp"
#include "mock_engine/options.hpp"
#include "mock_engine/program/program_file.hpp"

namespace rtpe::cli {
namespace {

constexpr std::size_t journal_entries = 1000;

struct MockOptions {
  std::vector<std::string> listen, interfaces;
  std::string name = "engine", ports, program, engines, control;
  std::map<std::string_view, std::string> daemon;  ///< by the option's name
  std::optional<std::uint64_t> seed;
  std::optional<std::size_t> journal;
  bool json = false;
};

std::unexpected<std::vector<Error>> refused(Error error) { return std::unexpected(std::vector{std::move(error)}); }

Expected<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(Error{.kind = ErrorKind::missing, .message = "cannot be read", .place = path});
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Expected<void> set_daemon_options(const MockOptions& options, mock::EngineConfig& config) {
  for (const mock::DaemonOption& option : mock::daemon_options())
    if (const auto given = options.daemon.find(option.name); given != options.daemon.end())
      if (auto set = mock::set_option(config, option, given->second); !set) return set;
  if (options.ports.empty()) return mock::check_options(config);
  return mock::set_ports(config, options.ports);
}

/// The engine that --listen, --interface and the daemon's options describe.
Expected<mock::ServerOptions> engine_of(const MockOptions& options) {
  mock::ServerOptions engine;
  engine.engine.name = options.name;
  if (!mock::is_engine_name(options.name))
    return std::unexpected(Error{.message = fmt::format("--name \"{}\" is no name", options.name),
                                 .remedy = "up to 64 letters, digits, '-', '_' and '.'"});
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
  if (auto set = set_daemon_options(options, engine.engine); !set) return std::unexpected(set.error());
  return engine;
}

Read<std::vector<mock::ServerOptions>> engines_of(const MockOptions& options) {
  if (options.engines.empty()) {
    auto engine = engine_of(options);
    if (!engine) return refused(engine.error());
    return std::vector{std::move(*engine)};
  }
  const auto text = read_file(options.engines);
  if (!text) return refused(text.error());
  const auto beside = [&](const std::string& path) {
    const std::size_t slash = options.engines.rfind('/');
    return read_file(path.starts_with('/') || slash == std::string::npos ? path
                                                                         : options.engines.substr(0, slash + 1) + path);
  };
  return mock::read_engines(*text, options.engines, beside);
}

Read<void> add_program(const MockOptions& options, std::vector<mock::ServerOptions>& engines) {
  if (options.program.empty()) return {};
  const auto text = read_file(options.program);
  if (!text) return refused(text.error());
  auto program = mock::read_program(*text, options.program);
  if (!program) return std::unexpected(program.error());
  for (mock::ServerOptions& engine : engines) {
    engine.program.rules = program->rules;
    if (program->seed) engine.program.seed = *program->seed;
  }
  return {};
}

Read<mock::ServiceOptions> service_of(const MockOptions& options) {
  mock::ServiceOptions service;
  auto engines = engines_of(options);
  if (!engines) return std::unexpected(engines.error());
  service.engines = std::move(*engines);
  if (const auto added = add_program(options, service.engines); !added) return std::unexpected(added.error());
  if (!options.control.empty()) {
    auto control = mock::parse_listen(options.control);
    if (!control) return refused(control.error());
    if (control->kind != mock::ListenKind::http)
      return refused(Error{.message = "--control takes an http address", .remedy = "as http:127.0.0.1:9901"});
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

/// Help as "INT [30] Seconds: how long ..."; what the rows say.
std::string help_of(const mock::DaemonOption& option) {
  const std::string standard = mock::value_text(option, {});
  const std::string default_text = standard.empty() || standard == "false" ? "" : "; default " + standard;
  return fmt::format("{}{}{}", option.meaning, option.unit.empty() ? "" : fmt::format(", {}", option.unit),
                     default_text);
}

/// What describes one engine, which --engines makes from its file.
void add_engine_options(CLI::App& verb, MockOptions& options, CLI::Option& engines) {
  engines.excludes(verb.add_option("--listen", options.listen,
                                   "udp|tcp|http|ws|cli:ADDRESS:PORT; repeatable; default udp:127.0.0.1:2223"));
  engines.excludes(verb.add_option("--name", options.name, "The engine's name in summaries and the control API"));
  engines.excludes(
      verb.add_option("--interface", options.interfaces, "[NAME/]ADDRESS[!ADVERTISED], for media; repeatable"));
  CLI::Option* ports = verb.add_option("--ports", options.ports, "Media ports, as 30000-40000");
  engines.excludes(ports);
  for (const mock::DaemonOption& option : mock::daemon_options()) {
    const std::string flag = fmt::format("--{}", option.name);
    const auto set = [&options, &option](const std::string& text) { options.daemon[option.name] = text; };
    CLI::Option* added = std::holds_alternative<mock::DaemonOption::Truth>(option.value)
                             ? verb.add_flag_function(
                                   flag, [set](std::int64_t) { set("true"); }, help_of(option))
                             : verb.add_option_function<std::string>(flag, set, help_of(option));
    engines.excludes(added);
    if (option.name.starts_with("port-")) ports->excludes(added);
  }
}

}  // namespace

void add_mock(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<MockOptions>();
  CLI::App* verb = app.add_subcommand("mock", "Run mock engines until SIGINT or SIGTERM");
  verb->footer(examples({"rtpe-lab mock", "rtpe-lab mock --listen udp:127.0.0.1:2223 --control http:127.0.0.1:9901",
                         "rtpe-lab mock --engines engines.toml --seed 7"}));
  CLI::Option* engines = verb->add_option("--engines", options->engines, "Many engines from one TOML file");
  add_engine_options(*verb, *options, *engines);
  verb->add_option("--program", options->program, "Rules and faults (TOML)");
  verb->add_option("--control", options->control, "Control API and metrics, as http:127.0.0.1:9901");
  verb->add_option("--journal", options->journal,
                   "Requests to remember for the control API; default 1000 with --control")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--seed", options->seed, "Of everything random")->check([](const std::string& text) {
    return text.starts_with('-') ? "\"" + text + "\" is no seed (a seed is not below 0)" : std::string();
  });
  verb->add_flag("--json", options->json, "Summary as JSON");
  verb->callback([options, &exit_code] { exit_code = run_mock(*options); });
}

}  // namespace rtpe::cli
