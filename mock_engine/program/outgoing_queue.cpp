#include "mock_engine/program/outgoing_queue.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

constexpr std::size_t most_waiting = 200'000;

}  // namespace

void OutgoingQueue::leave(Time now, const Peer& peer, const Outgoing& outgoing, ProgramOutput& output) {
  if (!in_pieces_) piece_service_ = service_time_.draw(random_);
  in_pieces_ = outgoing.piece == Piece::more;
  const Duration total = outgoing.delay + piece_service_;
  if (total <= Duration::zero()) return output.send(peer, outgoing.bytes, outgoing.piece);
  if (heap_.size() >= most_waiting) return output.no_reply(peer);
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  Slot& slot = slots_[index];
  slot.peer = peer;
  slot.address.assign(peer.address);
  slot.bytes.assign(outgoing.bytes);
  slot.piece = outgoing.piece;
  heap_.push_back({.at = now + total, .sequence = ++sequence_, .slot = index});
  std::push_heap(heap_.begin(), heap_.end());
}

std::optional<Time> OutgoingQueue::next_time() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().at;
}

void OutgoingQueue::run_timers(Time now, ProgramOutput& output) {
  while (!heap_.empty() && heap_.front().at <= now) {
    const std::uint32_t index = heap_.front().slot;
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
    Slot& slot = slots_[index];
    slot.peer.address = slot.address;
    output.send(slot.peer, slot.bytes, slot.piece);
    free_.push_back(index);
  }
}

void OutgoingQueue::clear() {
  for (const Entry& entry : heap_) free_.push_back(entry.slot);
  heap_.clear();
  in_pieces_ = false;
}

}  // namespace rtpe::mock
