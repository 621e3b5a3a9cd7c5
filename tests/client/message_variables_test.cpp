// What Kamailio 5.6.3 gives for a message's pseudo-variables, and what unset variables print.
#include "client/script/message_variables.hpp"

#include <boost/test/unit_test.hpp>

#include "client/script/text_format.hpp"
#include "tests/support/must.hpp"

BOOST_AUTO_TEST_SUITE(message_variables_test)

using namespace rtpe;

namespace {

const std::string subscribe =
    "SUBSCRIBE sips:+49%20x@[2001:db8::1]:7000;transport=tls SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKa , SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKb\r\n"
    "v: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKc\r\n"
    "From: Alice Doe <sip:alice@a.test;x=1>;tag=1;x=y\r\nTo: sip:bob@b.test;tag=2\r\nCall-ID:   id1  \r\n"
    "CSeq: 0012 SUBSCRIBE\r\nUser-Agent:  UA 1.0  \r\nm: \"x\" <sip:x@y>,  <sip:z@w> \r\nc: application/sdp;x=y  \r\n"
    "s: hello  \r\nX-F: one\r\n  two\r\nX-A: 1\r\nX-A: 2\r\nP-Asserted-Identity: <sip:pai@h>\r\nl: 3\r\n\r\nabc";
const std::string telephone =
    "INVITE tel:+491234;phone-context=x SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKd\r\n"
    "From: <tel:+491;a=b>;tag=1\r\nTo: \"Bob \\\"<B>\\\" X\" <sips:b.test:99>\r\nCall-ID: id2\r\n"
    "CSeq: 4294967295 INVITE\r\nContent-Length: 0\r\n\r\n";
const std::string reply =
    "SIP/2.0 200 All well\r\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKd\r\nFrom: <sip:a@b>;tag=1\r\n"
    "To: <sip:b.test>;tag=2\r\nCall-ID: id3\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";

struct Row {
  const std::string& message;
  std::string_view name, value;  ///< "<null>": null
};

/// Printed by the real program; where numbers stand for integers the value ends with '#'.
const std::vector<Row> rows{
    {subscribe, "$ci", "id1  "},
    {subscribe, "$ft", "1"},
    {subscribe, "$tt", "2"},
    {subscribe, "$fu", "sip:alice@a.test;x=1"},
    {subscribe, "$fU", "alice"},
    {subscribe, "$fd", "a.test"},
    {subscribe, "$fn", "Alice Doe"},
    {subscribe, "$tn", "<null>"},
    {subscribe, "$tu", "sip:bob@b.test"},
    {subscribe, "$tU", "bob"},
    {subscribe, "$ru", "sips:+49%20x@[2001:db8::1]:7000;transport=tls"},
    {subscribe, "$rU", "+49%20x"},
    {subscribe, "$rd", "[2001:db8::1]"},
    {subscribe, "$rp", "7000#"},
    {subscribe, "$rP", "tls"},
    {subscribe, "$rz", "sips"},
    {subscribe, "$rm", "SUBSCRIBE"},
    {subscribe, "$rs", "<null>"},
    {subscribe, "$cs", "0012"},
    {subscribe, "$si", "127.0.0.1"},
    {subscribe, "$sp", "5060#"},
    {subscribe, "$su", "sip:127.0.0.1:5060"},
    {subscribe, "$sas", "udp:127.0.0.1:5060"},
    {subscribe, "$pr", "udp"},
    {subscribe, "$ua", "UA 1.0  "},
    {subscribe, "$ct", "\"x\" <sip:x@y>,  <sip:z@w> "},
    {subscribe, "$cT", "application/sdp;x=y  "},
    {subscribe, "$cl", "3#"},
    {subscribe, "$bs", "3#"},
    {subscribe, "$rb", "abc"},
    {subscribe, "$mt", "1#"},
    {subscribe, "$ai", "sip:pai@h"},
    {subscribe, "$pu", "<null>"},
    {subscribe, "$null", "<null>"},
    {subscribe, "$T_branch_idx", "0#"},
    {subscribe, "$hdr(Subject)", "hello  "},
    {subscribe, "$hdr(S)", "hello  "},
    {subscribe, "$hdr(CONTACT)", "\"x\" <sip:x@y>,  <sip:z@w> "},
    {subscribe, "$hdr(X-F)", "one\r\n  two"},
    {subscribe, "$hdr(Nope)", "<null>"},
    {subscribe, "$hdrc(Via)", "2#"},
    {subscribe, "$hdrc(Nope)", "0#"},
    {subscribe, "$(hdr(X-A)[1])", "2"},
    {subscribe, "$(hdr(X-A)[-2])", "1"},
    {subscribe, "$(hdr(X-A)[5])", "<null>"},
    {subscribe, "$(hdr(X-A)[*])", "1,2"},
    {subscribe, "$(ci)", "id1  "},
    {telephone, "$fu", "tel:+491;a=b"},
    {telephone, "$fU", "+491"},
    {telephone, "$fd", "<null>"},
    {telephone, "$tn", "\"Bob \\\"<B>\\\" X\""},
    {telephone, "$tu", "sips:b.test:99"},
    {telephone, "$tU", "<null>"},
    {telephone, "$td", "b.test"},
    {telephone, "$tt", "<null>"},
    {telephone, "$rU", "+491234"},
    {telephone, "$rd", "<null>"},
    {telephone, "$rp", "5060#"},
    {telephone, "$rP", "UDP"},
    {telephone, "$rz", "tel"},
    {telephone, "$cs", "4294967295"},
    {telephone, "$rb", ""},
    {reply, "$rs", "200#"},
    {reply, "$rr", "All well"},
    {reply, "$rm", "INVITE"},
    {reply, "$ru", "<null>"},
    {reply, "$rp", "<null>"},
    {reply, "$rP", "<null>"},
    {reply, "$mt", "2#"},
    {reply, "$T_reply_code", "200#"},
};

struct UnsetHost : script::Host {
  std::optional<Variable> read(std::string_view name) override {
    if (name == "$avp(e)") return Variable{};
    if (name == "$avp(n)") return Variable{.text = "7", .is_integer = true};
    return std::nullopt;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(values_are_those_of_kamailio) {
  for (const Row& row : rows) {
    sip::ParsedMessage parsed;
    test::must(sip::parse(row.message, parsed));
    BOOST_TEST_CONTEXT(row.name << " of " << row.message.substr(0, 12)) {
      BOOST_TEST(script::is_message_variable(row.name));
      const auto value = script::message_variable(row.name, parsed.message);
      BOOST_TEST((value ? value->text + (value->is_integer ? "#" : "") : "<null>") == row.value);
    }
  }
  for (const std::string_view other : {"$var(x)", "$avp(x)", "$nope", "$hdr(X", "$(ci{s.len})", "ci x", "$"})
    BOOST_TEST(!script::is_message_variable(other), other);
}

BOOST_AUTO_TEST_CASE(branch_index_and_status_depend_on_the_route) {
  sip::ParsedMessage request, response;
  test::must(sip::parse(telephone, request));
  test::must(sip::parse(reply, response));
  const auto of = [](std::string_view name, const sip::Message& message, const script::MessageFacts& facts) {
    return script::message_variable(name, message, facts)->text;
  };
  BOOST_TEST(of("$T_branch_idx", request.message, {.route = script::Route::failure}) == "1");
  BOOST_TEST(of("$T_reply_code", request.message, {.route = script::Route::failure, .failure_status = 487}) == "487");
  BOOST_TEST(of("$T_branch_idx", response.message, {.route = script::Route::reply}) == "0");
  BOOST_TEST(of("$T_branch_idx", response.message, {.route = script::Route::reply, .has_transaction = false}) == "-1");
}

/// Sent by the real module for rtpengine_query(ARGUMENT), as far as the flags string tells.
BOOST_AUTO_TEST_CASE(unset_variables_print_what_kamailio_prints) {
  struct Unset {
    std::string_view argument;
    script::NullText null_text;
    std::string_view value;
  };
  using enum script::NullText;
  for (const auto& [argument, null_text, value] :
       {Unset{"$avp(x)", empty, ""}, Unset{"$avp(x)", marked, "<null>"}, Unset{"k=$avp(x) z", marked, "k=<null> z"},
        Unset{"$var(x)", empty, "0"}, Unset{"$var(x)", marked, "0"}, Unset{"$(var(x))", marked, "0"},
        Unset{"$shv(q)", marked, "0"}, Unset{"$xavp(x=>y)", empty, ""}, Unset{"k=$xavp(x=>y)", marked, "k=<null>"},
        Unset{"$avp(e)", marked, ""}, Unset{"k=$avp(e)", marked, "k="}, Unset{"$avp(n)", empty, "7"},
        Unset{"$$", marked, "$"}}) {
    UnsetHost host;
    std::string scratch;
    BOOST_TEST(script::TextFormat::parse(argument, null_text).evaluate(host, scratch) == value, argument);
  }
}

BOOST_AUTO_TEST_CASE(given_variables_have_types) {
  BOOST_TEST(script::given_variable("7").is_integer);
  BOOST_TEST(script::given_variable("-7").is_integer);
  BOOST_TEST(!script::given_variable("7x").is_integer);
  BOOST_TEST(!script::given_variable("").is_integer);
  BOOST_TEST(!script::given_variable("\"7\"").is_integer);
  BOOST_TEST(script::given_variable("\"7\"").text == "7");
}

/// What Kamailio does not load.
BOOST_AUTO_TEST_CASE(statements_that_kamailio_refuses_are_refused) {
  const auto& personality = *find_personality("kamailio-5.6");
  const auto why = [&](std::string_view text) {
    const auto statement = script::parse_statement(text, personality);
    return statement ? std::string() : statement.error().text();
  };
  BOOST_TEST(why("rtpengine_offer(trust-address)").find("text needs quotes: \"trust-address\"") != std::string::npos);
  BOOST_TEST(why("set_rtpengine_set($var(x))").find("in quotes only") != std::string::npos);
  for (const auto* text : {"rtpengine_offer(\"a$\")", "rtpengine_offer(\"$ x\")", "rtpengine_offer(\"$ci.$ft\")"})
    BOOST_TEST(why(text).find("'$' that begins no variable") != std::string::npos, text);
  for (const auto* text :
       {"rtpengine_offer(5)", "rtpengine_offer($avp(x))", "set_rtpengine_set(1)", "set_rtpengine_set(\"$var(x)\")",
        "rtpengine_offer(\"$$\")", "rtpengine_offer(\"$(ci).x\")", "rtpengine_offer('$ci-$ft')"})
    BOOST_TEST(why(text) == "", text);
}

/// `direction` without a value aborts Kamailio; the others it loads and refuses each time.
BOOST_AUTO_TEST_CASE(flags_that_can_never_succeed_are_told) {
  const auto& personality = *find_personality("kamailio-5.6");
  for (const auto* text : {"rtpengine_offer(\"trust-address direction\")", "rtpengine_delete(\"direction\")"}) {
    const auto statement = script::parse_statement(text, personality);
    BOOST_TEST_REQUIRE(!statement.has_value(), text);
    BOOST_TEST(statement.error().text().find("aborts") != std::string::npos, statement.error().text());
  }
  for (const auto* flags : {"via-branch=xyz", "via-branch", "from-tag", "call-id", "repacketize=0"})
    BOOST_TEST(test::must(script::parse_statement(std::string("rtpengine_offer(\"") + flags + "\")", personality))
                       .doubt.find("returns -1 always") != std::string::npos,
               flags);
  for (const auto* flags : {"via-branch=1x", "direction=", "$var(x)", "to-tag"})
    BOOST_TEST(test::must(script::parse_statement(std::string("rtpengine_offer(\"") + flags + "\")", personality))
                   .doubt.empty(),
               flags);
}

BOOST_AUTO_TEST_SUITE_END()
