// Walks over a configuration's tree.
#pragma once
#include <vector>

#include "client/route/syntax.hpp"

namespace rtpe::route {

/// `see(expression)`, outer ones first.
template <typename Tree, typename See>
void each_expression(Tree& expression, See see) {
  see(expression);
  for (auto& operand : expression.operands) each_expression(operand, see);
}

/// `see(action)`, outer ones first.
template <typename Actions, typename See>
void each_action(Actions& actions, See see) {
  for (auto& action : actions) {
    see(action);
    each_action(action.body, see);
    each_action(action.otherwise, see);
    for (auto& one : action.cases) each_action(one.body, see);
  }
}

/// All expressions of a block.
template <typename Tree, typename See>
void each_expression_of(Tree& block, See see) {
  each_action(block.actions, [&](auto& action) {
    for (auto& value : action.value) each_expression(value, see);
    for (auto& one : action.cases)
      for (auto& label : one.label) each_expression(label, see);
  });
}

}  // namespace rtpe::route
