"""Benchmarks and scores: the program beside bare tools on the same made-up files, and links beside a known truth."""

from matcher.measure.bench import BenchReport, CaseResult
from matcher.measure.ingest_bench import bench_ingest
from matcher.measure.link_bench import LinkBenchOptions, LinkBenchReport, LinkCase, bench_link
from matcher.measure.score import Score
from matcher.measure.truth import RunScore, score_run

__all__ = [
    "BenchReport", "CaseResult", "LinkBenchOptions", "LinkBenchReport", "LinkCase", "RunScore", "Score", "bench_ingest",
    "bench_link", "score_run",
]  # fmt: skip
