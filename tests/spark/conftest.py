"""A Spark cluster of two executors, each a process of its own, on this machine."""

import gc
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start Spark once; its three Java processes end before other tests begin."""
    if find_spec("pyspark") is None:
        pytest.skip("needs PySpark")
    if shutil.which("java") is None:
        pytest.skip("needs Java")
    import pyspark
    from pyspark.sql import SparkSession

    # The workers of such a cluster write below Spark's own folder.
    home = tmp_path_factory.mktemp("spark")
    for entry in Path(pyspark.__file__).parent.iterdir():
        (home / entry.name).symlink_to(entry)
    settings = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_DIRS": str(tmp_path_factory.mktemp("scratch")),
    }
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    spark = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("tests")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        # The jobs are small: what makes large ones fast costs more here than it gives.
        .config("spark.driver.extraJavaOptions", QUICK_START)
        .config("spark.executor.extraJavaOptions", QUICK_START)
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.locality.wait", "0")
        .config("spark.executorEnv.OMP_NUM_THREADS", "1")
        # What is told of running tasks is told at once.
        .config("spark.ui.liveUpdate.period", "0")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    yield spark
    # PySpark leaves the socket of a collected table to the garbage collector.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        spark.stop()
        gc.collect()
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
