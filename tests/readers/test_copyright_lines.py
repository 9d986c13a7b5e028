"""Lines of copyright before and behind abstracts."""

import json
import time
from pathlib import Path

import pytest
from reading import read_text

from kg.readers.copyright_lines import without_copyright

ABSTRACT = "We study the roots of plants. They grow where the soil is wet."
LINES = (
    "© 2023 Elsevier Ltd. All rights reserved.",
    "© 2020 Elsevier B.V.",
    "© 2021 The Author(s).",
    "© 2021 The Authors. Published by Elsevier Ltd. This is an open access article under the CC"
    " BY-NC-ND 4.0 license (http://creativecommons.org/licenses/by-nc-nd/4.0/).",
    "© 2022, The Author(s), under exclusive licence to Springer Nature Switzerland AG.",
    "© 2021 by the authors. Licensee MDPI, Basel, Switzerland.",
    "Copyright © 2019, IEEE.",
    "Copyright 2020, Association of Roots (www.example.org). All rights reserved.",
    "Crown Copyright © 2021 Published by Elsevier Ltd. All rights reserved.",
    "Copyright © 2023. Published by Elsevier B.V.",
    "(c) 2010 Elsevier Inc. All rights reserved.",
    "© The Author(s) 2020. Published by Oxford University Press.",
    "© 2012 by John Wiley & Sons, Inc. All rights reserved.",
)


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_copyright_is_no_part_of_an_abstract(line: str) -> None:
    for text in (f"{ABSTRACT} {line}", f"{ABSTRACT}{line}", f"{line} {ABSTRACT}", line + ABSTRACT):
        assert without_copyright(text) == ABSTRACT
    assert without_copyright(line) == ""


@pytest.mark.parametrize(
    "text",
    [
        "We use photos. © 2023 images are licensed to all of us.",
        "We count (a) roots, (b) leaves. (c) 2015 Census data are used.",
        "Copyright 2020 law is studied here. We find much.",
        "We ask who owns it: © 2020 Elsevier is a line that we detect. It works.",
        "The robots are LEGO © robots. We extend them.",
        "All rights reserved is what they say. We study rights.",
    ],
)
def test_a_sentence_with_a_sign_of_copyright_stays(text: str) -> None:
    assert without_copyright(text) == text


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.txt"])
def test_lines_of_copyright_are_removed_in_every_format(tmp_path: Path, name: str) -> None:
    text = f"{ABSTRACT} {LINES[0]}"
    written = {
        "a.csv": f"title,abstract\nA Title,{text}\n",
        "a.jsonl": json.dumps({"title": "A Title", "abstract": text}),
        "a.txt": f"A Title\n\n{text}\n",
    }
    (paper,), _ = read_text(tmp_path, written[name], name)
    assert paper.abstract == ABSTRACT


@pytest.mark.parametrize("part", ["©", ". © A. ", "© 2020 A ", ". © 2020 The B.V", "© 2020 A, "])
def test_many_signs_of_copyright_take_linear_time(part: str) -> None:
    begun = time.thread_time()
    without_copyright(part * (50_000 // len(part)))
    assert time.thread_time() - begun < 0.5
