"""A connection of HTTP on which the head of a request comes in time, or that is closed."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HEAD_SECONDS", "PatientProtocol"]

# As long as a body may take. Without a bound a few lines of a script that send nothing hold all the
# connections that the server has.
HEAD_SECONDS = 10.0


class PatientProtocol(H11Protocol):
    """Waits so long for the head of a request, and after an answer as long as uvicorn does."""

    _impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Go on to wait where what came is not yet a whole head."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
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
