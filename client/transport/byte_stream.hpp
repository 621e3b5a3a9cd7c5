// A connection of bytes to a server, plain or over TLS, behind one type: what stands on it is compiled once.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace rtpe::transport {

/// TLS or not, and whether the server's certificate is judged.
enum class Tls : std::uint8_t { off, unchecked, checked };

class ByteStream {
 public:
  using Connected = std::function<void(const boost::system::error_code&)>;
  /// Gets the number of bytes; called by the loop, never from within the call that asked.
  using Transferred = std::move_only_function<void(boost::system::error_code, std::size_t)>;
  virtual ~ByteStream() = default;
  /// Resolves, connects, and with TLS shakes hands, within `stream_patience` (`timed_out` after it); `connected` once.
  virtual void connect(const std::string& host, const std::string& port, Connected connected) = 0;
  virtual void read_some(boost::asio::mutable_buffer into, Transferred done) = 0;
  virtual void write_some(boost::asio::const_buffer bytes, Transferred done) = 0;
  /// Ends the connection without a farewell; what is under way ends with an error.
  virtual void close() = 0;
};

[[nodiscard]] std::shared_ptr<ByteStream> make_byte_stream(boost::asio::io_context& io, Tls tls);

}  // namespace rtpe::transport
