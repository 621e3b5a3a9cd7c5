#include "mock_engine/control/control_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "mock_engine/control/control_api.hpp"
#include "mock_engine/transport/socket_error.hpp"

namespace rtpe::mock {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;

constexpr std::uint64_t longest_control_body = 4U << 20;
constexpr std::chrono::seconds idle_limit{120};

struct ControlledBy {
  std::vector<Controlled*> engines;
  MorePaths more;
};

class ControlConnection : public std::enable_shared_from_this<ControlConnection> {
 public:
  ControlConnection(tcp::socket socket, std::shared_ptr<const ControlledBy> engines)
      : stream_(std::move(socket)), engines_(std::move(engines)) {}

  void read() {
    parser_.emplace();
    parser_->body_limit(longest_control_body);
    stream_.expires_after(idle_limit);
    http::async_read(stream_, input_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error == http::error::body_limit) return self->answer({.status = 413, .body = error_body("body too long")});
      if (error == http::error::end_of_stream || error == beast::error::timeout || !self->parser_->is_header_done())
        return;
      if (error) return self->answer({.status = 400, .body = error_body(error.message())});
      const auto& request = self->parser_->get();
      self->answer(handle_control({.method = std::string(request.method_string()),
                                   .target = std::string(request.target()),
                                   .body = request.body()},
                                  self->engines_->engines, self->engines_->more));
    });
  }

 private:
  void answer(const ControlReply& reply) {
    response_ = {};
    response_.result(reply.status);
    response_.version(11);
    response_.set(http::field::content_type, reply.content_type);
    response_.keep_alive(parser_->is_done() && parser_->get().keep_alive());
    response_.body() = reply.body;
    response_.prepare_payload();
    if (parser_->get().method() == http::verb::head) response_.body().clear();
    http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error && self->response_.keep_alive()) return self->read();
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, error);
    });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<const ControlledBy> engines_;
  beast::flat_buffer input_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
};

}  // namespace

struct ControlServer::State : std::enable_shared_from_this<ControlServer::State> {
  State(boost::asio::io_context& context, ListenAddress listen_in, ControlledBy engines_in)
      : acceptor(context),
        listen(std::move(listen_in)),
        engines(std::make_shared<const ControlledBy>(std::move(engines_in))) {}

  tcp::acceptor acceptor;
  ListenAddress listen;
  std::shared_ptr<const ControlledBy> engines;

  void accept() {
    acceptor.async_accept([self = shared_from_this()](beast::error_code error, tcp::socket socket) {
      if (!self->acceptor.is_open()) return;
      if (!error) std::make_shared<ControlConnection>(std::move(socket), self->engines)->read();
      self->accept();
    });
  }
};

ControlServer::ControlServer(std::shared_ptr<State> state) : state_(std::move(state)) {}

ControlServer::~ControlServer() {
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
}

Expected<std::unique_ptr<ControlServer>> ControlServer::open(boost::asio::io_context& context,
                                                             const ListenAddress& listen,
                                                             std::vector<Controlled*> engines, MorePaths more) {
  auto state = std::make_shared<State>(context, listen, ControlledBy{std::move(engines), std::move(more)});
  boost::system::error_code error;
  const tcp::endpoint endpoint(boost::asio::ip::make_address(listen.address, error), listen.port);
  if (!error) state->acceptor.open(endpoint.protocol(), error);
  if (!error) state->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) state->acceptor.bind(endpoint, error);
  if (!error) state->acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return std::unexpected(cannot_listen("http", listen.address, listen.port, error));
  state->listen.port = state->acceptor.local_endpoint(error).port();
  state->accept();
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(state)));
}

ListenAddress ControlServer::listening() const { return state_->listen; }

}  // namespace rtpe::mock
