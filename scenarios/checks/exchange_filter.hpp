// `command` and `node`: which commands to nodes a check is about.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/table_reader.hpp"
#include "client/ng/command.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/model/check_kind.hpp"
#include "scenarios/model/section.hpp"

namespace rtpe::scenario {

struct ExchangeFilter {
  std::optional<Command> command;  ///< empty: all but pings
  std::string node;                ///< an engine, or a node's URL; empty: all
  [[nodiscard]] bool wants(Command sent) const { return command ? sent == *command : sent != Command::ping; }
  /// "delete commands to a", "commands".
  [[nodiscard]] std::string text() const;
  bool operator==(const ExchangeFilter&) const = default;
};

inline constexpr KeyRow command_key = {"command", "all but pings", "`\"offer\"`, `\"delete\"`, `\"ping\"`, ..."};
inline constexpr KeyRow node_key = {"node", "all", "name of an engine, or a node's URL"};

/// A command by its name on the wire; absent: empty.
[[nodiscard]] std::optional<Command> read_command(TableReader& table);
[[nodiscard]] ExchangeFilter read_exchange_filter(TableReader& table);
/// `node`, when there is one, is known.
void relate_exchange_filter(const ExchangeFilter& filter, CheckRelations& relations);
void write_exchange_filter(const ExchangeFilter& filter, Section& section);

/// The nodes of a run by name, and which of them a filter's `node` means.
class FilteredNodes {
 public:
  explicit FilteredNodes(std::string node) : wanted_(std::move(node)) {}
  void start(const RunStarted& event);
  [[nodiscard]] bool covers(std::uint32_t node) const { return node < nodes_.size() && nodes_[node].covered; }
  [[nodiscard]] std::string_view name(std::uint32_t node) const {
    return node < nodes_.size() ? nodes_[node].name : std::string_view("nobody");
  }
  [[nodiscard]] std::string_view engine(std::uint32_t node) const { return nodes_[node].engine; }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(nodes_.size()); }

 private:
  struct Row {
    std::string name, engine;
    bool covered = false;
  };
  std::string wanted_;
  std::vector<Row> nodes_;
};

}  // namespace rtpe::scenario
