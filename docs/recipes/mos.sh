#!/bin/bash
# From media that a mock engine is told of to the MOS in an AVP of the script: offer, answer, observations, delete.
#   docs/recipes/mos.sh [ADDRESS]
set -euo pipefail
at=${1:-127.0.13.60}
folder=$(mktemp -d)
trap 'kill "$mock" 2> /dev/null || true; rm -rf "$folder"' EXIT

message() { # message FIRST-LINE CSEQ TO-TAG [SDP]
  local body=${4:-}
  printf '%s\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@lab.invalid>;tag=a\r\nTo: <sip:b@lab.invalid>%s\r\nCall-ID: c1\r\nCSeq: %s\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "${3:+;tag=$3}" "$2" ${#body} "$body"
}
sdp() { printf 'v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n' "$1" "$1"; }
message 'INVITE sip:b@lab.invalid SIP/2.0' '1 INVITE' '' "$(sdp 192.0.2.1)"$'\r\n' > "$folder/invite"
message 'SIP/2.0 200 OK' '1 INVITE' b "$(sdp 192.0.2.2)"$'\r\n' > "$folder/ok"
message 'BYE sip:b@lab.invalid SIP/2.0' '2 BYE' b > "$folder/bye"

rtpe-lab mock --listen "udp:$at:2223" --control "http:$at:9901" > /dev/null 2> "$folder/mock.log" &
mock=$!
until grep -q 'rtpe-lab: ready' "$folder/mock.log" 2> /dev/null; do sleep 0.1; done
rtpe-lab ng 'rtpengine_offer()' --message "$folder/invite" --to "udp:$at:2223" > /dev/null
rtpe-lab ng 'rtpengine_answer()' --message "$folder/ok" --request "$folder/invite" --to "udp:$at:2223" > /dev/null

# What would have passed: ten seconds of G.711 each way, 5 of 256 lost and a jitter of 10 ms one way.
python3 - "http://$at:9901/observations" << 'PYTHON'
import json, sys, urllib.request
def packets(tag, ssrc):
    return {"call-id": "c1", "tag": tag, "packets": 500, "octets": 86000, "ssrc": ssrc, "payload-type": 0}
def report(tag, reporter, measured, lost, jitter):
    return {"call-id": "c1", "tag": tag, "reporter-ssrc": reporter, "measured-ssrc": measured, "fraction-lost": lost,
            "cumulative-lost": lost, "jitter": jitter, "round-trip-leg-us": 30000}
seen = {"packets": [packets("a", 4660), packets("b", 22136)],
        "reports": [report("b", 22136, 4660, 5, 80), report("a", 4660, 22136, 0, 8)]}
urllib.request.urlopen(urllib.request.Request(sys.argv[1], json.dumps(seen).encode(), method="POST"), timeout=10)
PYTHON

rtpe-lab ng 'rtpengine_delete()' --message "$folder/bye" --to "udp:$at:2223" \
  --param 'mos_average_pv=$avp(mos)' --param 'mos_average_packetloss_pv=$avp(loss)' \
  --param 'mos_average_jitter_pv=$avp(jitter)' --json |
  python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["variables"]))'
