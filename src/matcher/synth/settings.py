"""What is said of a made-up county beside its size: how much is planted, and the rates of what makes false clues."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from matcher.config.base import ConfigModel, Identifier
from matcher.config.document import Document, read_document
from matcher.config.faults import validate
from matcher.errors import ConfigurationError

Share = Annotated[float, Field(ge=0, le=1)]
Times = Annotated[int, Field(ge=0, le=100)]


class Rates(ConfigModel):
    """How often lawful life leaves traces that look like something else."""

    burials_without_record: Share
    """Of deaths in villages."""
    homonyms: Share
    """Of people."""
    reassessed_certificates: Share
    """Of certificates."""
    back_payments: Share
    """Of people on a monthly benefit."""
    failed_payments: Share
    """Of people on a monthly benefit."""
    borrowed_ids: Share
    """Of people with insured work."""
    late_death_reports: Share
    """Of deaths of resident pensioners."""
    reissued_ids: Share
    """Of people with a pension or insured work."""


class Settings(ConfigModel):
    """What is said of a made-up county beside its size, seed and day."""

    persons_a_round: Annotated[int, Field(ge=500)]
    """People that bring one round of planted cases."""
    violations: dict[Identifier, Times]
    """Topic → how often a round plants its true cases; `default` for all others."""
    look_alikes: dict[Identifier, Times]
    """Topic → how often a round plants its look-alikes; `default` for all others."""
    rates: Rates

    def times(self, topic: str) -> tuple[int, int]:
        """Give how often a round plants the true cases and the look-alikes of a topic."""
        violations, look_alikes = (
            counts.get(topic, counts.get("default", 1)) for counts in (self.violations, self.look_alikes)
        )
        return violations, look_alikes


def read_settings(path: Path | None = None) -> Settings:
    """Read the shipped settings; what a file says goes before them.

    Raises:
        ConfigurationError: The file cannot be read, or says something that is not known.
    """
    document = _read(Path(str(resources.files("matcher") / "synth" / "settings.yaml")))
    if path is not None:
        own = _read(path)
        document = replace(own, data=_over(document.data, own.data))
    settings, faults = validate(document, Settings)
    if settings is None:
        raise ConfigurationError(faults)
    return settings


def _read(path: Path) -> Document:
    document, faults = read_document(path, path.name)
    if document is None or faults:
        raise ConfigurationError(faults)
    return document


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Lay one mapping over another, key by key."""
    laid = dict(below)
    for key, value in above.items():
        old = laid.get(key)
        laid[key] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return laid
