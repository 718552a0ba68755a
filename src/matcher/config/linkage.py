"""How records are linked: thresholds in bits. Pure: plain data."""

from __future__ import annotations

from pydantic import Field

from matcher.config.base import ConfigModel


class Linkage(ConfigModel):
    """Thresholds of the link room. Weights are in bits (log2 of the Bayes factor), prior included."""

    accept_weight: float = 10.0
    """Weight from which the best pair of a record is accepted as one person; 10 bits are odds of 1,000 to 1."""
    review_weight: float = 0.0
    """Weight from which a pair that is not accepted goes to people for review."""
    near_tie_bits: float = Field(default=3.0, ge=0)
    """A best pair is accepted only when it is this much heavier than the second best; otherwise both go to review."""
    conflict_name_similarity: float = Field(default=0.5, ge=0, le=1)
    """Below this name similarity two records of one valid citizen ID are a conflict, not a link."""
    variance_name_similarity: float = Field(default=0.85, ge=0, le=1)
    """Below this, and not a conflict, the link is graded G2 (name variance)."""
    largest_block: int = Field(default=2000, ge=2)
    """Most pairs that one block may give before it is refined by a further key."""
    largest_candidates: int = Field(default=1_000_000, ge=1)
    """Most rows of `candidates` that records which say the same may give before some of them stand for all."""
    model: str | None = None
    """Weights that an earlier run wrote (link_model.yaml), relative to the pipeline file; none: they are learnt."""
    use_repair: bool = True
    """Whether a damaged citizen ID is given back the valid one that it is one slip from."""
    use_name_levels: bool = True
    """Whether names that are not the same may agree in part; otherwise every other name is another."""
    use_frequencies: bool = True
    """Whether rare values weigh more than common ones (term-frequency adjustment)."""
    use_households: bool = True
    """Whether sure links of two households let a name alone link within them (grade G8)."""
