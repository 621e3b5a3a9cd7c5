// What was recorded between real sockets and the real daemon, over real loopback sockets against the mock: every record
// of framing_raw, tcp_framing, transports, cookie_cache and the console part of cli_tcp.
#include <openssl/evp.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "mock_engine/transport/websocket_codec.hpp"
#include "tests/support/json.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/transcript.hpp"

BOOST_AUTO_TEST_SUITE(transports_test)

using namespace rtpe;
using namespace rtpe::test;
using mock::ListenKind;
using Kind = ClientSocket::Kind;

namespace {

/// Records that cannot give the recorded bytes, and why.
const std::map<std::string, std::string> exceptions = {
    {"framing_raw/13-cookie-only-then-valid",
     "a race of two of the daemon's threads; the recording shows the cached error, as the mock always does"},
    {"cli_tcp/08-list maxopenfiles", "names a process and its limit of the recording machine"},
    {"cli_tcp/26-params start", "prints listeners, threads and log levels of the recording"}};

std::string decode(const boost::json::object& record, std::string_view key) {
  const auto* value = record.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  const std::string encoded = text_of(*value);
  std::string bytes(encoded.size() + 4, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(encoded.data()), static_cast<int>(encoded.size()));
  bytes.resize(static_cast<std::size_t>(length) - (encoded.ends_with("==") ? 2 : encoded.ends_with('=') ? 1 : 0));
  return bytes;
}

class Replay {
 public:
  explicit Replay(const std::string& group)
      : group_(group),
        engine_({.engine = config_of(read_transcript(group).arguments),
                 .program = {},
                 .listen = {{ListenKind::udp, "127.89.1.1", 0},
                            {ListenKind::tcp, "127.89.1.1", 0},
                            {ListenKind::http, "127.89.1.1", 0},
                            {ListenKind::cli, "127.89.1.1", 0}}}) {
    // The recordings began with a ping that waited for the daemon.
    ClientSocket first(Kind::datagram, engine_.at(ListenKind::udp));
    first.send("first d7:command4:pinge");
    first.receive();
  }

  void run() {
    const auto raw = read_json("rtpengine/transcripts/" + group_ + ".json").as_object();
    const Transcript transcript = read_transcript(group_);
    const auto& records = raw.at("records").as_array();
    for (std::size_t i = 0; i < records.size(); ++i) {
      const TranscriptRecord& record = transcript.records[i];
      BOOST_TEST_CONTEXT(record.name) {
        if (const auto exception = exceptions.find(record.name); exception != exceptions.end())
          BOOST_TEST_MESSAGE("exception " << record.name << ": " << exception->second);
        else
          one(records[i].as_object(), record);
      }
    }
  }

 private:
  void one(const boost::json::object& raw, const TranscriptRecord& record) {
    if (record.transport.starts_with("udp")) return udp(record);
    if (record.transport == "tcp-ng") return tcp(raw, record);
    if (record.transport == "http") return http(raw, record);
    if (record.transport == "ws") return websocket(raw, record);
    if (record.transport == "cli") return console(record);
    BOOST_ERROR("unknown transport " << record.transport);
  }

  /// Everything sent before has been handled when this returns: the engine has one thread.
  void settle() {
    for (int i = 0; i < 2; ++i) {
      ClientSocket other(Kind::stream, engine_.at(ListenKind::tcp));
      const std::string cookie = "settle" + std::to_string(++settled_);
      other.send(cookie + " d7:command4:pinge");
      BOOST_TEST(other.receive_bytes(cookie.size() + 17) == cookie + " d6:result4:ponge");
    }
  }

  void udp(const TranscriptRecord& record) {
    ClientSocket client(Kind::datagram, engine_.at(ListenKind::udp));
    client.send(record.request);
    if (record.has_reply) return compare(record, client.receive());
    settle();
    BOOST_TEST(client.glance() == "silent");
  }

  void tcp(const boost::json::object& raw, const TranscriptRecord& record) {
    ClientSocket client(Kind::stream, engine_.at(ListenKind::tcp));
    std::string_view rest = record.request;
    if (const auto* chunks = raw.if_contains("tcp_chunks")) {
      for (const auto& chunk : chunks->as_array()) {
        client.send(rest.substr(0, chunk.to_number<std::size_t>()));
        rest.remove_prefix(std::min(rest.size(), chunk.to_number<std::size_t>()));
        settle();
      }
    }
    if (!rest.empty()) client.send(rest);
    settle();
    if (record.has_reply) return compare(record, client.receive());
    const auto* closed = raw.if_contains("closed_by_server");
    BOOST_TEST(client.glance() == (closed != nullptr && closed->as_bool() ? "closed" : "silent"));
  }

  void http(const boost::json::object& raw, const TranscriptRecord& record) {
    ClientSocket client(Kind::stream, engine_.at(ListenKind::http));
    client.send(decode(raw, "http_request_b64"));
    const std::string recorded = decode(raw, "http_response_b64");
    if (recorded.empty()) {
      BOOST_TEST(client.receive_to_end().empty());
      return;
    }
    settle();
    std::string given;
    while (given.find("\r\n\r\n") == given.npos) given += client.receive();
    std::smatch match;
    BOOST_REQUIRE(std::regex_search(given, match, std::regex("content-length: (\\d+)")));
    const std::size_t head = given.find("\r\n\r\n") + 4, length = std::stoul(match[1]);
    given += client.receive_bytes(head + length - given.size());
    const auto without_length = [](std::string text) {
      return std::regex_replace(text.substr(0, text.find("\r\n\r\n")), std::regex("content-length: \\d+"), "");
    };
    BOOST_TEST(without_length(given) == without_length(recorded));
    compare(record, given.substr(head));
  }

  void websocket(const boost::json::object& raw, const TranscriptRecord& record) {
    ClientSocket client(Kind::stream, engine_.at(ListenKind::http));
    const auto* named = raw.if_contains("ws_subprotocol");
    const std::string protocol = named == nullptr ? "ng.rtpengine.com" : named->is_string() ? text_of(*named) : "";
    const std::string key = "dGhlIHNhbXBsZSBub25jZQ==";
    client.send("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key +
                "\r\nSec-WebSocket-Version: 13\r\n" +
                (protocol.empty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n") + "\r\n");
    if (const auto* handshake = raw.if_contains("ws_handshake")) {
      const std::string recorded =
          std::regex_replace(text_of(*handshake), std::regex("Accept: .*"), "Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      if (recorded.empty()) {
        BOOST_TEST(client.receive_to_end().empty());
        return;
      }
      BOOST_TEST(client.receive_bytes(recorded.size()) == recorded);
    } else {
      settle();
      (void)client.receive();
    }
    send_frames(client, record);
    settle();
    if (!record.has_reply) {
      BOOST_TEST(client.glance() == "silent");
      return;
    }
    const std::string frame = client.receive();
    const auto* opcode = raw.if_contains("ws_reply_opcode");
    const auto first = static_cast<unsigned char>(frame[0]);
    BOOST_TEST(int{first} == 0x80 + (opcode != nullptr ? opcode->to_number<int>() : 2));
    const auto second = static_cast<unsigned char>(frame[1]);
    compare(record, frame.substr(second == 127 ? 10 : second == 126 ? 4 : 2));
  }

  /// Masked with zeros, which leaves the bytes as they are.
  static void send_frames(ClientSocket& client, const TranscriptRecord& record) {
    const auto frame = [](unsigned char first, std::string_view bytes) {
      std::string out;
      mock::append_websocket_frame(out, mock::WebSocketOpcode::text, mock::WebSocketFin::final, bytes);
      out[0] = static_cast<char>(first);
      out[1] = static_cast<char>(static_cast<unsigned char>(out[1]) | 0x80U);
      out.insert(out.size() - bytes.size(), 4, '\0');
      return out;
    };
    if (record.name.ends_with("ws-fragmented"))
      client.send(frame(0x01, record.request.substr(0, 7)) + frame(0x80, record.request.substr(7)));
    else
      client.send(frame(record.name.ends_with("ws-binary-frame") ? 0x82 : 0x81, record.request));
  }

  void console(const TranscriptRecord& record) {
    ClientSocket client(Kind::stream, engine_.at(ListenKind::cli));
    client.send(record.request);
    if (record.has_reply) return compare(record, client.receive_to_end());
    settle();
    BOOST_TEST(client.glance() == "silent");
  }

  /// Bytes where nothing is volatile; dictionaries by value; other texts without digits and runs of blanks.
  static void compare(const TranscriptRecord& record, std::string given) {
    if (given == record.reply) return;
    const bencode::Value recorded = dictionary_of(record.reply);
    if (recorded.dictionary() != nullptr && !recorded.dictionary()->empty()) {
      BOOST_TEST(given.substr(0, given.find(' ')) == record.reply.substr(0, record.reply.find(' ')));
      BOOST_TEST(first_difference(recorded, dictionary_of(given), record.random) == "");
      return;
    }
    std::string wanted = record.reply;
    if (record.transport != "tcp-ng")  // consoles and metrics count seconds and requests
      for (std::string* text : {&wanted, &given})
        *text = std::regex_replace(std::regex_replace(*text, std::regex("[0-9.]+"), "N"), std::regex(" +"), " ");
    const auto at = static_cast<std::size_t>(std::ranges::mismatch(given, wanted).in1 - given.begin());
    BOOST_TEST((given == wanted),
               "given '" << given.substr(at, 150) << "', recorded '" << wanted.substr(at, 150) << "'");
  }

  std::string group_;
  LoopbackEngine engine_;
  int settled_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(framing_raw) { Replay("framing_raw").run(); }
BOOST_AUTO_TEST_CASE(tcp_framing) { Replay("tcp_framing").run(); }
BOOST_AUTO_TEST_CASE(all_transports) { Replay("transports").run(); }
BOOST_AUTO_TEST_CASE(cookie_cache) { Replay("cookie_cache").run(); }
BOOST_AUTO_TEST_CASE(cli_tcp) { Replay("cli_tcp").run(); }

BOOST_AUTO_TEST_SUITE_END()
