#include "client/transport/link_channel.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <string>
#include <utility>

namespace rtpe::transport {
namespace {

/// Copies on their way; what is above that is lost.
constexpr std::size_t most_in_flight = 10'000;
/// Messages that have come and that nobody took.
constexpr std::size_t most_arrived = 256;

class LinkChannel final : public Channel {
 public:
  LinkChannel(boost::asio::io_context& io, std::unique_ptr<Channel> inner, const proxy::Process& process,
              const Node& node, Link& link)
      : state_(std::make_shared<State>(io, std::move(inner), process, node, link)) {}
  ~LinkChannel() override { state_->close(); }

  void drain() override {
    state_->arrived.clear();
    state_->pump();
    state_->arrived.clear();
  }
  void send(std::string_view bytes, Sent sent) override { state_->send(bytes, std::move(sent)); }
  std::optional<Input> take() override { return state_->take(); }
  void wait(std::function<void()> ready) override {
    state_->ready = std::move(ready);
    if (!state_->arrived.empty()) state_->tell();
    state_->listen();
  }
  void stop_waiting() override { state_->stop_waiting(); }

 private:
  struct Arrived {
    InputKind kind;
    std::string bytes;
    int error_number;
  };

  struct State : std::enable_shared_from_this<State> {
    boost::asio::io_context& io;
    std::unique_ptr<Channel> inner;
    const proxy::Process& process;
    const Node& node;
    Link& link;
    std::deque<Arrived> arrived = {};
    std::string taken = {};
    std::function<void()> ready = {};
    std::size_t in_flight = 0;
    bool listening = false;

    State(boost::asio::io_context& context, std::unique_ptr<Channel> channel, const proxy::Process& whose,
          const Node& to, Link& between)
        : io(context), inner(std::move(channel)), process(whose), node(to), link(between) {}

    void close() {
      ready = nullptr;
      inner.reset();
    }

    void send(std::string_view bytes, Sent sent) {
      bool now = false;
      for (const Duration delay : link.pass(process, node, Way::to_node, bytes)) {
        if (delay <= Duration{} && !now)
          now = true;
        else
          later(delay, [text = std::string(bytes)](State& self) { self.send_late(text); });
      }
      if (!now) return sent(0);
      inner->send(bytes, std::move(sent));
    }

    /// The sender waits for an answer already.
    void send_late(const std::string& bytes) {
      const bool datagrams = node.scheme == Scheme::udp || node.scheme == Scheme::udp6;
      inner->send(bytes, [weak = weak_from_this(), datagrams](int error) {
        const auto self = weak.lock();
        if (!self || !self->inner || datagrams) return;
        if (error != 0) return self->put({.kind = InputKind::receive_failed, .bytes = {}, .error_number = error});
        self->listening = false;  // a unix socket is another one with each request
        self->listen();
      });
    }

    std::optional<Input> take() {
      if (arrived.empty()) return std::nullopt;
      const Arrived first = std::move(arrived.front());
      arrived.pop_front();
      taken = first.bytes;
      return Input{.kind = first.kind, .bytes = taken, .error_number = first.error_number};
    }

    /// Messages are looked at when they come, whether or not somebody waits: their delay begins then. A unix socket has
    /// something to say only between a send and its answer.
    void listen() {
      if (listening || !inner) return;
      listening = true;
      inner->wait([weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self || !self->inner) return;
        self->listening = false;
        // An error stays on the socket until the next send meets it: listening for it again would not end.
        const Pumped pumped = self->pump();
        if (pumped == Pumped::all && self->node.scheme != Scheme::unix_stream) self->listen();
      });
    }

    enum class Pumped : std::uint8_t { all, until_error };
    Pumped pump() {
      // A unix socket has one answer, and is closed then.
      const std::size_t most = node.scheme == Scheme::unix_stream ? 1 : most_arrived;
      for (std::size_t i = 0; i < most; ++i) {
        const auto input = inner->take();
        if (!input) break;
        if (input->kind != InputKind::datagram) {
          put({.kind = input->kind, .bytes = {}, .error_number = input->error_number});
          return Pumped::until_error;
        }
        for (const Duration delay : link.pass(process, node, Way::from_node, input->bytes)) {
          Arrived message{.kind = InputKind::datagram, .bytes = std::string(input->bytes), .error_number = 0};
          if (delay <= Duration{})
            put(std::move(message));
          else
            later(delay, [message = std::move(message)](State& self) mutable { self.put(std::move(message)); });
        }
      }
      return Pumped::all;
    }

    void put(Arrived message) {
      if (arrived.size() < most_arrived) arrived.push_back(std::move(message));
      tell();
    }

    void tell() {
      if (ready) boost::asio::post(io, std::exchange(ready, nullptr));
    }

    template <class Work>
    void later(Duration delay, Work work) {
      if (in_flight == most_in_flight) return;
      ++in_flight;
      const auto timer = std::make_shared<boost::asio::steady_timer>(io, delay);
      timer->async_wait([weak = weak_from_this(), timer, work = std::move(work)](const auto&) mutable {
        const auto self = weak.lock();
        if (!self || !self->inner) return;
        --self->in_flight;
        work(*self);
      });
    }

    void stop_waiting() {
      ready = nullptr;
      if (node.scheme != Scheme::unix_stream) return;
      listening = false;
      inner->stop_waiting();
    }
  };

  std::shared_ptr<State> state_;
};

}  // namespace

std::unique_ptr<Channel> make_link_channel(boost::asio::io_context& io, std::unique_ptr<Channel> inner,
                                           const proxy::Process& process, const Node& node, Link& link) {
  return std::make_unique<LinkChannel>(io, std::move(inner), process, node, link);
}

}  // namespace rtpe::transport
