#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>

#include "tests/support/small_engine.hpp"

namespace rtpe::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

/// A self-signed certificate and its key.
asio::ssl::context make_tls_context() {
  asio::ssl::context context(asio::ssl::context::tls_server);
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_sign(certificate, key, EVP_sha256());
  SSL_CTX_use_certificate(context.native_handle(), certificate);
  SSL_CTX_use_PrivateKey(context.native_handle(), key);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return context;
}

template <class Stream>
class WebSocketEngine final : public SmallEngine {
 public:
  explicit WebSocketEngine(asio::io_context& io)
      : acceptor_(io, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)), tls_(make_tls_context()) {
    accept();
  }
  [[nodiscard]] std::string url() const override {
    return std::string(secure ? "wss" : "ws") + "://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }

 private:
  static constexpr bool secure = !std::is_same_v<Stream, websocket::stream<beast::tcp_stream>>;
  struct Session {
    Stream stream;
    beast::flat_buffer buffer = {};
    std::deque<std::string> replies = {};
  };

  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return;
      if constexpr (secure)
        handshake(std::make_shared<Session>(Session{.stream = Stream(std::move(socket), tls_)}));
      else
        shake(std::make_shared<Session>(Session{.stream = Stream(std::move(socket))}));
      accept();
    });
  }
  void handshake(std::shared_ptr<Session> session) {
    if constexpr (secure)
      session->stream.next_layer().async_handshake(asio::ssl::stream_base::server,
                                                   [this, session](const error_code& error) {
                                                     if (!error) shake(session);
                                                   });
  }
  void shake(std::shared_ptr<Session> session) {
    session->stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(beast::http::field::sec_websocket_protocol, "ng.rtpengine.com");
    }));
    session->stream.async_accept([this, session](const error_code& error) {
      if (!error) read(session);
    });
  }
  void read(std::shared_ptr<Session> session) {
    session->stream.async_read(session->buffer, [this, session](const error_code& error, std::size_t) {
      if (error) return;
      received.push_back(beast::buffers_to_string(session->buffer.data()));
      session->buffer.clear();
      for (auto& reply : answer(received.back())) session->replies.push_back(std::move(reply));
      write(session);
    });
  }
  void write(std::shared_ptr<Session> session) {
    if (session->replies.empty()) return read(session);
    session->stream.binary(true);
    session->stream.async_write(asio::buffer(session->replies.front()),
                                [this, session](const error_code& error, std::size_t) {
                                  if (error) return;
                                  session->replies.pop_front();
                                  write(session);
                                });
  }
  tcp::acceptor acceptor_;
  asio::ssl::context tls_;
};

}  // namespace

std::unique_ptr<SmallEngine> web_socket_engine(asio::io_context& io) {
  return std::make_unique<WebSocketEngine<websocket::stream<beast::tcp_stream>>>(io);
}
std::unique_ptr<SmallEngine> secure_web_socket_engine(asio::io_context& io) {
  return std::make_unique<WebSocketEngine<websocket::stream<beast::ssl_stream<beast::tcp_stream>>>>(io);
}

}  // namespace rtpe::test
