// rpc: what RPC commands of faults answered.
#include <fmt/format.h>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::rpc {
namespace {

struct Options {
  std::string command;  ///< empty: all
  std::vector<std::string> contains, lacks;
  bool refused = false;
  bool operator==(const Options&) const = default;
};

std::vector<std::string> texts_of(TableReader& table, std::string_view key) {
  std::vector<std::string> out;
  for (PlacedText& text : table.texts(key)) out.push_back(std::move(text.text));
  return out;
}

KindOptions read(TableReader& table) {
  return KindOptions::of(Options{.command = table.text("command").value_or(""),
                                 .contains = texts_of(table, "contains"),
                                 .lacks = texts_of(table, "lacks"),
                                 .refused = table.truth("refused").value_or(false)});
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  if (!options.command.empty()) section.text("command", options.command);
  if (!options.contains.empty()) section.texts("contains", options.contains);
  if (!options.lacks.empty()) section.texts("lacks", options.lacks);
  if (options.refused) section.add("refused", true);
}

void relate(const Check& /*check*/, CheckRelations& relations) {
  for (const Fault& fault : relations.scenario().faults)
    if (fault.kind != nullptr && fault.kind->name == "rpc") return;
  relations.warn("command", "there is no [[fault]] that does an RPC command: nothing can be judged");
}

class Rpc final : public Judge {
 public:
  explicit Rpc(const Check& check) : check_(check), options_(check.options.as<Options>()) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RpcEnded>(); }

  void record(Duration at, const Event& event) override {
    const auto& ended = std::get<RpcEnded>(event);
    if (!check_.covers(at) || (!options_.command.empty() && ended.command != options_.command)) return;
    ++answers_;
    std::string why = ended.done == options_.refused ? (ended.done ? "it was carried out" : "it was refused") : "";
    for (const std::string& text : options_.contains)
      if (!ended.reply.contains(text)) why += fmt::format("{}no {}", why.empty() ? "" : "; ", text);
    for (const std::string& text : options_.lacks)
      if (ended.reply.contains(text)) why += fmt::format("{}{}", why.empty() ? "" : "; ", text);
    if (why.empty()) return;
    ++wrong_;
    evidence_.add(fmt::format("{} {} {}: {}: {}", clock_text(at), ended.command, ended.target, why, ended.reply));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (answers_ == 0) return {.summary = "no such RPC command was carried out"};
    return {.outcome = wrong_ == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} of {} answers were other ones", wrong_, answers_),
            .evidence = evidence_.lines()};
  }

 private:
  const Check& check_;
  const Options& options_;
  Evidence evidence_;
  std::uint64_t answers_ = 0, wrong_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) { return std::make_unique<Rpc>(check); }

constexpr KeyRow keys[] = {
    {"command", "all", "`\"rtpengine.show\"`, ...: those that a `[[fault]]` does"},
    {"contains", "", "texts that are in the answer, compact JSON: `'\"disabled\":0'`", KeyType::texts},
    {"lacks", "", "texts that are not", KeyType::texts},
    {"refused", "false", "`true`: the proxy refuses the command", KeyType::truth}};

}  // namespace

extern const CheckKind kind{
    .name = "rpc",
    .keys = keys,
    .fails_when = "an RPC command was answered otherwise",
    .example = "contains = '\"url\"'",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::rpc
