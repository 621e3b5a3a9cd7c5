// Runs route blocks: stops where a function of the rtpengine module has to be carried out, and goes on with its code.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/route/program.hpp"

namespace rtpe::route {

/// What a route asks whoever runs it: variables, the message, and what the core's functions do to it.
class RouteHost {
 public:
  virtual ~RouteHost() = default;
  /// Transformations are the interpreter's. Not called for $null and $rc.
  virtual void get(const VariableName& name, Value& out) = 0;
  virtual void set(const VariableName& name, const Value& value) = 0;
  virtual void keyword(Keyword keyword, Value& out) = 0;
  [[nodiscard]] virtual bool is_myself(Keyword keyword) = 0;
  /// The function's code: above 0 is yes.
  virtual std::int32_t call(const CoreCall& call, std::span<const Value> arguments) = 0;
};

enum class RouteEnd : std::uint8_t {
  fell_through,  ///< the last action, or return
  exit,
  drop,
  too_long,  ///< more than a million instructions, or 100 routes inside each other
};

class Interpreter : private script::Host {
 public:
  /// Begins at a block. The program and the host must outlive it.
  void start(const Program& program, std::uint32_t block, RouteHost& host);
  /// The next statement to carry out; nullptr: the route has ended. After a statement call answered() first.
  [[nodiscard]] const script::Statement* next();
  /// The statement's code, and the value of $rtpstat.
  void answered(int code, std::optional<std::string_view> value);
  [[nodiscard]] RouteEnd end() const { return end_; }
  [[nodiscard]] std::int32_t result() const { return result_; }

 private:
  struct Frame {
    std::size_t back = 0;
    std::size_t loops = 0;
  };

  /// Variables inside the strings of core functions.
  std::optional<Variable> read(std::string_view name) override;
  void fetch(const VariableName& name, Value& out);
  const script::Statement* step(const Instruction& instruction);
  void compute(const Instruction& instruction);
  void compare(const Instruction& instruction);
  void examine(const Instruction& instruction);
  void flow(const Instruction& instruction);
  /// Of a loop.
  void turn(const Instruction& instruction);
  void core_call(const CoreCall& call);
  void enter(std::uint32_t block);
  /// Back to the caller, with result_.
  void leave_block();
  void finish(RouteEnd end);

  Value& push();
  Value& top() { return stack_[size_ - 1]; }
  Value& below() { return stack_[size_ - 2]; }
  Value& pop() { return stack_[--size_]; }
  void push_number(std::int64_t number) { push().set(number); }

  const Program* program_ = nullptr;
  RouteHost* host_ = nullptr;
  std::vector<Value> stack_;
  std::size_t size_ = 0;  ///< of the stack
  std::vector<Frame> frames_;
  std::vector<int> loops_;
  std::size_t at_ = 0, steps_ = 0;
  std::int32_t result_ = 1, code_ = 0;  ///< code_: $rc
  bool wants_value_ = false;            ///< of the statement under way
  bool running_ = false;
  RouteEnd end_ = RouteEnd::fell_through;
  std::string scratch_, scratch2_;
  std::vector<Value> arguments_;
  VariableNames names_;
};

}  // namespace rtpe::route
