#include "cli/bundle_sipp.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace rtpe::cli {
namespace {

using std::chrono::milliseconds;

/// A party that thinks for less answers at once.
constexpr milliseconds shortest_pause{50};
/// With which the proxy may refuse what the caller sends.
constexpr std::array<std::string_view, 9> refusals{"404", "408", "478", "480", "486", "487", "488", "500", "503"};
constexpr std::string_view last_refusal = "500";

std::string_view reason_of(std::string_view status) {
  if (status == "180") return "Ringing";
  if (status == "183") return "Session Progress";
  if (status == "200") return "OK";
  return "Answer";
}

/// SIPp takes [ for a keyword, and ]]> would end the XML text.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '[') out += '\\';
    out += c;
  }
  for (auto at = out.find("]]>"); at != std::string::npos; at = out.find("]]>")) out.erase(at, 3);
  return out;
}

class Writer {
 public:
  Writer(const BundleStory& story, const scenario::KamailioAddresses& addresses, const std::string& offer,
         const std::string& answer)
      : story_(story), addresses_(addresses), offer_(escaped(offer)), answer_(escaped(answer)) {}

  SippSides write() {
    for (std::size_t index = 0; index < story_.steps.size(); ++index) {
      const BundleStep& step = story_.steps[index];
      pause_before(index);
      if (step.is_from_caller && step.is_request())
        caller_asks(step, is_refused(index));
      else if (!step.is_from_caller && !step.is_request())
        callee_answers(step);
      else if (!step.is_from_caller && can_ask(step))
        callee_asks(step);
      else if (step.is_from_caller && !step.is_request() && step.message == callee_expects_)
        caller_answers(step);
      else
        sides_.left_out.push_back(
            fmt::format("{} {}", step.message, step.is_from_caller ? "from the caller" : "from the callee"));
    }
    finish();
    return std::move(sides_);
  }

 private:
  void pause_before(std::size_t index) {
    const BundleStep& step = story_.steps[index];
    if (index == 0 || step.message == "ACK") return;
    const BundleStep& before = story_.steps[index - 1];
    // A reply comes at once, but for a phone that rings.
    if (!step.is_request() && !(before.method() == "INVITE" && before.status().starts_with('1'))) return;
    const auto pause = std::chrono::duration_cast<milliseconds>(step.at - before.at);
    if (pause < shortest_pause) return;
    (step.is_from_caller ? sides_.caller : sides_.callee) +=
        fmt::format("  <pause milliseconds=\"{}\"/>\n", pause.count());
  }

  /// An INVITE that the proxy refused, and after which the caller went on: nobody answers it before the next request.
  [[nodiscard]] bool is_refused(std::size_t index) const {
    if (story_.steps[index].message != "INVITE") return false;
    for (++index; index < story_.steps.size(); ++index) {
      const BundleStep& step = story_.steps[index];
      if (!step.is_request() && step.method() == "INVITE") return false;
      if (step.is_from_caller && step.is_request() && step.message != "ACK") return step.message != "CANCEL";
    }
    return false;
  }

  void take_refusal() {
    const auto label = ++labels_;
    for (const std::string_view status : refusals)
      if (status != last_refusal)
        sides_.caller += fmt::format("  <recv response=\"{}\" optional=\"true\" next=\"{}\"/>\n", status, label);
    sides_.caller +=
        fmt::format("  <recv response=\"{}\" timeout=\"40000\" ontimeout=\"2\"/>\n  <label id=\"{}\"/>\n{}",
                    last_refusal, label, refusal_ack());
    is_refused_ = true;
  }

  [[nodiscard]] std::string refusal_ack() const {
    return fmt::format(
        "  <send><![CDATA[\nACK sip:bob@{}:5060 SIP/2.0\n[last_Via:]\n[last_From:]\n[last_To:]\nCall-ID: [call_id]\n"
        "CSeq: {} ACK\nMax-Forwards: 70\nContent-Length: 0\n\n]]></send>\n",
        addresses_.callee(), invite_cseq_);
  }

  void caller_asks(const BundleStep& step, bool is_refused) {
    const std::string method = step.method();
    if (method == "ACK" && is_refused_) return;
    const bool is_invite = method == "INVITE";
    if (method != "ACK" && method != "CANCEL") ++cseq_;
    if (is_invite) invite_cseq_ = cseq_;
    is_refused_ = false;
    const std::uint32_t cseq = method == "ACK" || method == "CANCEL" ? invite_cseq_ : cseq_;
    sides_.caller += fmt::format(
        "  <send{}><![CDATA[\n{} sip:bob@{}:5060 SIP/2.0\nVia: SIP/2.0/UDP "
        "[local_ip]:[local_port];branch=[branch];rport\n"
        "{}From: <sip:alice@lab.invalid>;tag=caller[call_number]\nTo: <sip:bob@lab.invalid>{}\nCall-ID: [call_id]\n"
        "CSeq: {} {}\nMax-Forwards: 70\nContact: <sip:alice@[local_ip]:[local_port]>\n{}\n]]></send>\n",
        method == "ACK" ? "" : " retrans=\"500\"", method, addresses_.callee(), has_dialog_ ? "[routes]\n" : "",
        has_dialog_ ? "[peer_tag_param]" : "", cseq, method, body(step, is_invite ? offer_ : std::string()));
    if (method == "ACK") {
      sides_.callee += "  <recv request=\"ACK\"/>\n";
      has_dialog_ = true;
      return;
    }
    if (is_invite) sides_.caller += "  <recv response=\"100\" optional=\"true\"/>\n";
    if (is_refused) return take_refusal();
    sides_.callee += fmt::format("  <recv request=\"{}\" rrs=\"true\"/>\n", method);
    if (is_invite) {
      for (const std::string_view status : refusals)
        sides_.caller += fmt::format("  <recv response=\"{}\" optional=\"true\" next=\"1\"/>\n", status);
    } else {
      for (const std::string_view status : refusals)
        sides_.caller += fmt::format("  <recv response=\"{}\" optional=\"true\" next=\"2\"/>\n", status);
    }
    expects_ = true;
  }

  void callee_answers(const BundleStep& step) {
    const bool is_final = !step.status().starts_with('1'), is_invite = step.method() == "INVITE";
    sides_.callee += fmt::format(
        "  <send{}><![CDATA[\nSIP/2.0 {} {}\n[last_Via:]\n[last_Record-Route:]\n[last_From:]\n[last_To:]{}\n"
        "[last_Call-ID:]\n[last_CSeq:]\nContact: <sip:bob@[local_ip]:[local_port]>\n{}\n]]></send>\n",
        is_final && is_invite ? " retrans=\"500\"" : "", step.status(), reason_of(step.status()),
        has_dialog_ ? "" : ";tag=callee[call_number]",
        body(step, is_invite && step.status() == "200" ? answer_ : std::string()));
    sides_.caller +=
        is_final
            ? fmt::format("  <recv response=\"{}\" rrs=\"true\" timeout=\"40000\" ontimeout=\"2\"/>\n", step.status())
            : fmt::format("  <recv response=\"{}\" optional=\"true\"/>\n", step.status());
    if (is_final) {
      expects_ = false;
      if (is_invite) has_dialog_ = true;
    }
  }

  /// In the dialog, without a body.
  [[nodiscard]] bool can_ask(const BundleStep& step) const {
    return step.is_request() && has_dialog_ && !expects_ && callee_expects_.empty() &&
           (step.method() == "BYE" || step.method() == "OPTIONS" || step.method() == "INFO");
  }

  void callee_asks(const BundleStep& step) {
    sides_.callee += fmt::format(
        "  <send retrans=\"500\"><![CDATA[\n{0} sip:alice@{1}:5060 SIP/2.0\nVia: SIP/2.0/UDP "
        "[local_ip]:[local_port];branch=[branch];rport\n[routes]\n"
        "From: <sip:bob@lab.invalid>;tag=callee[call_number]\nTo: <sip:alice@lab.invalid>;tag=caller[call_number]\n"
        "Call-ID: [call_id]\nCSeq: {2} {0}\nMax-Forwards: 70\nContact: <sip:bob@[local_ip]:[local_port]>\n"
        "Content-Length: 0\n\n]]></send>\n",
        step.method(), addresses_.caller(), ++callee_cseq_);
    sides_.caller += fmt::format("  <recv request=\"{}\" timeout=\"40000\" ontimeout=\"2\"/>\n", step.method());
    callee_expects_ = "200 " + step.method();
  }

  void caller_answers(const BundleStep& step) {
    sides_.caller += fmt::format(
        "  <send><![CDATA[\nSIP/2.0 {} OK\n[last_Via:]\n[last_Record-Route:]\n[last_From:]\n[last_To:]\n"
        "[last_Call-ID:]\n[last_CSeq:]\nContact: <sip:alice@[local_ip]:[local_port]>\nContent-Length: "
        "0\n\n]]></send>\n",
        step.status());
    sides_.callee += "  <recv response=\"200\"/>\n";
    callee_expects_.clear();
  }

  /// After a request that nobody answered in the log the caller waits for whatever comes; then what a refusal leads to.
  void finish() {
    if (expects_) sides_.caller += "  <recv response=\"200\" rrs=\"true\" timeout=\"40000\" ontimeout=\"2\"/>\n";
    sides_.caller += fmt::format(
        "  <nop next=\"2\"/>\n  <label id=\"1\"/>\n{}  <label id=\"2\"/>\n  <pause milliseconds=\"200\"/>\n",
        refusal_ack());
    sides_.caller = framed("caller", sides_.caller);
    sides_.callee = framed("callee", sides_.callee);
  }

  static std::string framed(std::string_view name, const std::string& content) {
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE scenario SYSTEM \"sipp.dtd\">\n"
        "<scenario name=\"{}\">\n{}</scenario>\n",
        name, content);
  }

  /// What the party sent, or, of a log without datagrams, what it may have sent.
  [[nodiscard]] std::string body(const BundleStep& step, const std::string& supposed) const {
    const std::string sdp = story_.has_datagrams ? escaped(step.body) : supposed;
    if (sdp.empty()) return "Content-Length: 0\n";
    return "Content-Type: application/sdp\nContent-Length: [len]\n\n" + sdp;
  }

  const BundleStory& story_;
  const scenario::KamailioAddresses& addresses_;
  std::string offer_, answer_;
  SippSides sides_;
  std::uint32_t cseq_ = 0, invite_cseq_ = 1, callee_cseq_ = 0;
  std::string callee_expects_;  ///< the reply; empty: none
  std::uint32_t labels_ = 2;
  bool has_dialog_ = false, expects_ = false, is_refused_ = false;
};

}  // namespace

SippSides sipp_sides(const BundleStory& story, const scenario::KamailioAddresses& addresses, const std::string& offer,
                     const std::string& answer) {
  return Writer(story, addresses, offer, answer).write();
}

}  // namespace rtpe::cli
