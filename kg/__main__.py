"""Runs the command line as ``python -m kg``, for when its script is not on the path."""

from kg.cli import main

if __name__ == "__main__":
    main()
