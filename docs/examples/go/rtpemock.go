// Package rtpemock is a mock rtpengine for tests in Go, with nothing but the standard library.
//
//	engine := rtpemock.Start(t)
//	runWhatYouTest(engine.Address)
//	if engine.Count("command", "offer") != 1 {
//		t.Error("no offer")
//	}
package rtpemock

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Engine is a running `rtpe-lab mock`; it ends with the test.
type Engine struct {
	Address string // "127.0.0.1:38211": where it takes NG over UDP
	control string
	t       testing.TB
	client  http.Client
}

var (
	listens  = regexp.MustCompile(` udp:(\S+)`)
	controls = regexp.MustCompile(`control (http://\S+)`)
)

// Start runs the program, which RTPE_LAB names where it is not in the PATH, on free ports. Options are those of `rtpe-lab mock`.
func Start(t testing.TB, options ...string) *Engine {
	t.Helper()
	program := os.Getenv("RTPE_LAB")
	if program == "" {
		program = "rtpe-lab"
	}
	command := exec.Command(program, append([]string{"mock", "--listen", "udp:127.0.0.1:0", "--control", "http:127.0.0.1:0"}, options...)...)
	said, err := command.StderrPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		_ = command.Wait()
	})
	engine := &Engine{t: t, client: http.Client{Timeout: 10 * time.Second}}
	var lines []string
	for reader := bufio.NewScanner(said); reader.Scan(); { // which ports are free is found by it
		line := reader.Text()
		lines = append(lines, line)
		if found := listens.FindStringSubmatch(line); found != nil {
			engine.Address = found[1]
		}
		if found := controls.FindStringSubmatch(line); found != nil {
			engine.control = found[1]
		}
		if line == "rtpe-lab: ready" {
			go func() { _, _ = io.Copy(io.Discard, said) }() // it must not stand still
			return engine
		}
	}
	t.Fatal(strings.Join(lines, "\n"))
	return nil
}

// Ask uses the control API (docs/mock-engine.md): parameters are names and values in turn; the reply is decoded into it.
func (engine *Engine) Ask(method, path string, body, reply any, parameters ...string) {
	engine.t.Helper()
	query := url.Values{}
	for i := 0; i+1 < len(parameters); i += 2 {
		query.Set(parameters[i], parameters[i+1])
	}
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			engine.t.Fatal(err)
		}
	}
	request, err := http.NewRequest(method, engine.control+path+"?"+query.Encode(), &sent)
	if err != nil {
		engine.t.Fatal(err)
	}
	response, err := engine.client.Do(request)
	if err != nil {
		engine.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode/100 != 2 {
		engine.t.Fatalf("%s %s: %s %s %v", method, path, response.Status, text, err)
	}
	if reply != nil {
		if err := json.Unmarshal(text, reply); err != nil {
			engine.t.Fatal(err)
		}
	}
}

// Requests are those that the engine got: Requests("command", "offer", "call-id", "one").
func (engine *Engine) Requests(wanted ...string) []map[string]any {
	engine.t.Helper()
	var reply struct{ Requests []map[string]any }
	engine.Ask(http.MethodGet, "/requests", nil, &reply, wanted...)
	return reply.Requests
}

// Count is how many they are.
func (engine *Engine) Count(wanted ...string) int {
	engine.t.Helper()
	var reply struct{ Count int }
	engine.Ask(http.MethodGet, "/requests/count", nil, &reply, wanted...)
	return reply.Count
}

// Rule makes it answer otherwise: Rule("full", map[string]any{"do": "session-limit"}).
func (engine *Engine) Rule(name string, rule map[string]any) {
	engine.t.Helper()
	engine.Ask(http.MethodPut, "/rules/"+name, rule, nil)
}
