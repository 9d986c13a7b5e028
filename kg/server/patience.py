"""An HTTP connection that is closed unless requests arrive, and answers are taken, in time."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HEAD_SECONDS", "MOST_UNSENT", "SEND_SECONDS", "PatientProtocol"]

# As long as a body may take. Without a bound, a short script that sends nothing could hold all the
# connections of the server.
HEAD_SECONDS = 10.0
# As long as a head may take; a slow client may take its answer in parts, each within this time.
SEND_SECONDS = 10.0
# In bytes, of all connections together: eight answers of the largest size.
MOST_UNSENT = 256 << 20


class PatientProtocol(H11Protocol):
    """Closes a connection on which no whole head of a request arrives within `HEAD_SECONDS`.

    It also drops a connection whose client takes nothing of an answer for `SEND_SECONDS`, and,
    when more than `MOST_UNSENT` waits to be sent, those whose answers have waited longest.
    """

    _impatience: asyncio.TimerHandle | None = None
    _sending: asyncio.TimerHandle | None = None
    _unsent_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for the first head."""
        super().connection_made(transport)
        # `pause_writing` is then called for any byte that waits, and `resume_writing` for the last.
        transport.set_write_buffer_limits(0)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Keep waiting unless the head is now complete."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self._calm()
        self._all_taken()

    def pause_writing(self) -> None:
        """Start waiting for the client to take what could not be sent at once."""
        super().pause_writing()
        self._unsent_since = self.loop.time()
        self._expect_less_than(self._unsent)
        self._make_room()

    def resume_writing(self) -> None:
        """Stop waiting: the client has taken all."""
        self._all_taken()
        super().resume_writing()

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

    @property
    def _unsent(self) -> int:
        return self.transport.get_write_buffer_size()

    def _expect_less_than(self, unsent: int) -> None:
        self._all_taken()
        self._sending = self.loop.call_later(SEND_SECONDS, self._check_taken, unsent)

    def _check_taken(self, before: int) -> None:
        now = self._unsent
        if now < before:
            self._expect_less_than(now)
        else:
            # Closing would first wait for the client to take the rest.
            self.transport.abort()

    def _all_taken(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def _make_room(self) -> None:
        waiting = [
            each
            for each in self.connections
            if isinstance(each, PatientProtocol) and each._sending is not None
        ]
        waiting.sort(key=lambda each: each._unsent_since, reverse=True)
        unsent = sum(each._unsent for each in waiting)
        while unsent > MOST_UNSENT:
            oldest = waiting.pop()
            unsent -= oldest._unsent
            oldest.transport.abort()
