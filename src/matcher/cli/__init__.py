"""The command line: parsing, printing, exit codes; nothing else."""

from matcher.cli.app import main

__all__ = ["main"]
