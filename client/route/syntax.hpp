// What a kamailio.cfg says, as a tree: settings and route blocks. Plain values.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "client/route/place.hpp"

namespace rtpe::route {

enum class ExpressionKind : std::uint8_t {
  integer,
  text,
  variable,  ///< `text`: $var(x)
  keyword,   ///< `text`: method, status, src_ip, myself, udp, ...
  address,   ///< `text`: 10.0.0.1, 10.0.0.0/8
  call,      ///< `text`: is_method; `operands`: its arguments
  unary,     ///< `text`: "!", "-", "~", "defined", "strlen", "strempty", "(int)", "(str)"
  binary,    ///< `text`: "+", "==", "=~", "&&", ...
};

struct Expression {
  ExpressionKind kind = ExpressionKind::integer;
  Position position = {};
  std::string text = {};
  std::int64_t number = 0;
  std::vector<Expression> operands = {};
};

enum class ActionKind : std::uint8_t {
  expression,  ///< `value`: mostly a call
  assign,      ///< `variable` = `value`
  condition,   ///< if (`value`) `body` else `otherwise`
  loop,        ///< while (`value`) `body`
  choice,      ///< switch (`value`) { `cases` }
  leave,       ///< return `value`; without one: 1
  exit,
  drop,
  stop,  ///< break
};

struct Action;

/// One label of a switch and what follows until the next one.
struct Case {
  std::vector<Expression> label = {};  ///< one; none: default
  std::vector<Action> body;            ///< no initialiser: its type is not complete yet
};

struct Action {
  ActionKind kind = ActionKind::expression;
  Position position = {};
  std::string variable = {};           ///< of an assignment: $var(x)
  std::vector<Expression> value = {};  ///< one or none
  std::vector<Action> body = {}, otherwise = {};
  std::vector<Case> cases = {};
};

enum class BlockKind : std::uint8_t {
  request,   ///< request_route, or route without a name
  route,     ///< route[NAME]
  reply,     ///< reply_route, or onreply_route without a name: the core's
  tm_reply,  ///< onreply_route[NAME]
  failure,   ///< failure_route[NAME]
  branch,    ///< branch_route[NAME]
  event,     ///< event_route[NAME]
  other,     ///< onsend_route: read over
};

struct Block {
  BlockKind kind = BlockKind::request;
  std::string name = {};  ///< empty: none
  Position position = {};
  std::vector<Action> actions = {};
};

/// modparam("MODULES", "NAME", VALUE).
struct ModuleParameter {
  std::string modules = {}, name = {}, value = {};
  bool is_integer = false;
  Position position = {};
};

/// loadmodule "tm.so", or a line of the core such as children=4: `value` as written.
struct Setting {
  std::string name = {}, value = {};
  Position position = {};
};

struct Configuration {
  std::vector<std::string> files;      ///< by Position::file
  std::vector<std::string> not_found;  ///< of import_file
  std::vector<Setting> modules;        ///< in their order; `name`: "tm", without ".so" and folder
  std::vector<Setting> core;
  std::vector<ModuleParameter> parameters;
  std::vector<Block> blocks;
  std::vector<Setting> undefined;  ///< names that were taken as text; `name`, and where the first one stands
};

}  // namespace rtpe::route
