// Route blocks, ready to run: a list of small instructions, the same for all workers.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/personality.hpp"
#include "client/route/core_function.hpp"
#include "client/route/syntax.hpp"
#include "client/route/value.hpp"
#include "client/route/variable_name.hpp"
#include "client/script/call.hpp"
#include "client/script/text_format.hpp"

namespace rtpe::route {

class Pattern;

enum class Operation : std::uint8_t {
  push_integer,   ///< a: the number
  push_text,      ///< a: index of text
  push_variable,  ///< a: index of variable
  push_keyword,   ///< a: Keyword
  add,
  subtract,
  multiply,
  divide,
  modulo,
  bit_and,
  bit_or,
  bit_xor,
  shift_left,
  shift_right,
  negate,
  complement,
  invert,  ///< !
  equal,
  not_equal,
  less,
  greater,
  less_equal,
  greater_equal,
  match,          ///< a: index of pattern; the text is on the stack
  match_dynamic,  ///< the pattern is on the stack too
  in_network,     ///< a: index of text "10.0.0.0/8"; the address is on the stack
  is_myself,      ///< a: Keyword; pushes
  is_defined,     ///< a: index of variable; pushes
  is_null,        ///< of what is on the stack
  length,
  is_empty,
  to_integer,
  to_text,
  to_boolean,  ///< anything but 0
  clamp,       ///< a function's negative code counts as 0 inside expressions
  discard,
  jump,           ///< a: where to
  jump_if,        ///< a; the value is not 0; takes it
  jump_unless,    ///< a; the value is 0; takes it
  branch_unless,  ///< a; the value is not above 0: what if and while ask; takes it
  assign,         ///< a: index of variable; takes the value
  call,           ///< a: index of call; pushes the code
  run,            ///< a: index of statement; pushes the code, or the value of $rtpstat
  run_value,      ///< likewise, but pushes the value
  route,          ///< a: block; pushes the code
  route_by_name,  ///< the name is on the stack
  result,         ///< a: what the block returns when nothing else follows
  begin_loop,
  count_loop,  ///< a: where to after the 100th turn
  end_loop,
  leave,      ///< return; takes the value
  end_block,  ///< returns the last result
  exit,
  drop,
};

struct Instruction {
  Operation operation;
  std::int32_t a = 0;
  Position position = {};
};

struct CoreCall {
  CoreFunction function = CoreFunction::nothing;
  std::string name;
  std::vector<script::TextFormat> arguments = {};
  std::optional<std::int32_t> assumed = {};  ///< what the user says it returns
};

/// A block of the program.
struct ProgramBlock {
  BlockKind kind = BlockKind::request;
  std::string name;
  std::int32_t entry = 0;
  Position position = {};
};

struct Program {
  std::vector<std::string> files;
  std::vector<Instruction> code;
  std::vector<std::string> texts;
  std::vector<VariableName> variables;
  std::vector<std::shared_ptr<const Pattern>> patterns;
  std::vector<CoreCall> calls;
  std::vector<script::Statement> statements;
  std::vector<Position> statement_positions;
  std::vector<ProgramBlock> blocks;

  /// Index of the block; nullopt: there is none.
  [[nodiscard]] std::optional<std::uint32_t> find(BlockKind kind, std::string_view name) const;
};

struct CompileOptions {
  const Personality* personality = nullptr;
  /// Functions that the lab does not know, and what they shall return.
  std::map<std::string, std::int32_t, std::less<>> assumed = {};
};

struct Compiled {
  std::shared_ptr<const Program> program;  ///< null: there are errors
  std::vector<Error> errors;               ///< all of them, with places
  std::vector<Error> warnings = {};        ///< what Kamailio takes and surely nobody means
};

[[nodiscard]] Compiled compile(const Configuration& configuration, const CompileOptions& options);

}  // namespace rtpe::route
