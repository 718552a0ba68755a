"""Benchmarks: the program beside bare tools, on the same made-up files, in one go."""

from matcher.measure.bench import BenchReport, CaseResult
from matcher.measure.ingest_bench import bench_ingest

__all__ = ["BenchReport", "CaseResult", "bench_ingest"]
