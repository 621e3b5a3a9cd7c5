// The library's handles: several statements on one message, several messages of one transaction.
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "client/transport/client.hpp"
#include "tests/support/must.hpp"
#include "tests/support/sip_text.hpp"
#include "tests/support/small_engine.hpp"

BOOST_AUTO_TEST_SUITE(message_handle_test)

using namespace rtpe;
using transport::Client;
using transport::Transaction;

namespace {

struct Lab {
  boost::asio::io_context io;
  std::unique_ptr<test::SmallEngine> first = test::udp_engine(io, "127.0.0.1"), second = test::udp_engine(io, "::1");
  Client client;

  explicit Lab(Parameters parameters = {}, transport::ClientOptions options = {})
      : client(test::must(open(std::move(parameters), std::move(options)))) {}

  Expected<Client> open(Parameters parameters, transport::ClientOptions options) {
    parameters.rtpengine_sock = {"0 == " + first->url(), "2 == " + second->url()};
    options.parameters = std::move(parameters);
    return Client::open(io, std::move(options));
  }
  static std::string command_in(const std::string& message) {
    const auto key = message.find("7:command");
    if (key == std::string::npos) return "none";
    const auto colon = message.find(':', key + 9);
    return message.substr(colon + 1, std::stoul(message.substr(key + 9)));
  }
};

const std::string invite = test::SipText{}.text();
const std::string invite_without_sdp = test::SipText{.body = ""}.text();
const std::string ok = test::SipText{.status = 200, .to_tag = "tt", .branches = {"z9hG4bKtwo", "z9hG4bKone"}}.text();
const std::string bye = test::SipText{.method = "BYE", .to_tag = "tt", .body = ""}.text();

}  // namespace

BOOST_AUTO_TEST_CASE(a_set_counts_for_the_next_statement_on_the_same_message_only) {
  Lab lab;
  auto message = test::must(lab.client.message(invite));
  BOOST_TEST(test::must(message.call("set_rtpengine_set(2)")).rc == 1);
  BOOST_TEST(test::must(message.call("rtpengine_offer()")).node == lab.second->url());
  BOOST_TEST(test::must(lab.client.call("rtpengine_query()", bye)).node == lab.first->url());
  // Another message in between changes nothing.
  BOOST_TEST(test::must(message.call("rtpengine_query()")).node == lab.second->url());
}

BOOST_AUTO_TEST_CASE(statements_of_one_message_queue_behind_one_another) {
  Lab lab({}, {.workers = 4});
  auto message = test::must(lab.client.message(invite));
  std::vector<std::string> nodes;
  const auto note = [&](const Expected<transport::Reply>& reply) { nodes.push_back(test::must(reply).node); };
  message.async_call("rtpengine_offer()", note);
  message.async_call("set_rtpengine_set(2)", note);
  message.async_call("rtpengine_offer()", note);
  lab.io.restart();
  while (nodes.size() < 3 && lab.io.run_one() > 0) continue;
  const std::vector<std::string> expected = {lab.first->url(), "", lab.second->url()};
  BOOST_TEST(nodes == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_statement_that_cannot_be_read_fails_alone) {
  Lab lab;
  auto message = test::must(lab.client.message(invite));
  BOOST_TEST(!message.call("rtpengine_ofer()").has_value());
  BOOST_TEST(test::must(message.call("rtpengine_offer()")).rc == 1);
  BOOST_TEST(!lab.client.message("no SIP").has_value());
}

BOOST_AUTO_TEST_CASE(a_handle_may_outlive_its_client_and_a_call_its_handle) {
  std::optional<transport::Message> message;
  {
    Lab lab;
    message.emplace(test::must(lab.client.message(invite)));
    std::optional<int> rc;
    test::must(lab.client.message(invite))
        .async_call("rtpengine_offer()", [&](const Expected<transport::Reply>& reply) { rc = test::must(reply).rc; });
    lab.io.restart();
    while (!rc && lab.io.run_one() > 0) continue;
    BOOST_TEST(rc.value_or(0) == 1);
  }
  BOOST_TEST(!message->call("rtpengine_offer()").has_value());
}

/// As Kamailio 5.6.3 did in onreply_route of tm (with a transaction) and in reply_route (without one).
BOOST_AUTO_TEST_CASE(manage_on_a_200_asks_what_kamailio_asks) {
  struct Row {
    bool sdp_in_invite, transaction;
    std::string_view expected;
  };
  constexpr std::array<Row, 4> rows = {
      {{true, true, "answer"}, {false, true, "offer"}, {true, false, "answer"}, {false, false, "answer"}}};
  for (const Row& row : rows) {
    Lab lab;
    transport::CallOptions options;
    if (row.transaction) options.transaction.emplace();
    test::must(lab.client.call("rtpengine_manage()", row.sdp_in_invite ? invite : invite_without_sdp, options));
    BOOST_TEST(lab.first->received.size() == (row.sdp_in_invite ? 1U : 0U));
    BOOST_TEST(test::must(lab.client.call("rtpengine_manage()", ok, options)).rc == 1);
    BOOST_TEST(Lab::command_in(lab.first->received.back()) == row.expected);
  }
}

BOOST_AUTO_TEST_CASE(avps_belong_to_the_transaction_and_other_variables_to_the_message) {
  Parameters parameters;
  parameters.setid_avp = "$avp(setid)";
  parameters.rtp_inst_pvar = "$avp(node)";
  Lab lab(std::move(parameters));
  const Transaction transaction;
  const auto offered = test::must(
      lab.client.call("rtpengine_offer()", invite, {.variables = {{"$avp(setid)", "2"}}, .transaction = transaction}));
  BOOST_TEST(offered.node == lab.second->url());
  BOOST_TEST(offered.variables.at("$avp(node)") == lab.second->url());
  const auto answered = test::must(lab.client.call("rtpengine_answer()", ok, {.transaction = transaction}));
  BOOST_TEST(answered.node == lab.second->url());
  // Another transaction knows nothing of it; the call is known at the other node, but not in that set.
  BOOST_TEST(test::must(lab.client.call("rtpengine_query()", bye)).node == lab.first->url());
}

BOOST_AUTO_TEST_CASE(variables_that_were_given_or_assigned_stay_with_the_message) {
  Parameters parameters;
  parameters.rtp_inst_pvar = "$var(node)";
  Lab lab(std::move(parameters), {.workers = 2});
  auto message = test::must(lab.client.message(invite, {.variables = {{"$var(set)", "2"}}}));
  BOOST_TEST(test::must(message.call("set_rtpengine_set(\"$var(set)\")")).rc == 1);
  BOOST_TEST(test::must(message.call("rtpengine_offer()")).variables.at("$var(node)") == lab.second->url());
  const auto stated = test::must(message.call("rtpengine_query(\"metadata=$var(node)\")"));
  BOOST_TEST(stated.dictionaries.front().contains("metadata"));
  BOOST_TEST(stated.dictionaries.front().contains(lab.second->url()));
}

BOOST_AUTO_TEST_CASE(via_branch_next_is_what_the_caller_says) {
  Lab lab;
  const auto reply =
      test::must(lab.client.call("rtpengine_offer(\"via-branch=next\")", invite, {.next_branch = "z9hG4bKnext"}));
  BOOST_TEST(reply.dictionaries.front().contains("10:via-branch11:z9hG4bKnext"));
  BOOST_TEST(test::must(lab.client.call("rtpengine_offer(\"via-branch=next\")", invite)).rc == -1);
}

BOOST_AUTO_TEST_SUITE_END()
