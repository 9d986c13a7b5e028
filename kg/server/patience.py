"""An HTTP connection that is closed unless the head of a request arrives in time."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HEAD_SECONDS", "PatientProtocol"]

# As long as a body may take. Without a bound, a short script that sends nothing could hold all the
# connections of the server.
HEAD_SECONDS = 10.0


class PatientProtocol(H11Protocol):
    """Closes a connection on which no whole head of a request arrives within `HEAD_SECONDS`."""

    _impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for the first head."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Keep waiting unless the head is now complete."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self._calm()

    def _watch(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._calm()
        elif self._impatience is None:
            self._impatience = self.loop.call_later(HEAD_SECONDS, self._leave)

    def _calm(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None

    def _leave(self) -> None:
        self._impatience = None
        self.transport.close()
