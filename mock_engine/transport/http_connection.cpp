#include "mock_engine/transport/http_connection.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <charconv>

#include "base/ascii.hpp"
#include "mock_engine/transport/console.hpp"
#include "mock_engine/transport/janus.hpp"
#include "mock_engine/transport/websocket_connection.hpp"

namespace rtpe::mock {
namespace {

constexpr std::size_t longest_head = 4096;
constexpr std::size_t longest_content_type = 62;
constexpr std::size_t longest_ng_body = 16U << 20;
constexpr std::string_view ng_content_type = "application/x-rtpengine-ng";
constexpr std::string_view console_prefix = "/cli/";
constexpr std::string_view not_found_page = "not found\n";
constexpr std::string_view forbidden_page =
    "<html><head><meta charset=utf-8 http-equiv=\"Content-Language\" content=\"en\"/><link rel=\"stylesheet\" "
    "type=\"text/css\" href=\"/error.css\"/></head><body><h1>403</h1></body></html>";

/// As atoi() reads it: no digits are 0.
std::int64_t length_of(const std::string& text) {
  std::int64_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

}  // namespace

void HttpConnection::on_bytes(std::string_view bytes) {
  if (waits_ != Waits::forever) input_ += bytes;
  if (input_.size() > longest_ng_body + longest_head) return shut();
  proceed();
  if (is_open()) read();
}

void HttpConnection::proceed() {
  while (is_open()) {
    switch (waits_) {
      case Waits::for_head:
        if (!take_head()) return;
        on_head();
        break;
      case Waits::for_body:
        if (input_.size() < body_length_) return;
        on_body();
        break;
      case Waits::for_reply:
        return;
      case Waits::forever:
        input_.clear();
        return;
    }
  }
}

bool HttpConnection::take_head() {
  HttpHeadResult result = parse_http_head(input_);
  const std::size_t length = result.kind == HttpHeadResult::Kind::complete ? result.length : input_.size();
  if (length > longest_head && result.kind != HttpHeadResult::Kind::malformed) {
    shut();
    return false;
  }
  if (result.kind == HttpHeadResult::Kind::incomplete) return false;
  if (result.kind == HttpHeadResult::Kind::malformed) {
    // The version is the one of the request before, 1.0 on a fresh connection.
    const bool is_fresh = head_.method.empty();
    if (is_fresh) head_.is_http_1_0 = true;
    head_.fields = {{"connection", "close"}};
    input_.clear();
    body_length_ = 0;
    respond({.status = "403 Forbidden", .type = "text/html", .body = forbidden_page});
    return false;
  }
  head_ = std::move(result.head);
  input_.erase(0, result.length);
  return true;
}

void HttpConnection::on_head() {
  body_length_ = 0;
  const bool is_get = head_.method == "GET", is_post = head_.method == "POST";
  if ((is_get || is_post) && head_.has_token("upgrade", "websocket")) return become_websocket();
  if (head_.method == "PUT" || head_.method == "PATCH") return shut();
  if (!is_get && !is_post) {
    waits_ = Waits::forever;  // HEAD, DELETE, OPTIONS: the daemon neither answers nor closes
    return;
  }
  const std::string* length = head_.field("content-length");
  const std::int64_t bytes = length != nullptr ? length_of(*length) : 0;
  if (is_post && (length == nullptr || head_.field("content-type") == nullptr ||
                  head_.field("content-type")->size() > longest_content_type))
    return shut();
  if (bytes > static_cast<std::int64_t>(longest_ng_body)) return shut();
  if (bytes < 0) {
    waits_ = Waits::forever;
    return;
  }
  body_length_ = static_cast<std::size_t>(bytes);
  if (is_get) return on_get();
  waits_ = Waits::for_body;
}

void HttpConnection::on_get() {
  waits_ = Waits::for_reply;
  host_.when_awake([weak = weak_from_this(), this] {
    const auto alive = weak.lock();
    if (!alive || !is_open()) return;
    if (head_.path == "/ping") return respond({.body = "pong\n"});
    if (head_.path == "/metrics") return respond({.body = metrics_text(host_.engine(), host_.now())});
    if (!head_.path.starts_with(console_prefix)) return respond({.status = "404 Not Found", .body = not_found_page});
    std::string command = head_.path.substr(console_prefix.size());
    std::ranges::replace(command, '+', ' ');
    // Nothing behind the slash is a command that HTTP answers and the TCP console does not.
    if (command.empty()) return respond({.body = "Unknown or incomplete command::\n"});
    respond({.body = run_console(host_.engine(), host_.now(), command)});
  });
}

void HttpConnection::on_body() {
  const std::string body = input_.substr(0, body_length_);
  input_.erase(0, body_length_);
  waits_ = Waits::for_reply;
  const std::string& type = *head_.field("content-type");
  if (head_.path == "/ng" && equal_ignoring_case(type, ng_content_type)) {
    const std::size_t blank = body.find(' ');
    if (blank == body.npos || blank == 0)
      return respond({.status = "600 ", .body = "error\n"});  // the daemon's own status, with an empty reason
    reply_.clear();
    return host_.receive(peer(), body);
  }
  if (head_.path == "/admin" && equal_ignoring_case(type, "application/json"))
    return respond(
        {.type = "application/json", .body = janus_reply(body, host_.engine().config().personality->package)});
  respond({.status = "404 Not Found", .body = not_found_page});
}

void HttpConnection::deliver(const Peer& /*peer*/, std::string_view bytes, Piece piece) {
  if (waits_ != Waits::for_reply) return;  // a second reply to one request cannot be told over HTTP
  reply_ += bytes;
  if (piece == Piece::more) return;
  respond({.type = ng_content_type, .body = std::exchange(reply_, {})});
  if (waits_ == Waits::for_head && !input_.empty())
    boost::asio::post(socket_.get_executor(), [weak = weak_from_this(), this] {
      if (const auto alive = weak.lock()) proceed();
    });
}

void HttpConnection::no_reply(const Peer& /*peer*/) { waits_ = Waits::forever; }

void HttpConnection::respond(const Content& content) {
  write(fmt::format("HTTP/1.{} {}\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n", head_.is_http_1_0 ? 0 : 1,
                    content.status, content.type, content.body.size()));
  // Bytes beyond a request's body end the connection after the head, as the daemon does it.
  const bool is_get = head_.method == "GET";
  if (body_length_ > 0 && (is_get || !input_.empty())) return finish();
  write(std::string(content.body));
  waits_ = Waits::for_head;
  if (head_.closes()) finish();
}

void HttpConnection::become_websocket() {
  const auto protocol = choose_websocket_protocol(head_);
  const std::string* key = head_.field("sec-websocket-key");
  if (!protocol || key == nullptr || !head_.has_token("connection", "upgrade")) return shut();
  start_websocket(host_, std::move(socket_), {.protocol = *protocol, .key = *key, .early = std::move(input_)});
  shut();
}

}  // namespace rtpe::mock
