// What a test looks like: go test; RTPE_LAB names the program where it is not in the PATH.
package rtpemock_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"example.com/rtpemock"
)

const sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

// offer stands for the program under test: it sends an offer and returns the reply.
func offer(t *testing.T, address, callID string) string {
	t.Helper()
	var body strings.Builder
	for _, text := range []string{"call-id", callID, "command", "offer", "from-tag", "a", "sdp", sdp} {
		fmt.Fprintf(&body, "%d:%s", len(text), text)
	}
	connection, err := net.Dial("udp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(10 * time.Second))
	reply := make([]byte, 65536)
	fmt.Fprintf(connection, "cookie-%s d%se", callID, body.String())
	length, err := connection.Read(reply)
	if err != nil {
		t.Fatal(err)
	}
	return string(reply[:length])
}

func TestAnOfferReachesTheEngine(t *testing.T) {
	engine := rtpemock.Start(t)
	if reply := offer(t, engine.Address, "one"); !strings.Contains(reply, "6:result2:ok") {
		t.Error(reply)
	}
	if count := engine.Count("command", "offer"); count != 1 {
		t.Error(count)
	}
	if tag := engine.Requests("call-id", "one")[0]["from-tag"]; tag != "a" {
		t.Error(tag)
	}
}

func TestAFullEngineRefuses(t *testing.T) {
	engine := rtpemock.Start(t)
	engine.Rule("full", map[string]any{"do": "session-limit", "match": map[string]any{"command": "offer"}})
	if reply := offer(t, engine.Address, "two"); !strings.Contains(reply, "Parallel session limit reached") {
		t.Error(reply)
	}
}
