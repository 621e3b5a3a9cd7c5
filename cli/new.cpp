// rtpe-lab new: a scenario file to begin with, or one made from a kamailio.cfg.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/whole_file.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/kamailio_cfg.hpp"
#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "scenarios/import/import.hpp"

namespace rtpe::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view starting_file =
    R"toml(# A deployment, its traffic and its bad day. docs/scenario-file.md has all keys; `rtpe-lab check FILE` judges the file,
# `rtpe-lab run FILE` plays it.
title = "One of two engines dies"
seed = 1                                    # another seed is another run; the same one is the same, byte for byte

[client]                                    # Kamailio's modparams of the rtpengine module, by their own names
rtpengine_sock = ["1 == udp:10.0.0.1:2223=2 udp:10.0.0.2:2223"]     # set 1, two nodes, weights 2 and 1
setid_default = 1
rtpengine_disable_tout = 60
workers = 8                                 # SIP workers (children) of the proxy

[routing]                                   # what the routes do for a message
"request INVITE" = ['rtpengine_manage("replace-origin replace-session-connection")']
"reply INVITE" = ['rtpengine_manage("replace-origin replace-session-connection")']
"request BYE" = ['rtpengine_delete()']
# Or the route blocks of a kamailio.cfg: script = ''' request_route { ... } ''', or file = "routes.cfg".

[[engine]]                                  # one for each node
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"

[[traffic]]                                 # calls
flow = "basic-call"
rate = "5/s"
until = "5min"
hold = "30s..2min"

[[fault]]                                   # what goes wrong
at = "2min"
engine = "a"
do = "crash"
for = "1min"

[[check]]                                   # what must be true nevertheless
that = "failover_time"
max = "5s"
[[check]]
that = "engine_leak"
)toml";

struct NewOptions {
  std::string configuration, out;
  std::vector<std::string> defines;
  bool force = false;
};

Expected<std::string> from_configuration(const NewOptions& options) {
  const fs::path main(options.configuration);
  auto text = read_whole_file(main, most_megabytes_of_cfg);
  if (!text) return std::unexpected(text.error());
  const auto imported = scenario::import_kamailio_cfg(
      *text, options.configuration,
      {.files = [&](std::string_view name) { return included_cfg(main, fs::path(name)); }, .defines = options.defines});
  if (!imported) return std::unexpected(imported.error());
  std::size_t lost = 0;
  for (const scenario::ImportNote& note : imported->notes) {
    complain(scenario::note_text(note));
    if (note.kind == scenario::ImportNote::Kind::left_out) ++lost;
  }
  complain(lost == 0 ? std::string("everything is taken over")
                     : fmt::format("{} line{} left out", lost, lost == 1 ? " is" : "s are"));
  return scenario::imported_file(*imported, options.configuration);
}

int run_new(const NewOptions& options) {
  if (auto free = options.out.empty() ? Expected<void>{} : may_be_written(options.out, options.force); !free)
    return fail(free.error());
  const Expected<std::string> text =
      options.configuration.empty() ? Expected<std::string>(starting_file) : from_configuration(options);
  if (!text) return fail(text.error());
  if (options.out.empty()) {
    print(*text);
    return exit_passed;
  }
  if (auto done = write_whole(options.out, *text); !done) return fail(done.error());
  return exit_passed;
}

}  // namespace

void add_new(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<NewOptions>();
  CLI::App* verb = app.add_subcommand("new", "Write a scenario file to begin with, or one from a kamailio.cfg");
  verb->footer(examples({"rtpe-lab new -o my-cluster.toml",
                         "rtpe-lab new --from-kamailio-cfg /etc/kamailio/kamailio.cfg -o production.toml",
                         "rtpe-lab new --from-kamailio-cfg kamailio.cfg --define WITH_NAT --define WITH_RTPENGINE"}));
  verb->add_option("--from-kamailio-cfg", options->configuration,
                   "Configuration whose routes the proxy of the scenario shall have");
  verb->add_option("-A,--define", options->defines, "NAME or NAME=VALUE, as kamailio -A")->needs("--from-kamailio-cfg");
  verb->add_option("-o,--out", options->out, "File to write; without it, standard output");
  verb->add_flag("--force", options->force, "Replace a file that is there");
  verb->callback([options, &exit_code] { exit_code = run_new(*options); });
}

}  // namespace rtpe::cli
