"""Firefox by Marionette, the protocol that it speaks itself: no other program drives it."""

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
LONGEST = 60.0
PREFERENCES = {
    # The port is the system's choice and is told in the profile.
    "marionette.port": 0,
    "devtools.console.stdout.content": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
}


class Firefox:
    """A headless Firefox with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        lines = (f'user_pref("{name}", {json.dumps(v)});\n' for name, v in PREFERENCES.items())
        (profile / "user.js").write_text("".join(lines), encoding="utf8")
        self.log = profile / "log.txt"
        command = [str(PROGRAM), "--headless", "--marionette", "--no-remote", "--profile"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, str(profile)], stdout=log, stderr=subprocess.STDOUT
            )
        self._messages = 0
        self._socket = self._connected(profile / "MarionetteActivePort")
        self._read()
        self.ask("WebDriver:NewSession", {})

    def _connected(self, port: Path) -> socket.socket:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            try:
                return socket.create_connection(("127.0.0.1", int(port.read_text())), LONGEST)
            except (OSError, ValueError):
                time.sleep(0.1)
        raise TimeoutError(f"Firefox did not start: {self.log.read_text(errors='replace')}")

    def _read(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self._socket.recv(1)
        left = int(size[:-1])
        parts = []
        while left:
            parts.append(self._socket.recv(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts))

    def ask(self, command: str, parameters: dict[str, Any]) -> Any:
        """Send a command and return its answer."""
        self._messages += 1
        message = json.dumps([0, self._messages, command, parameters]).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, answer = self._read()
        if error:
            raise AssertionError(f"{command}: {error['message']}")
        return answer

    def open(self, address: str) -> None:
        """Open a page and wait until its picture is drawn."""
        self.ask("WebDriver:Navigate", {"url": address})
        self.wait("return document.body.hasAttribute('data-drawn')")

    def run(self, script: str) -> Any:
        """Run a script in the page."""
        return self.ask("WebDriver:ExecuteScript", {"script": script, "args": []})["value"]

    def wait(self, script: str) -> None:
        """Wait until a script returns something true."""
        until = time.monotonic() + LONGEST
        while not self.run(script):
            assert time.monotonic() < until, script
            time.sleep(0.05)

    def _element(self, selector: str) -> str:
        found = self.ask("WebDriver:FindElement", {"using": "css selector", "value": selector})
        return str(next(iter(found["value"].values())))

    def click(self, selector: str) -> None:
        """Click an element as a reader does."""
        self.ask("WebDriver:ElementClick", {"id": self._element(selector)})

    def write(self, selector: str, text: str) -> None:
        """Type into an element; ``\\ue007`` is the Enter key."""
        self.ask("WebDriver:ElementSendKeys", {"id": self._element(selector), "text": text})

    def complaints(self) -> list[str]:
        """Return the errors and warnings of pages from disk."""
        lines = self.log.read_text(encoding="utf8", errors="replace").splitlines()
        told = ("JavaScript error: file", "JavaScript warning: file")
        return [line for line in lines if line.startswith(told)]

    def stop(self) -> None:
        """End the browser."""
        self._socket.close()
        self._process.terminate()
        self._process.wait(LONGEST)
