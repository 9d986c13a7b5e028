"""Wraps the application: checks the host, sets security headers, and logs each request."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Collection, MutableMapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "log"]

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
HEADERS = {
    "Content-Security-Policy": DATA_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
WRONG_HOST = b"this server does not answer under this name\n"


def log(**fields: Any) -> None:
    """Write one JSON line on standard error; JSON escapes keep clients' texts from breaking it."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    print(json.dumps({"time": moment, **fields}), file=sys.stderr, flush=True)


class Guard:
    """Wraps an ASGI application.

    Parameters
    ----------
    app
        The application.
    hosts
        Host names that the server answers to; if empty, it answers to any. Without this check a
        page of another site could point its own name here and read what only this machine may
        (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        seen: dict[str, Any] = {"status": 500, "bytes": 0}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            else:
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            if self._hosts and _host(scope) not in self._hosts:
                await _refuse_host(sending)
            else:
                await self._app(scope, receive, sending)
        except Exception as error:
            # The client was only told that there was an error.
            seen["trace"] = traceback.format_exception(error)
        finally:
            _log_request(scope, seen, time.perf_counter() - began)


def _host(scope: Scope) -> str | None:
    try:
        return urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname
    except ValueError:
        return None


async def _refuse_host(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": WRONG_HOST})


def _log_request(scope: MutableMapping[str, Any], seen: dict[str, Any], seconds: float) -> None:
    client = scope.get("client")
    error = {"error": scope["kg.error"]} if "kg.error" in scope else {}
    log(
        client=client[0] if client else None,
        method=scope["method"],
        path=scope["path"],
        milliseconds=round(seconds * 1000, 1),
        **seen,
        **error,
    )
