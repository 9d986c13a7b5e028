"""Libraries that another imports where it finds them."""

import subprocess
import sys


def test_a_module_to_do_without_is_as_if_not_installed() -> None:
    program = (
        "from kg.lean_imports import do_without\n"
        "do_without('colorsys')\n"
        "import graphlib\n"
        "try:\n"
        "    import colorsys\n"
        "except ModuleNotFoundError as error:\n"
        "    print(error.name)\n"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert shown.stdout == "colorsys\n", shown.stderr


def test_what_is_allowed_again_is_found_and_imported() -> None:
    program = (
        "from importlib.util import find_spec\n"
        "from kg.lean_imports import allow_all, do_without\n"
        "do_without('colorsys')\n"
        "allow_all()\n"
        "assert find_spec('colorsys')\n"
        "import colorsys\n"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
