// Any text is a configuration with routes or not; what compiles runs to its end. The files that it includes are parts
// of the text itself, so that they define, condition and include in turn.
#include <cstdlib>

#include "client/route/interpreter.hpp"
#include "client/route/parser.hpp"
#include "client/route/script_variables.hpp"
#include "client/route/write_blocks.hpp"
#include "scenarios/import/import.hpp"

namespace {

using namespace rtpe::route;

/// Answers from the fuzzer's own bytes, so that both ways of a condition are gone.
class AnyHost final : public RouteHost {
 public:
  explicit AnyHost(std::string_view bytes) : bytes_(bytes) {}
  void get(const VariableName& name, Value& out) override { variables_.get(name, out); }
  void set(const VariableName& name, const Value& value) override { variables_.set(name, value); }
  void keyword(Keyword /*keyword*/, Value& out) override { out.set(bytes_.substr(0, 20)); }
  bool is_myself(Keyword /*keyword*/) override { return next() % 2 == 0; }
  std::int32_t call(const CoreCall& /*call*/, std::span<const Value> /*arguments*/) override {
    return static_cast<std::int32_t>(next()) - 100;
  }

 private:
  unsigned next() {
    if (bytes_.empty()) return 101;
    return static_cast<unsigned char>(bytes_[at_++ % bytes_.size()]);
  }
  std::string_view bytes_;
  std::size_t at_ = 0;
  ScriptVariables variables_;
};

/// What is written is read again as it was.
void write_again(const Configuration& configuration) {
  const std::string once = write_blocks(configuration.blocks);
  const auto read = parse_configuration(once, "written");
  if (!read || write_blocks(read->blocks) != once) std::abort();
}

/// A name of odd length is the whole text again, an even one its second half; "a" is no file.
LexerOptions options_for(std::string_view text) {
  return {.files = [text](std::string_view name) -> rtpe::Expected<std::string> {
            if (name == "a") return std::unexpected(rtpe::Error{.message = "there is no such file"});
            return std::string(name.size() % 2 == 1 ? text : text.substr(text.size() / 2));
          },
          .defines = {"WITH_NAT", "N=5", "TEXT=\"a b\""}};
}

/// What is imported has routes that compile.
void import(std::string_view text, const LexerOptions& options) {
  const auto imported =
      rtpe::scenario::import_kamailio_cfg(text, "f", {.files = options.files, .defines = options.defines});
  if (!imported) {
    if (imported.error().message.empty()) std::abort();
    return;
  }
  const rtpe::scenario::Scenario& made = imported->scenario;
  if (!rtpe::scenario::route_program(made.routes, made.proxies.front().release()).program) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const LexerOptions options = options_for(text);
  const auto configuration = parse_configuration(text, "f", options);
  if (!configuration) {
    if (configuration.error().place.empty() && configuration.error().kind != rtpe::ErrorKind::limit) std::abort();
    return 0;
  }
  write_again(*configuration);
  import(text, options);
  const auto compiled = compile(*configuration, {.personality = rtpe::find_personality("kamailio-5.6")});
  if (!compiled.program) {
    if (compiled.errors.empty()) std::abort();
    return 0;
  }
  Interpreter interpreter;
  for (std::uint32_t block = 0; block < compiled.program->blocks.size() && block < 8; ++block) {
    AnyHost host(text);
    interpreter.start(*compiled.program, block, host);
    for (int statements = 0; statements < 1000 && interpreter.next() != nullptr; ++statements)
      interpreter.answered(-1, std::nullopt);
  }
  return 0;
}
