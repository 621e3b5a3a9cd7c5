"""A mock rtpengine for tests in Python, with nothing but the standard library.

    with MockEngine() as engine:
        run_what_you_test(engine.host, engine.port)
        assert engine.count(command="offer") == 1
"""
import json
import re
import subprocess
import threading
import urllib.parse
import urllib.request


class MockEngine:
    def __init__(self, program="rtpe-lab", address="127.0.0.1", *options):
        self._command = [program, "mock", "--listen", f"udp:{address}:0", "--control", f"http:{address}:0", *options]

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = []
        for line in self._process.stderr:  # which ports are free is found by it
            said.append(line)
            if found := re.search(r" udp:(\S+):(\d+)", line):
                self.host, self.port = found[1], int(found[2])
            if found := re.search(r"control (http://\S+)", line):
                self.control = found[1]
            if line == "rtpe-lab: ready\n":
                threading.Thread(target=self._process.stderr.read, daemon=True).start()  # it must not stand still
                return self
        raise RuntimeError("".join(said))

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        self._process.stderr.close()

    def ask(self, method, path, body=None, **query):
        """The control API (docs/mock-engine.md); names of parameters with _ for -."""
        text = urllib.parse.urlencode({key.replace("_", "-"): value for key, value in query.items()})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.control}{path}?{text}", data, method=method)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)

    def requests(self, **wanted):
        return self.ask("GET", "/requests", **wanted)["requests"]

    def count(self, **wanted):
        return self.ask("GET", "/requests/count", **wanted)["count"]

    def rule(self, name, do, **more):
        """engine.rule("busy", "session-limit", match={"command": "offer"})"""
        return self.ask("PUT", f"/rules/{name}", {"do": do, **more})
