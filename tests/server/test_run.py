"""Serving where the folder cannot be written to, and errors while it is served."""

import errno
import os
from pathlib import Path

import pytest

from kg.server import run


def test_an_error_of_the_server_is_not_taken_for_one_of_its_store(folder: Path) -> None:
    refused = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with pytest.raises(PermissionError) as raised, run._store(folder):
        raise refused
    assert raised.value is refused
