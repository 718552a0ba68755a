"""Mutation fuzzer of ingest: real-shaped files, damaged with seeded dice, each of which must end well.

`python -m tests.fuzz --files 20000 --seed 1` damages and reads files and counts how they end; `families` says what is
damaged and how, `judge` what ending well means, `arena` where one process reads, `crew` how processes share the work.
The same seed, family and number give the same file on any day.
"""
