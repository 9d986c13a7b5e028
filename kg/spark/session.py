"""The Spark session of a build: a new one, or the one of `spark-submit`."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kg.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["spark_session"]

_OWN_ERROR = re.compile(r"^kg\.errors\.\w+: (.*)$", re.MULTILINE)
# The session's time zone decides which date a timestamp has; column names may differ in case alone.
_NEEDED = {"spark.sql.session.timeZone": "UTC", "spark.sql.caseSensitive": "true"}
# BLAS threads within a task would only wait for each other; the mentions of a large corpus exceed
# the gigabyte that Spark lets a driver collect; a paper is a large row.
_DEFAULTS = {
    "spark.executorEnv.OMP_NUM_THREADS": "1",
    "spark.driver.maxResultSize": "0",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
}
# On one machine: shuffle partitions in proportion to the cores, and no web interface.
_LOCAL_DEFAULTS = {
    "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}


@contextmanager
def spark_session(master: str | None) -> Iterator[SparkSession]:
    """Yield the running Spark session, else a new one that is stopped at the end.

    Parameters
    ----------
    master
        Spark's master URL of the cluster; None for that of `spark-submit`, else all local cores.

    Raises
    ------
    InputError
        If PySpark or Java is missing, or Spark cannot start.
    """
    if find_spec("pyspark") is None:
        raise InputError("--engine spark needs PySpark: pip install 'paper-kg[spark]'")
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    if SparkContext._active_spark_context is not None:
        with _errors_of_workers():
            yield _with_needed(SparkSession.builder.getOrCreate())
        return
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise InputError("--engine spark needs Java 17, as `java` on the PATH or at JAVA_HOME")
    started = _started(master)
    try:
        with _errors_of_workers():
            yield _with_needed(started)
    finally:
        started.stop()


@contextmanager
def _errors_of_workers() -> Iterator[None]:
    """Raise errors that a user can mend as our own, also if they happened on an executor."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        text = str(error)
        if "No module named 'kg'" in text:
            reason = "paper-kg is not on the executors; send a packed environment along"
            raise InputError(f"Spark: {reason}") from error
        if found := _OWN_ERROR.search(text):
            raise InputError(found[1]) from error
        raise


def _with_needed(spark: SparkSession) -> SparkSession:
    for name, value in _NEEDED.items():
        spark.conf.set(name, value)
    return spark


def _started(master: str | None) -> SparkSession:
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    # Only Java knows the settings of `spark-submit` and spark-defaults.conf.
    SparkContext._ensure_initialized()
    given = SparkConf()
    chosen = master or given.get("spark.master", None) or "local[*]"
    if chosen.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("paper-kg").master(chosen)
    # PySpark turns the progress bar on for shells, but a build is not one.
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    defaults = _DEFAULTS | (_LOCAL_DEFAULTS if chosen.startswith("local") else {})
    for name, value in defaults.items():
        if not given.contains(name):
            builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, RuntimeError) as error:
        raise InputError(f"Spark at {chosen}: {_first_line(error)}") from error
    except Exception as error:
        # Py4J wraps Java's exceptions in errors without a public base class.
        if type(error).__module__.startswith("py4j"):
            raise InputError(f"Spark at {chosen}: {_first_line(error)}") from error
        raise


def _first_line(error: Exception) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return next((line for line in lines if line.startswith(": ")), lines[0] if lines else "failed")
