// Dialogs of captures once more, through a proxy that is played here: in virtual time, with and without losses, and
// with a proxy that does something else than the captured one.
#include <fmt/format.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "pcap/replay/dialog_replay.hpp"
#include "pcap/replay/todays_words.hpp"
#include "pcap/sip/sip_message.hpp"
#include "tests/support/must.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(sip_replay_test)

using namespace rtpe;
using namespace rtpe::capture;
using rtpe::test::must;
using namespace std::chrono_literals;

namespace {

const Endpoint proxy_address{.address = *parse_address("10.8.0.5"), .port = 5060};

/// A stateful proxy between two parties, with an engine's address in the SDP that it passes on.
class PlayedProxy {
 public:
  explicit PlayedProxy(const std::string& name)
      : recorded_(must(recorded_dialogs({test::data_directory() + "/pcap/" + name}))) {}

  /// What differs from the capture, and what came to the parties in all.
  std::string replay() {
    const RecordedDialog& dialog = recorded_.dialogs.at(0);
    DialogEnds ends{.proxy = proxy_address, .parties = {}, .send = {}, .told = {}};
    for (std::size_t party = 0; party < dialog.parties.size(); ++party)
      ends.parties.push_back({.address = *parse_address(fmt::format("10.8.0.{}", 20 + party)), .port = 5070});
    ends.send = [&](std::size_t party, const Endpoint& to, std::string_view bytes) {
      BOOST_TEST(to.text() == proxy_address.text());
      if (!lost.contains(++sent)) route(party, SipText::parse(bytes));
    };
    std::string out;
    ends.told = [&](const RecordedDialog&, const ReplayedMessage& message) {
      ++told;
      if (message.is_equal()) return;
      out += fmt::format("{}: {} | {}\n", message.party, message.captured, message.replayed);
      for (const LineDifference& line : message.differences)
        out += fmt::format("  {} | {}\n", line.captured, line.replayed);
    };
    DialogReplay replay(dialog, std::move(ends), {.suffix = "-again", .may_lose_provisionals = !lost.empty()});
    replay_ = &replay;
    now_ = Time(1h);
    replay.start(now_);
    for (int step = 0; step < 10'000 && !replay.is_over(); ++step) {
      const Time next = ways_.empty() ? replay.next() : std::min(ways_.begin()->first, replay.next());
      now_ = std::max(now_, next);
      while (!ways_.empty() && ways_.begin()->first <= now_) {
        const auto [party, text] = ways_.begin()->second;
        ways_.erase(ways_.begin());
        replay.datagram(now_, party, proxy_address, text);
      }
      replay.advance(now_);
    }
    BOOST_TEST(replay.is_over());
    return out;
  }

  std::set<int> lost;          ///< numbers of datagrams from parties that do not arrive
  std::string refused_with;    ///< status line with which the proxy answers INVITE by itself
  std::string other_sdp_line;  ///< it adds to what it passes on
  int sent = 0, told = 0;

 private:
  void deliver(std::size_t party, const SipText& text) { ways_.emplace(now_ + 1ms, std::pair{party, text.text()}); }

  void reply_itself(std::size_t party, const SipText& request, const std::string& status_line) {
    SipText out;
    out.first_line = status_line;
    out.put_first("Via", request.all("Via"));
    for (const char* name : {"From", "To", "Call-ID", "CSeq"}) out.put_last(name, std::string(request.get(name)));
    if (out.get("To").find("tag=") == std::string_view::npos)
      out.change("To", with_parameter(out.get("To"), "tag", "proxy"));
    deliver(party, out);
  }

  static void with_engine(SipText& text, const std::string& line) {
    if (text.body.empty()) return;
    for (const char* party : {"10.8.0.20", "10.8.0.21"})
      text.body = with_address(text.body, *parse_address(party), *parse_address("10.9.9.9"));
    text.body += "a=rtcp:30001\r\n" + line;
  }

  void route(std::size_t party, SipText text) {
    const std::size_t other = 1 - party;
    const std::string whole = text.text();
    const SipMessage message = read_sip(whole);
    const std::string method(message.method), transaction = fmt::format("{} {}", message.cseq, party);
    if (message.status == 0) {
      if (method == "INVITE" && !refused_with.empty()) return reply_itself(party, text, refused_with);
      if (method == "ACK" && refused_.contains(transaction)) return;
      if (method == "CANCEL") reply_itself(party, text, "SIP/2.0 200 canceling");
      SipText out = text;
      with_engine(out, other_sdp_line);
      out.put_first("Record-Route", {"<sip:10.8.0.5;lr>"});
      out.put_first("Via", {fmt::format("SIP/2.0/UDP 10.8.0.5;branch=z9hG4bKp{}{}", message.cseq,
                                        method == "CANCEL" ? "INVITE" : method)});
      if (method == "INVITE") passed_on_[transaction] = out.text();
      return deliver(other, out);
    }
    if (method == "CANCEL") return;
    if (method == "INVITE" && message.status >= 300) {
      refused_.insert(fmt::format("{} {}", message.cseq, other));
      SipText ack = SipText::parse(passed_on_[fmt::format("{} {}", message.cseq, other)]);
      ack.first_line.replace(0, 6, "ACK");
      ack.change("CSeq", fmt::format("{} ACK", message.cseq));
      deliver(party, ack);
    }
    auto hops = text.all("Via");
    if (hops.size() < 2) return;
    hops.erase(hops.begin());
    text.remove("Via");
    text.put_first("Via", hops);
    with_engine(text, other_sdp_line);
    deliver(other, text);
  }

  RecordedDialogs recorded_;
  DialogReplay* replay_ = nullptr;
  Time now_;
  std::multimap<Time, std::pair<std::size_t, std::string>> ways_;
  std::map<std::string, std::string> passed_on_;
  std::set<std::string> refused_;
};

const auto captures = boost::unit_test::data::make(
    {"sip_basic.pcap", "sip_reinvite.pcap", "sip_cancel.pcap", "sip_busy486.pcap", "sip_kill9_bye.pcap"});

}  // namespace

BOOST_DATA_TEST_CASE(parties_get_what_they_got, captures, name) {
  PlayedProxy proxy(name);
  BOOST_TEST(proxy.replay() == "");
  BOOST_TEST(proxy.told >= 3);
}

BOOST_DATA_TEST_CASE(every_lost_datagram_is_sent_again, captures, name) {
  PlayedProxy whole(name);
  (void)whole.replay();
  for (int number = 1; number <= whole.sent; ++number) {
    PlayedProxy proxy(name);
    proxy.lost = {number};
    // Nobody repeats the final reply to another request, the asker does; nor the reply that refuses an INVITE here,
    // where the proxy's own transaction is not played.
    const std::string differs = proxy.replay();
    BOOST_TEST((differs.empty() || differs.find("48") != std::string::npos), fmt::format("{}: {}", number, differs));
  }
}

BOOST_AUTO_TEST_CASE(another_answer_of_the_proxy_is_told_and_the_call_is_over) {
  PlayedProxy proxy("sip_basic.pcap");
  proxy.refused_with = "SIP/2.0 503 Service Unavailable";
  BOOST_TEST(proxy.replay() == "1: INVITE | \n");
}

BOOST_AUTO_TEST_CASE(another_sdp_is_told_line_by_line) {
  PlayedProxy proxy("sip_basic.pcap");
  proxy.other_sdp_line = "a=sendonly\r\n";
  BOOST_TEST(proxy.replay() == "1: INVITE | INVITE\n   | a=sendonly\n0: 200 INVITE | 200 INVITE\n   | a=sendonly\n");
}

BOOST_AUTO_TEST_CASE(copies_the_hop_s_own_ack_and_trying_are_no_messages_of_the_parties) {
  const auto recorded = must(recorded_dialogs({test::data_directory() + "/pcap/sip_busy486.pcap"}));
  BOOST_REQUIRE(recorded.dialogs.size() == 1U);
  std::string out;
  for (const RecordedMessage& message : recorded.dialogs[0].messages)
    out += fmt::format("{}{} {}{} ", message.is_sent ? "from " : "to ", message.party, message.method,
                       message.status == 0 ? "" : fmt::format(" {}", message.status));
  BOOST_TEST(out == "from 0 INVITE to 1 INVITE from 1 INVITE 180 to 0 INVITE 180 from 1 INVITE 486 to 0 INVITE 486 ");
}

BOOST_AUTO_TEST_CASE(a_message_is_written_as_it_was_read_but_for_its_length) {
  SipText text = SipText::parse(
      "INVITE sip:b@x SIP/2.0\r\nv: SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2\r\nTo: \"B, the\"\r\n <sip:b@x>\r\n"
      "Content-Length: 7\r\n\r\nv=0\r\n");
  BOOST_TEST(text.all("Via").size() == 2U);
  text.change("To", with_parameter(text.get("To"), "tag", "t"));
  BOOST_TEST(text.text() ==
             "INVITE sip:b@x SIP/2.0\r\nv: SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2\r\n"
             "To: \"B, the\" <sip:b@x>;tag=t\r\nContent-Length: 5\r\n\r\nv=0\r\n");
  BOOST_TEST(with_parameter("<sip:b@x;tag=no>;x=1;tag=old;y", "tag", "new") == "<sip:b@x;tag=no>;x=1;tag=new;y");
  BOOST_TEST(uri_in("\"A\" <sip:a@b;lr>;tag=1") == "sip:a@b;lr");
}

BOOST_AUTO_TEST_CASE(addresses_are_words) {
  const Address old = *parse_address("10.0.0.1"), today = *parse_address("127.0.0.9");
  BOOST_TEST(with_address("10.0.0.1 110.0.0.1 10.0.0.15 10.0.0.1. 10.0.0.1.5 @10.0.0.1:5", old, today) ==
             "127.0.0.9 110.0.0.1 10.0.0.15 127.0.0.9. 10.0.0.1.5 @127.0.0.9:5");
}

BOOST_AUTO_TEST_SUITE_END()
