#include "scenarios/world/world.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace rtpe::scenario::world {

WakerId World::add(Waker& waker) {
  wakers_.push_back(&waker);
  assert(wakers_.size() < nobody);
  return static_cast<WakerId>(wakers_.size() - 1);
}

EventQueue::Ticket World::schedule(Time time, WakerId waker, std::uint64_t token) {
  assert(waker < wakers_.size() && token <= most_token);
  const Time present = now();
  return queue_.push(present, std::max(time, present), (std::uint64_t{waker} << 48U) | token);
}

void World::record(EndpointId from, EndpointId to, std::string_view bytes, std::uint32_t copies) {
  const Address &source = network_[from].address, &destination = network_[to].address;
  datagrams_->datagram({.since_start = now() - start_,
                        .source = source.host,
                        .destination = destination.host,
                        .source_port = source.port,
                        .destination_port = destination.port,
                        .protocol = network_[from].protocol,
                        .bytes = bytes,
                        .arrives = copies > 0 && network_[to].is_open});
}

template <class Load>
void World::launch(EndpointId from, EndpointId to, std::string_view bytes, Load load) {
  const std::uint32_t number = network_.way_between(from, to);
  Way& way = network_.way(number);
  const Time present = now();
  const Fate fate = way.next(present, bytes.size());
  const bool passes = way.passes() && fate.copies > 0;
  if (datagrams_ != nullptr) record(from, to, bytes, passes ? fate.copies : 0);
  if (!passes) return;
  for (std::uint32_t copy = 1; copy <= fate.copies; ++copy) {
    const std::uint32_t flight = flights_.take(Flight::Kind::datagram, from, to, number);
    load(flights_[flight].bytes, copy == fate.copies);
    queue_.push(present, present + fate.delays[copy - 1], (of_network << 48U) | flight);
  }
}

void World::send(EndpointId from, EndpointId to, std::string_view bytes) {
  launch(from, to, bytes, [bytes](std::string& buffer, bool /*is_last*/) {
    // libstdc++ 12 tells the callback the capacity and not the size that was asked for.
    buffer.resize_and_overwrite(bytes.size(), [bytes](char* at, std::size_t /*size*/) {
      std::memcpy(at, bytes.data(), bytes.size());
      return bytes.size();
    });
  });
}

void World::send_away(EndpointId from, EndpointId to, std::string& bytes) {
  launch(from, to, bytes, [&bytes](std::string& buffer, bool is_last) {
    if (is_last)
      buffer.swap(bytes);
    else
      buffer = bytes;
  });
}

Fate World::judge(EndpointId from, EndpointId to, std::string_view bytes) {
  Way& way = network_.way(network_.way_between(from, to));
  Fate fate = way.next(now(), bytes.size());
  if (!way.passes()) fate.copies = 0;
  if (datagrams_ != nullptr) record(from, to, bytes, fate.copies);
  return fate;
}

/// The host's own answer goes the way that a reply would go.
void World::refuse(EndpointId sender, EndpointId by) {
  if (!network_.exists(network_[by].host)) return;
  const std::uint32_t number = network_.way_between(by, sender);
  Way& way = network_.way(number);
  constexpr std::size_t icmp_bytes = 36;
  const Time present = now();
  const Fate fate = way.next(present, icmp_bytes);
  if (!way.passes() || fate.copies == 0) return;
  queue_.push(present, present + fate.delays[0],
              (of_network << 48U) | flights_.take(Flight::Kind::refusal, by, sender, number));
}

void World::arrive(std::uint32_t number) {
  Flight& flight = flights_[number];
  const Endpoint& to = network_[flight.to];
  const bool somebody_is_there = !network_.way(flight.way).is_silent();
  if (flight.kind == Flight::Kind::refusal)
    to.receiver->refused(flight.to, flight.from);
  else if (somebody_is_there && to.is_open)
    to.receiver->datagram(flight.to, flight.from, flight.bytes);
  else if (somebody_is_there)
    refuse(flight.from, flight.to);
  flights_.give_back(number);
}

void World::dispatch(const EventQueue::Entry& entry) {
  const std::uint64_t owner = entry.payload >> 48U, token = entry.payload & most_token;
  if (owner == of_network) return arrive(static_cast<std::uint32_t>(token));
  if (owner == nobody) return;
  wakers_[owner]->wake(token);
}

}  // namespace rtpe::scenario::world
