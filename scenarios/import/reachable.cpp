// Which blocks of a configuration a call can reach.
#include <fmt/format.h>

#include <set>
#include <utility>

#include "client/route/walk.hpp"
#include "scenarios/import/parts.hpp"

namespace rtpe::scenario::import_cfg {
namespace {

using route::Block;
using route::BlockKind;
using route::Expression;
using route::ExpressionKind;

class Reach {
 public:
  explicit Reach(const std::vector<Block>& blocks) : blocks_(blocks) {
    for (std::size_t i = 0; i < blocks.size(); ++i)
      if (blocks[i].kind == BlockKind::request || blocks[i].kind == BlockKind::reply) add(i);
  }

  /// Indices of the blocks.
  std::set<std::size_t> run() {
    while (!open_.empty()) {
      const std::size_t block = open_.back();
      open_.pop_back();
      each_expression_of(blocks_[block], [this](const Expression& expression) { follow(expression); });
    }
    return std::move(found_);
  }

 private:
  void add(std::size_t block) {
    if (found_.insert(block).second) open_.push_back(block);
  }

  void add_named(BlockKind kind, const std::string& name) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      if (blocks_[i].kind == kind && blocks_[i].name == name) add(i);
  }

  void add_all(BlockKind kind) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      if (blocks_[i].kind == kind) add(i);
  }

  void follow(const Expression& expression) {
    if (expression.kind != ExpressionKind::call || expression.operands.empty()) return;
    constexpr std::pair<std::string_view, BlockKind> calls[] = {
        {"route", BlockKind::route},         {"route_if_exists", BlockKind::route},
        {"t_on_reply", BlockKind::tm_reply}, {"t_on_failure", BlockKind::failure},
        {"t_on_branch", BlockKind::branch},  {"t_on_branch_failure", BlockKind::event}};
    const Expression& name = expression.operands.front();
    for (const auto& [word, kind] : calls) {
      if (expression.text != word) continue;
      const bool computed = name.kind == ExpressionKind::variable || name.kind == ExpressionKind::binary ||
                            name.text.find('$') != std::string::npos;
      if (computed)
        add_all(kind);
      else
        add_named(kind, kind == BlockKind::event ? "tm:branch-failure:" + name.text : name.text);
    }
  }

  const std::vector<Block>& blocks_;
  std::set<std::size_t> found_;
  std::vector<std::size_t> open_;
};

std::size_t calls_in(const Block& block, const Personality& release) {
  std::size_t calls = 0;
  each_expression_of(block,
                     [&](const Expression& expression) { calls += is_module_call(expression, release) ? 1 : 0; });
  return calls;
}

}  // namespace

Expected<void> keep_reachable_blocks(Work& work) {
  std::vector<Block>& blocks = work.configuration.blocks;
  const auto reached = Reach(blocks).run();
  std::vector<Block> kept;
  std::string unused;
  std::size_t calls = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::size_t own = calls_in(blocks[i], work.release());
    if (reached.contains(i)) {
      calls += own;
      kept.push_back(std::move(blocks[i]));
    } else if (own > 0) {
      work.note(ImportNote::Kind::left_out, work.place(blocks[i].position),
                fmt::format("{} calls rtpengine, and no message of a call gets there", block_name(blocks[i])));
    } else {
      unused += (unused.empty() ? "" : ", ") + block_name(blocks[i]);
    }
  }
  if (!unused.empty()) work.note(ImportNote::Kind::unused, {}, unused);
  blocks = std::move(kept);
  if (calls > 0) return {};
  return std::unexpected(Error{.message = "rtpengine is called only where no message of a call gets",
                               .place = work.file_name,
                               .remedy = "perhaps a --define is missing"});
}

}  // namespace rtpe::scenario::import_cfg
