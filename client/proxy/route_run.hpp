// A message's way through a proxy's route blocks: request_route and branch_route, or reply_route, onreply_route and
// failure_route.
#pragma once
#include <cstdint>
#include <optional>

#include "client/proxy/route_host.hpp"
#include "client/route/interpreter.hpp"

namespace rtpe::proxy {

class RouteRun {
 public:
  /// Null: none is under way, or not by a program.
  [[nodiscard]] const route::Program* program() const { return program_; }
  void begin(const route::Program& program, Message& message);
  /// No program runs.
  void stop() { program_ = nullptr; }
  /// The next statement of the module; nullptr: all blocks are done. `changed_route`: route() and sip() are others now.
  [[nodiscard]] const script::Statement* next();
  void answered(int code, std::optional<std::string_view> value) { interpreter_.answered(code, value); }

  [[nodiscard]] script::Route route() const { return route_; }
  /// What the block looks at: in a failure route the request.
  [[nodiscard]] sip::Message& sip() const { return *sip_; }
  [[nodiscard]] RouteHost& host() { return host_; }
  /// What the block changes is the request of the next branch, not the reply that it runs for.
  [[nodiscard]] bool is_about_request() const { return sip_ != message_->sip; }
  /// What becomes of the message; after next() returned null.
  void conclude(MessageFate& fate) const;

 private:
  enum class Stage : std::uint8_t { request, branch, core_reply, tm_reply, branch_failure, failure, done };
  /// The block of this stage; nullopt: the message has none there.
  [[nodiscard]] std::optional<std::uint32_t> block_of(Stage stage);
  [[nodiscard]] Stage stage_after(Stage stage) const;
  void enter(std::uint32_t block);
  /// From this stage on to one that has a block; done: none has.
  void find_block(Stage stage);

  const route::Program* program_ = nullptr;
  Message* message_ = nullptr;
  sip::Message* sip_ = nullptr;
  Stage stage_ = Stage::done;
  script::Route route_ = script::Route::request;
  route::Interpreter interpreter_;
  RouteHost host_;
  bool reply_is_dropped_ = false;
};

}  // namespace rtpe::proxy
