#include "scenarios/world/virtual_world.hpp"

#include <cassert>

namespace rtpe::scenario::world {

Expected<bool> VirtualWorld::step() {
  if (queue().empty()) return false;
  const EventQueue::Entry entry = queue().pop();
  assert(Time(Duration(entry.at)) >= now_);
  now_ = Time(Duration(entry.at));
  dispatch(entry);
  return true;
}

}  // namespace rtpe::scenario::world
