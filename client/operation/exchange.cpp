#include "client/operation/exchange.hpp"

#include <cerrno>
#include <chrono>

#include "client/bencode/reader.hpp"
#include "client/ng/cookie.hpp"

namespace rtpe {
namespace {

using std::chrono::milliseconds;

/// The module hands writev one piece for the cookie and, per bencode item, one for an integer and two for anything
/// else; the kernel takes IOV_MAX pieces (5.2: about 490 flags).
constexpr std::size_t most_pieces = 1024;
constexpr std::size_t least_bytes_per_piece = 1;  // "0:" is two pieces in two bytes

/// Payload limits of a UDP datagram.
constexpr std::size_t most_bytes_v4 = 65507, most_bytes_v6 = 65527;

/// The module's WebSocket library looks for a message every 10 ms and takes less than 256 KiB (5.4).
constexpr milliseconds web_socket_step{10};
constexpr std::size_t web_socket_bytes = 256 * 1024;

/// errno with which the module's write would fail whatever the network does; 0: none.
int refused_locally(Worker& worker, const Node& node, std::string_view dictionary) {
  if (!node.has_socket) return EBADF;
  if (node.scheme != Scheme::udp && node.scheme != Scheme::udp6) return 0;
  if (dictionary.size() >= most_pieces * least_bytes_per_piece && worker.reader.read(dictionary)) {
    std::size_t pieces = 1;
    for (const bencode::Token& token : worker.reader.tape()) pieces += token.kind == bencode::Kind::integer ? 1 : 2;
    if (pieces > most_pieces) return EINVAL;
  }
  return worker.request.size() > (node.scheme == Scheme::udp ? most_bytes_v4 : most_bytes_v6) ? EMSGSIZE : 0;
}

Time step_after(Time start, Time now) {
  const auto steps = (now - start + web_socket_step - Duration(1)) / Duration(web_socket_step);
  return start + steps * Duration(web_socket_step);
}

}  // namespace

void Exchange::begin(Proxy& proxy, Worker& worker, Node& node, Command command, std::string_view dictionary) {
  *this = Exchange();
  proxy_ = &proxy;
  worker_ = &worker;
  node_ = &node;
  command_ = command;
  dictionary_ = dictionary;
}

Action Exchange::resume(Time now, const Input& input) {
  switch (input.kind) {
    case InputKind::start:
      return start(now);
    case InputKind::datagram:
      return received(now, input.bytes);
    case InputKind::timeout:
      return settling_ ? answered(now, worker_->reply) : retry_or_give_up(now);
    case InputKind::socket_error:
      // Nothing readable: the wait is over at once, and the next send meets the pending error.
      return retry_or_give_up(now);
    case InputKind::send_failed:
      return end(now, ExchangeOutcome::send_failed, input.error_number);
    case InputKind::receive_failed:
      return settling_ ? answered(now, worker_->reply) : end(now, ExchangeOutcome::receive_failed, input.error_number);
    case InputKind::granted:
    case InputKind::released:
      break;  // locks are not asked for here
  }
  return {.kind = ActionKind::wait, .node = node_, .deadline = deadline_};
}

Action Exchange::start(Time now) {
  worker_->request.clear();
  if (node_->scheme != Scheme::unix_stream) {
    ng::append_cookie(worker_->request, static_cast<std::int32_t>(proxy_->parameters.server_id), worker_->next_middle(),
                      worker_->next_sequence++);
    cookie_length_ = worker_->request.size() - 1;
  }
  worker_->request.append(dictionary_);
  const bool repeats = node_->scheme == Scheme::udp || node_->scheme == Scheme::udp6;
  allowed_sends_ = repeats ? static_cast<std::uint32_t>(proxy_->parameters.rtpengine_retr) : 1;
  if (allowed_sends_ == 0) return end(now, ExchangeOutcome::timed_out);
  if (const int error = refused_locally(*worker_, *node_, dictionary_))
    return end(now, ExchangeOutcome::send_failed, error);
  return send(now);
}

Action Exchange::send(Time now) {
  ++sends_;
  sent_ = now;
  const milliseconds patience{proxy_->parameters.rtpengine_tout_ms};
  switch (node_->scheme) {
    case Scheme::udp:
    case Scheme::udp6:
      deadline_ = now + patience;
      break;
    case Scheme::tcp:
      deadline_ = now + patience * proxy_->parameters.rtpengine_retr;
      break;
    case Scheme::ws:
    case Scheme::wss:
      deadline_ = step_after(now, now + patience);
      break;
    case Scheme::unix_stream:
      deadline_ = Time::max();
      break;
  }
  if (worker_->observer) worker_->observer->sent(now, *node_, command_, worker_->request, sends_);
  return {
      .kind = ActionKind::send, .node = node_, .bytes = worker_->request, .drain = sends_ == 1, .deadline = deadline_};
}

Action Exchange::retry_or_give_up(Time now) {
  if (sends_ < allowed_sends_) return send(now);
  return end(now, ExchangeOutcome::timed_out);
}

Action Exchange::received(Time now, std::string_view bytes) {
  switch (node_->scheme) {
    case Scheme::unix_stream:
      if (bytes.empty()) return end(now, ExchangeOutcome::empty_datagram);
      return answered(now, worker_->reply.assign(bytes));
    case Scheme::ws:
    case Scheme::wss:
      return received_over_web_socket(now, bytes);
    case Scheme::udp:
    case Scheme::udp6:
    case Scheme::tcp:
      break;
  }
  return received_over_udp(now, bytes);
}

Action Exchange::received_over_udp(Time now, std::string_view bytes) {
  if (bytes.empty()) return end(now, ExchangeOutcome::empty_datagram);
  if (!bytes.starts_with(cookie())) {
    const bool stream = node_->scheme == Scheme::tcp;
    return ignore(now, bytes, stream ? deadline_ : now + milliseconds(proxy_->parameters.rtpengine_tout_ms));
  }
  bytes.remove_prefix(cookie_length_);
  if (!bytes.empty()) bytes.remove_prefix(1);  // the blank, or whatever is in its place
  return answered(now, worker_->reply.assign(bytes));
}

Action Exchange::received_over_web_socket(Time now, std::string_view bytes) {
  if (settling_ || bytes.empty()) return ignore(now, bytes, deadline_);
  // The reply is looked at when the library's 10 ms step ends.
  const bool mine = bytes.starts_with(std::string_view(worker_->request).substr(0, cookie_length_ + 1)) &&
                    bytes.size() < web_socket_bytes;
  if (!mine) return end(now, ExchangeOutcome::mismatch);
  settling_ = true;
  worker_->reply.assign(bytes.substr(cookie_length_ + 1));
  deadline_ = step_after(sent_, now);
  if (deadline_ <= now) return answered(now, worker_->reply);
  return {.kind = ActionKind::wait, .node = node_, .deadline = deadline_};
}

Action Exchange::ignore(Time now, std::string_view bytes, Time deadline) {
  deadline_ = deadline;
  if (worker_->observer) worker_->observer->stale(now, *node_, bytes);
  return {.kind = ActionKind::wait, .node = node_, .deadline = deadline_};
}

Action Exchange::answered(Time now, std::string_view bytes) {
  payload_ = bytes;
  return end(now, ExchangeOutcome::answered);
}

Action Exchange::end(Time now, ExchangeOutcome outcome, int error_number) {
  outcome_ = outcome;
  if (worker_->observer) worker_->observer->exchange_ended(now, *node_, command_, outcome, payload_, error_number);
  return {};
}

}  // namespace rtpe
