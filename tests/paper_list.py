"""A small list of papers, and the real command in a process of its own or in this one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from kg.cli import app

KG = Path(sys.executable).with_name("kg")

TITLES = (
    "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
    "Training Verifiers to Solve Math Word Problems",
)
TWO_PAPERS = f"""{TITLES[0]}

We present BERT, an encoder that learns from unlabelled text by filling in masked words. It is
pre-trained on BookCorpus and then fine-tuned with one extra layer. BERT improves the results on
the GLUE benchmark and on SQuAD, where it outperforms OpenAI GPT in accuracy.

{TITLES[1]}

We collect GSM8K, a dataset of grade school word problems, and show that large models fail on it.
Our verifier judges candidate solutions, is built on GPT-3, and is compared with fine-tuned BERT on
the GSM8K benchmark. Accuracy rises strongly with the number of candidates that it judges.
"""


def kg(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a shell does."""
    return subprocess.run(
        [KG, *map(str, arguments)], input=stdin, capture_output=True, timeout=300, check=False
    )


def run(*arguments: object) -> Result:
    """Run the command in this process, which has loaded the model once."""
    return CliRunner().invoke(app, list(map(str, arguments)))


def rows(*arguments: object) -> Any:
    """Return the JSON that the command prints."""
    ended = run(*arguments)
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)
