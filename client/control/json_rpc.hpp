// RPC commands as JSON-RPC 2.0, the way Kamailio's jsonrpcs module takes and answers them.
#pragma once
#include <string>
#include <string_view>

#include "client/control/control_call.hpp"

namespace rtpe::control {

struct RpcRequest {
  ControlRequest control = {};
  std::string id = "null";  ///< JSON text
};

/// Reads {"jsonrpc":"2.0","method":"rtpengine.enable","params":["udp:...",0],"id":1}. Without url parameter: "all" for
/// show; enable and ping need one, enable a second. Errors: no JSON, an unknown method, parameters of wrong number or
/// kind.
Expected<RpcRequest> read_rpc_request(std::string_view json);
/// The request that read_rpc_request() reads.
[[nodiscard]] std::string write_rpc_request(const ControlRequest& request);

/// {"jsonrpc":"2.0","result":...,"id":1}, or "error" with code and message.
[[nodiscard]] std::string write_rpc_reply(const ControlReply& reply, std::string_view id,
                                          const Personality& personality);
/// A reply to what could not be read: code -32600 and the error's text.
[[nodiscard]] std::string write_rpc_error(const Error& error);

}  // namespace rtpe::control
