#include "scenarios/checks/exchange_filter.hpp"

#include <fmt/format.h>

namespace rtpe::scenario {

std::string ExchangeFilter::text() const {
  std::string text = command ? fmt::format("{} commands", word_of(*command)) : std::string("commands");
  return node.empty() ? text : text + " to " + node;
}

std::optional<Command> read_command(TableReader& table) {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> made;
    for (const Command command : all_of_a_word<Command>()) made.push_back(word_of(command));
    return made;
  }();
  const auto index = table.word("command", names);
  return index ? std::optional(all_of_a_word<Command>()[*index]) : std::nullopt;
}

ExchangeFilter read_exchange_filter(TableReader& table) {
  return {.command = read_command(table), .node = table.text("node").value_or("")};
}

void relate_exchange_filter(const ExchangeFilter& filter, CheckRelations& relations) {
  if (!filter.node.empty()) relations.known_engine_or_node("node", filter.node);
}

void write_exchange_filter(const ExchangeFilter& filter, Section& section) {
  if (filter.command) section.text("command", word_of(*filter.command));
  if (!filter.node.empty()) section.text("node", filter.node);
}

void FilteredNodes::start(const RunStarted& event) {
  for (const NodeEntry& node : event.nodes)
    nodes_.push_back({std::string(node.name), std::string(node.engine),
                      wanted_.empty() || node.engine == wanted_ || node.name == wanted_ || node.url == wanted_});
}

}  // namespace rtpe::scenario
