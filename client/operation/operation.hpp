// One command on one set: selection, pings, exchanges, failover, call table (behaviour.md sections 3 to 5).
#pragma once
#include <cstdint>
#include <string_view>

#include "client/bencode/reader.hpp"
#include "client/ng/command.hpp"
#include "client/operation/action.hpp"
#include "client/operation/exchange.hpp"
#include "client/operation/proxy.hpp"
#include "client/operation/selection.hpp"

namespace rtpe {

struct OperationRequest {
  Command command = Command::offer;
  std::string_view call_id;     ///< as put in the command: hash input and table key
  std::string_view via_branch;  ///< empty: none
  std::string_view dictionary;  ///< bencoded; sent unchanged to each node tried. Must outlive the operation
  NodeSet* set = nullptr;       ///< the active set
};

enum class OperationOutcome : std::uint8_t {
  ok,                 ///< result ok
  no_node,            ///< nothing to send to
  nodes_limit,        ///< queried_nodes_limit reached
  undecodable_reply,  ///< not a dictionary, no result, result not a string
  error_reply,        ///< result error, no failover
  other_result,       ///< any other result text ("pong", ...); table entry stored nevertheless
};
[[nodiscard]] std::string_view to_string(OperationOutcome outcome);

struct OperationResult {
  Command command = Command::ping;
  OperationOutcome outcome = OperationOutcome::no_node;
  const Node* node = nullptr;         ///< who answered last; null when nobody did
  bencode::View reply = {};           ///< valid until the worker's next operation
  std::string_view reply_bytes = {};  ///< the payload
  std::uint32_t sends = 0;            ///< datagrams of commands (not of pings)
  std::uint32_t pings = 0;            ///< ping commands during selection
  std::uint32_t nodes_tried = 0;
};

/// The state machine. resume() with InputKind::start first, then with what the driver observed, until finished.
/// Every wait is bounded by Action::deadline except on unix sockets, as in the module.
class Operation {
 public:
  /// `request`'s views, the proxy and the worker must outlive the operation.
  Operation(Proxy& proxy, Worker& worker, const OperationRequest& request);
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  Action resume(Time now, const Input& input);
  [[nodiscard]] const OperationResult& result() const { return result_; }

 private:
  enum class Step : std::uint8_t { start, selecting, exchanging, done };

  /// Next round of selection and exchange; finished when the limit is reached.
  Action next_round(Time now);
  Action selected(Time now);
  Action exchanged(Time now);
  enum class Verdict : std::uint8_t { final, retry };  ///< retry: another node is to be asked
  Verdict judge_reply(Time now);
  /// Call table after an accepted result: inserted unless known, removed by delete.
  void remember(Time now, Node& node);
  Action finish(OperationOutcome outcome);

  Proxy& proxy_;
  Worker& worker_;
  OperationRequest request_;
  OperationResult result_;
  Selection selection_;
  Exchange exchange_;
  Step step_ = Step::start;
};

}  // namespace rtpe
