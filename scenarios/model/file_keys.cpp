#include "scenarios/model/file_keys.hpp"

namespace rtpe::scenario {
namespace file_rows {

using enum KeyType;

constexpr KeyRow top[] = {
    {"title", "name of the file", "one line"},
    {"seed", "1", "the run's randomness", whole},
    {"duration", "until the last call is over", "when the run ends", duration},
    {"tags", "", "words for run --tag", texts},
    {"max_events", "200000000", "a run that makes more events ends there", whole},
    {"include", "", "files whose tables lie under this one's", texts},
    {"variables", "", "what ${name} stands for", table},
    {"matrix", "", "lists of values: a case for each combination", table},
    {"assume", "", "what functions return that the lab does not know", table},
};

constexpr KeyRow network[] = {
    {"latency", "0.5ms", "one way", range},
    {"loss", "0", "per datagram and direction", share},
    {"duplication", "0", "per datagram and direction", share},
    {"reordering", "0", "per datagram and direction", share},
    {"bandwidth", "any", "of each direction, as 64kbit/s; what would wait for more than 1 s is lost"},
};

constexpr KeyRow link[] = {
    {"protocol", "ng", "ng, or sip: between the proxy and the parties"},
    {"engine", "", "the engine that it leads to"},
    {"party", "both", "caller or callee"},
    {"latency", "0.5ms; sip: 5ms", "one way", range},
    {"loss", "0", "per datagram and direction", share},
    {"duplication", "0", "per datagram and direction", share},
    {"reordering", "0", "per datagram and direction", share},
    {"bandwidth", "any", "of each direction, as 64kbit/s; what would wait for more than 1 s is lost"},
};

constexpr KeyRow flow[] = {
    {"name", "required", "as [[traffic]] names it"},
    {"messages", "required", "WHO WHAT [METHOD] [sdp] [after PAUSE]", texts},
};

constexpr KeyRow traffic[] = {
    {"flow", "basic-call", "a flow of the library or a [[flow]]"},
    {"rate", "1/s", "calls per time, or points between which it changes", anything},
    {"period", "", "after which the points of the rate begin anew", duration},
    {"arrival", "poisson", "or regular"},
    {"start", "0s", "first call not before", duration},
    {"until", "the run's duration", "no call starts from then on", duration},
    {"count", "any number", "at most that many calls", whole},
    {"ring", "2s", "from 180 to 200", range},
    {"hold", "30s", "from ACK to BYE", range},
    {"hold_shape", "uniform", "exponential or lognormal"},
    {"hold_sigma", "1", "of lognormal", number},
    {"reinvite_after", "10s", "before each re-INVITE", range},
    {"call_ids", "generated", "Call-IDs taken in turn", texts},
    {"sdp_from", "recorded bodies", "a text file of SDP bodies"},
    {"caller", "", "{ transport = \"ws\", nat = true }", table},
    {"callee", "", "likewise", table},
    {"in_dialog_proxy", "the call's own", "that requests inside the dialog are sent to; next: the next one in turn"},
    {"media", "", "{ loss = 0.02, jitter = \"20ms\", round_trip = \"80ms\" }", table},
};

constexpr KeyRow call[] = {
    {"call_id", "required", "each once"},
    {"start", "0s", "when its INVITE is sent", duration},
    {"flow", "basic-call", "a flow of the library or a [[flow]]"},
    {"ring", "2s", "from 180 to 200", range},
    {"hold", "30s", "from ACK to BYE", range},
    {"reinvite_after", "10s", "before each re-INVITE", range},
    {"pauses", "the flow's", "instead of the flow's own pauses", texts},
    {"caller_tag", "made up", ""},
    {"callee_tag", "made up", ""},
    {"proxy", "in turn", "that it is sent to"},
    {"in_dialog_proxy", "the call's own", "that requests inside the dialog are sent to; next: the next one in turn"},
    {"sdp_from", "recorded bodies", "a text file of SDP bodies"},
    {"caller", "", "{ transport = \"ws\", nat = true }", table},
    {"callee", "", "likewise", table},
};

constexpr TableRow tables[] = {
    {"network", TableRow::Form::one, network}, {"link", TableRow::Form::several, link},
    {"flow", TableRow::Form::several, flow},   {"traffic", TableRow::Form::several, traffic},
    {"call", TableRow::Form::several, call},
};

constexpr KeyRow client[] = {
    {"personality", "kamailio-5.6", "the release"},
    {"workers", "8", "SIP worker processes", whole},
    {"rtpengine_sock", "", "the nodes, as the modparam", texts},
    {"db_rows", "", "the table of db_url: [{ url = \"udp:10.0.0.1:2223\", setid = 0, weight = 1, disabled = 0 }]",
     anything},
    {"address", "", "of somebody else's proxy, with --client external: where it takes SIP, as udp:192.0.2.1:5060"},
    {"phones", "", "with --client external: where the lab's caller and callee are, as two addresses of this machine",
     texts},
};

constexpr KeyRow engine[] = {
    {"name", "required", "faults, links and checks refer to it"},
    {"listen", "required", "control address, as udp:10.0.0.1:2223"},
    {"interface", "the control address", "media addresses: [NAME/]ADDRESS[!ADVERTISED]", texts},
    {"address", "", "of somebody else's engine, with --engines external and in relay files: where it is"},
    {"service_time", "0s", "how long a command takes inside", range},
    {"program", "none", "a file of rules"},
    {"rule", "", "what the engine does wrong", anything},
};

constexpr KeyRow routing[] = {
    {"script", "", "Kamailio's own route blocks"},
    {"file", "", "a file with route blocks"},
    {"define", "", "names for #!ifdef, or NAME=value", texts},
};

constexpr KeyRow fault[] = {
    {"at", "", "when it begins", duration},
    {"when", "", "the event that it waits for"},
    {"after", "0s", "from that event to its begin", duration},
    {"every", "", "it comes again, counted from begin to begin", duration},
    {"times", "", "how often at most", whole},
    {"engine", "", "its name, or several", texts},
    {"step", "0s", "between several engines", duration},
    {"party", "both", "caller or callee"},
    {"proxy", "all", "its name"},
    {"for", "until the end", "how long", duration},
};

constexpr KeyRow check[] = {
    {"from", "0s", "begin of the part of the run that is judged", duration},
    {"until", "the end", "end of the part of the run that is judged", duration},
    {"expect", "pass", "fail: this check is meant to fail"},
};

}  // namespace file_rows

std::span<const KeyRow> top_keys() { return file_rows::top; }
std::span<const TableRow> table_rows() { return file_rows::tables; }
std::span<const KeyRow> client_keys() { return file_rows::client; }
std::span<const KeyRow> engine_keys() { return file_rows::engine; }
std::span<const KeyRow> routing_keys() { return file_rows::routing; }
std::span<const KeyRow> fault_keys() { return file_rows::fault; }
std::span<const KeyRow> check_keys() { return file_rows::check; }

}  // namespace rtpe::scenario
