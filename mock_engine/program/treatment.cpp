#include "mock_engine/program/treatment.hpp"

#include "mock_engine/program/reply_edit.hpp"

namespace rtpe::mock {
namespace {

std::optional<std::string> substitute(const Effect& effect, const TreatmentContext& context) {
  switch (effect.verb) {
    case Verb::error:
      return error_reply(context.request, effect.text);
    case Verb::load_limit:
    case Verb::session_limit:
      if (!opens_call(context.request, context.engine)) return std::nullopt;
      return limit_reply(context.request, effect.text);
    default:
      return std::nullopt;
  }
}

void plan_reply(const Effect& effect, LiveRule& live, const TreatmentContext& context, ReplyPlan& reply) {
  switch (effect.verb) {
    case Verb::drop_reply:
      reply.drop = true;
      break;
    case Verb::delay:
      reply.delay += effect.delay.draw(live.random);
      break;
    case Verb::slow_start:
      if (context.process_age < effect.interval) {
        const double rest =
            1 - static_cast<double>(context.process_age.count()) / static_cast<double>(effect.interval.count());
        const Duration peak = effect.delay.draw(live.random);
        reply.delay += Duration(static_cast<std::int64_t>(static_cast<double>(peak.count()) * rest));
      }
      break;
    case Verb::duplicate:
      reply.copies += effect.count;
      reply.copy_gap = effect.interval;
      break;
    case Verb::reorder:
      reply.reorder = ReplyPlan::Hold{effect.count, effect.interval};
      break;
    case Verb::merge:
      reply.merge = ReplyPlan::Hold{effect.count, effect.interval};
      break;
    case Verb::split:
      reply.split = effect;
      break;
    default:
      if (edits_reply(effect.verb)) reply.edits.push_back(effect);
      break;
  }
}

}  // namespace

bool opens_call(const RequestView& request, const CommandTarget& engine) {
  return request.command == "offer" && request.call_id && !engine.has_call(*request.call_id);
}

void treat(LiveRule& live, const TreatmentContext& context, Treatment& treatment) {
  for (const Effect& effect : live.rule.effects) {
    if (acts_on_process(effect.verb))
      treatment.process_effects.push_back(effect);
    else if (effect.verb == Verb::drop_request)
      treatment.drop_request = true;
    else if (effect.verb == Verb::delay_request)
      treatment.request_delay += effect.delay.draw(live.random);
    else if (effect.verb == Verb::out_of_ports)
      treatment.exhaust_ports = true;
    else if (auto reply = substitute(effect, context); reply && !treatment.substitute)
      treatment.substitute = std::move(reply);
    plan_reply(effect, live, context, treatment.reply);
  }
}

}  // namespace rtpe::mock
