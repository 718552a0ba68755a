"""Benchmarks and scores: the program beside bare tools on the same made-up files; links and findings beside a truth."""

from matcher.measure.bench import BenchReport, CaseResult
from matcher.measure.evaluate_bench import EvaluateBenchOptions, bench_evaluate
from matcher.measure.ingest_bench import bench_ingest
from matcher.measure.link_bench import LinkBenchOptions, LinkBenchReport, LinkCase, bench_link
from matcher.measure.report_bench import bench_report
from matcher.measure.score import Score
from matcher.measure.score_findings import DecoyScore, FindingsScore, RuleScore, as_frame, score_findings
from matcher.measure.score_links import LINKS, Links, ReadRun, score_on_links
from matcher.measure.score_truth import Truth, has_cases, read_case_truth, records_of
from matcher.measure.truth import RunScore, score_run

__all__ = [
    "LINKS", "BenchReport", "CaseResult", "DecoyScore", "EvaluateBenchOptions", "FindingsScore", "LinkBenchOptions",
    "LinkBenchReport", "LinkCase", "Links", "ReadRun", "RuleScore", "RunScore", "Score", "Truth", "as_frame",
    "bench_evaluate", "bench_ingest", "bench_link", "bench_report", "has_cases", "read_case_truth", "records_of",
    "score_findings", "score_on_links", "score_run",
]  # fmt: skip
