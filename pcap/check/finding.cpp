#include "pcap/check/finding.hpp"

namespace rtpe::capture {
namespace {

struct Row {
  Rule rule;
  std::string_view name, meaning;
};
constexpr Row table[] = {
    {Rule::node_silent, "node_silent", "commands in a row to a node were not answered, or refused"},
    {Rule::no_answer, "no_answer", "a command was never answered"},
    {Rule::error_reply, "error_reply", "an engine answered with an error"},
    {Rule::load_limit, "load_limit", "an engine refused a call because of its load limit"},
    {Rule::warning, "warning", "an engine answered with a warning"},
    {Rule::retransmissions, "retransmissions", "many commands to a node were sent again within ten seconds"},
    {Rule::late_reply, "late_reply", "a reply came after the client had gone to another node"},
    {Rule::cookie_collision, "cookie_collision",
     "two clients used one cookie at a node: the second got the first's reply"},
    {Rule::affinity_broken, "affinity_broken", "a call's commands went to another node while the first one answered"},
    {Rule::offer_twice, "offer_twice", "the same offer was sent twice with different cookies"},
    {Rule::offer_for_answer, "offer_for_answer", "the other side's SDP came as an offer before the first was answered"},
    {Rule::never_deleted, "never_deleted", "the call was over, or went on without SIP, and no delete was sent"},
    {Rule::sip_failed, "sip_failed", "a call was refused with a server failure (5xx) or never answered"},
    {Rule::private_address, "private_address", "an SDP shows a private or loopback address to a public host"},
    {Rule::engine_port_changed, "engine_port_changed", "an engine gave another port to a party that was in the call"},
    {Rule::media_refused, "media_refused", "media met a closed port (ICMP)"},
    {Rule::no_media, "no_media", "an answered call has no media, where the capture has media of others"},
    {Rule::one_way_media, "one_way_media", "a party got media and sent none"},
    {Rule::media_elsewhere, "media_elsewhere", "the engine sent media to another address than the SDP said"},
    {Rule::media_loss, "media_loss", "a stream lost more packets than the threshold"},
    {Rule::media_jitter, "media_jitter", "a stream's mean jitter was above the threshold"},
    {Rule::fragments_lost, "fragments_lost", "datagrams never got complete because fragments are missing"},
    {Rule::ice_unfinished, "ice_unfinished", "ICE checks of a call were never answered"},
    {Rule::dtls_unfinished, "dtls_unfinished", "a DTLS handshake began and was never finished"},
    {Rule::node_disabled, "node_disabled", "a proxy left a node out after it had not answered"},
    {Rule::weights_off, "weights_off", "calls were spread over nodes otherwise than --weights says"},
};
static_assert(std::size(table) == rules);

}  // namespace

std::string_view name_of(Rule rule) { return table[static_cast<std::size_t>(rule)].name; }
std::string_view meaning_of(Rule rule) { return table[static_cast<std::size_t>(rule)].meaning; }

}  // namespace rtpe::capture
