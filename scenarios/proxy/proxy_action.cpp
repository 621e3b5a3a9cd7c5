#include "scenarios/proxy/proxy_action.hpp"

#include <string>
#include <utility>

namespace rtpe::scenario {

void act_on_machine(const ProxyAction& action, Time now, proxy::ProxyMachine& machine, Proxy& shared, NodeTable& table,
                    ProxyHost::ActionDone done) {
  if (action.what == ProxyAction::What::forget_calls) {
    shared.forget_calls();
    return done(true, {});
  }
  if (action.what == ProxyAction::What::restart) {
    const bool reads_table = !shared.parameters.db_url.empty();
    if (const auto read = reads_table ? table.load(shared, now) : Expected<void>{}; !read)
      return done(false, "Kamailio does not start: " + read.error().message);
    machine.restart(now);
    return done(true, {});
  }
  if (table.take(action)) return done(true, {});
  const auto command = control::control_command_of(action.command);
  if (!command) return done(false, "there is no such command");
  machine.control(now, {.command = *command, .url = action.target, .flag = action.flag, .source = &table},
                  [personality = shared.personality, done = std::move(done)](const control::ControlReply& reply) {
                    std::string text;
                    control::append_json(reply, *personality, text);
                    done(reply.code == 200, text);
                  });
}

}  // namespace rtpe::scenario
