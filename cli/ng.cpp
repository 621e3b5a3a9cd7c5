// rtpe-lab ng 'STATEMENT': what the module sends for a message, and what it makes of the reply.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/ng_options.hpp"
#include "cli/ng_output.hpp"
#include "cli/ng_send.hpp"
#include "cli/output.hpp"
#include "cli/situation_options.hpp"
#include "client/database/database_nodes.hpp"

namespace rtpe::cli {
namespace {

using script::RehearsalResult;

Expected<RehearsalResult> perform(const NgOptions& options) {
  const auto personality = personality_named(options.personality);
  if (!personality) return std::unexpected(personality.error());
  const auto parameters = parameters_of(options, **personality);
  if (!parameters) return std::unexpected(parameters.error());
  const auto route = route_of(options.route);
  if (!route) return std::unexpected(route.error());
  if (auto source = check_source(options.source); !source) return std::unexpected(source.error());
  const auto variables = pairs_of(options.variables, "--var");
  if (!variables) return std::unexpected(variables.error());
  const auto message = read_input(options.message);
  if (!message) return std::unexpected(message.error());
  Expected<std::string> request = options.request.empty() ? std::string() : read_input(options.request);
  if (!request) return std::unexpected(request.error());
  script::RehearsalOptions given{
      .personality = *personality,
      .parameters = *parameters,
      .statements = options.statements,
      .sip_message = *message,
      .route = *route,
      .variables = *variables,
      .source_address = options.source,
      .request = *request,
      .next_branch = options.branch,
      .load_nodes = [](Proxy& proxy, Time now) { return database::DatabaseNodes().load(proxy, now); }};
  if (!options.dry_run && !options.given_reply) return send_for_real(given);
  if (options.given_reply) {
    auto replies = replies_of(*options.given_reply);
    if (!replies) return std::unexpected(replies.error());
    given.replies = std::move(*replies);
  }
  return script::rehearse(given);
}

/// What a dry run leaves open.
void complain_about_dry_run(const NgOptions& options, const RehearsalResult& result) {
  const auto left = options.statements.size() - result.statements.size();
  if (left > 0)
    complain(fmt::format("{} further statement{} not run: {} the reply, give one with --given-reply", left,
                         left == 1 ? " was" : "s were", left == 1 ? "it needs" : "they need"));
  const bool any = std::ranges::any_of(result.statements, [](const auto& one) { return !one.dictionaries.empty(); });
  if (any) return;
  const auto* failed = first_failed(result);
  complain(failed == nullptr ? "nothing would be sent" : "nothing would be sent: " + failed->failure);
}

int run_ng(const NgOptions& options) {
  const auto result = perform(options);
  if (!result) return fail(result.error());
  for (const auto& warning : result->warnings) complain("warning: " + warning);
  print(options.json ? ng_json(*result)
                     : ng_text(*result, options.dry_run ? NgShown::commands_only : NgShown::everything));
  const auto* failed = first_failed(*result);
  if (options.dry_run && !options.json) complain_about_dry_run(options, *result);
  if (failed != nullptr && failed->failure.find("tm would make") != std::string::npos)
    complain("--branch gives the branch that tm would make");
  const bool real = !options.dry_run && !options.given_reply;
  return real && failed != nullptr ? exit_check_failed : exit_passed;
}

}  // namespace

void add_ng(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<NgOptions>();
  CLI::App* verb = app.add_subcommand("ng", "Send what a script function sends for a SIP message, show the reply");
  verb->footer(examples({"rtpe-lab ng 'rtpengine_offer(\"trust-address ICE=force\")' --message invite.sip --dry-run",
                         "rtpe-lab ng 'rtpengine_manage()' --message 200.sip --request invite.sip",
                         "rtpe-lab ng 'rtpengine_delete()' --message bye.sip --to udp:10.0.0.1:2223",
                         "rtpe-lab ng 'rtpengine_query()' --message bye.sip --param 'mos_average_pv=$avp(mos)' "
                         "--given-reply reply.json --json"}));
  const auto repeated = [verb](const char* name, std::vector<std::string>& into, const char* what) {
    return verb->add_option(name, into, what)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  verb->add_option("STATEMENT", options->statements, "Lines as they stand in a kamailio.cfg, run in order")->required();
  verb->add_option("--message", options->message, "File with the SIP message; - is stdin")->required();
  verb->add_option("--request", options->request,
                   "File with the request of the message's transaction, on which rtpengine_manage() ran");
  auto* to = repeated("--to", options->to, "A value of rtpengine_sock, usually one URL (default udp:127.0.0.1:2223)");
  verb->add_option("--db-url", options->db_url, "The nodes come from this database, as sqlite:///path")->excludes(to);
  repeated("--param", options->parameters, "NAME=VALUE of a modparam");
  repeated("--var", options->variables, "NAME=VALUE of a variable that the statement reads, as '$var(x)=1'");
  verb->add_option("--personality", options->personality, "kamailio-5.6, 5.7, 5.8, 6.0 or 6.1 (default kamailio-5.6)");
  verb->add_option("--source", options->source, "Address that the message came from (default 127.0.0.1)");
  verb->add_option("--route", options->route,
                   "request, failure or branch-failure; replies run in reply, and with --request in failure too");
  verb->add_option("--branch", options->branch, "The branch that tm would make, for via-branch=next");
  auto* given = verb->add_option("--given-reply", options->given_reply,
                                 "JSON file with a reply, or a list of them; nothing is sent");
  verb->add_flag("--dry-run", options->dry_run, "Only print the dictionary, keys in order; nothing is sent")
      ->excludes(given);
  verb->add_flag("--json", options->json, "One JSON object");
  verb->callback([options, &exit_code] { exit_code = run_ng(*options); });
}

}  // namespace rtpe::cli
