"""Settings of the made-up county: what a file says goes before what is shipped, and what nobody knows is refused."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.errors import ConfigurationError
from matcher.synth import read_settings
from matcher.synth.build import build_county
from matcher.synth.cases import TOPICS
from matcher.synth.county import County
from matcher.synth.disturbances import disturb
from matcher.synth.settings import Rates

_AS_OF = date(2025, 11, 30)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _all_rates(share: int) -> str:
    """Give settings with one share for every rate."""
    return "rates:\n" + "".join(f"  {name}: {share}\n" for name in Rates.model_fields)


def county_with(path: Path, text: str, *, persons: int = 2500) -> County:
    return build_county(persons=persons, seed=4, as_of=_AS_OF, settings=read_settings(write(path, text)))


def traces(county: County) -> Counter[str]:
    """Count what disturbances leave behind of ordinary people."""
    found: Counter[str] = Counter()
    for person in county.persons:
        if person.planted:
            continue
        changes = person.changes.values()
        found["burials_without_record"] += person.died_on is not None and not person.deaths
        found["reassessed_certificates"] += any(one.assessed_on is not None for one in person.certificates)
        found["back_payments"] += any(change.late for change in changes)
        found["failed_payments"] += any(change.resent for change in changes)
        found["late_death_reports"] += person.death_known_on is not None
        found["reissued_ids"] += person.former_id is not None
        found["borrowed_ids"] += any(slip.kind == "borrowed" for slip in person.slips.values())
    return found


def test_a_file_says_only_what_is_otherwise(tmp_path: Path):
    shipped = read_settings()
    changed = read_settings(write(tmp_path / "few.yaml", "look_alikes: {deaths: 0}\nrates: {homonyms: 0.5}\n"))

    assert changed.times("deaths") == (shipped.times("deaths")[0], 0)
    assert changed.times("income") == shipped.times("income")
    assert changed.rates == shipped.rates.model_copy(update={"homonyms": 0.5})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("rates: {homonym: 0.5}\n", "homonym"),
        ("rates: {homonyms: 1.5}\n", "rates.homonyms"),
        ("persons_a_round: 20\n", "persons_a_round"),
        ("look_alikes: many\n", "look_alikes"),
        ("rates: [\n", "yaml"),
    ],
)
def test_what_is_not_known_is_refused_with_its_place(tmp_path: Path, text: str, what: str):
    with pytest.raises(ConfigurationError) as refused:
        read_settings(write(tmp_path / "settings.yaml", text))

    assert "settings.yaml" in str(refused.value)
    assert what in str(refused.value).lower()


def test_each_topic_that_settings_name_is_one_that_is_planted():
    """A name that nobody reads would be a setting without effect."""
    settings = read_settings()

    assert ({*settings.violations, *settings.look_alikes} - {"default"}) <= set(TOPICS)


def test_nothing_is_blurred_where_every_rate_is_nought_and_all_is_at_one(tmp_path: Path):
    none = county_with(tmp_path / "none.yaml", _all_rates(0))
    every = county_with(tmp_path / "all.yaml", _all_rates(1))

    assert {name for name, count in traces(none).items() if count} == set()
    assert {name for name, count in traces(every).items() if not count} <= {
        "failed_payments"
    }  # those paid late go first


def test_homonyms_share_a_village(tmp_path: Path):
    county = county_with(tmp_path / "none.yaml", "rates: {homonyms: 0}")
    before = [person.name for person in county.persons]
    disturb(county, read_settings(write(tmp_path / "all.yaml", "rates: {homonyms: 1}")).rates)

    changed = [person for person, name in zip(county.persons, before, strict=True) if person.name != name]
    assert changed
    for person in changed:
        names = {
            other.name
            for other in county.persons
            if other is not person and other.household.village is person.household.village and other.sex == person.sex
        }
        assert person.name in names


def test_the_command_takes_a_settings_file(tmp_path: Path):
    file = write(tmp_path / "none.yaml", "look_alikes: {default: 0}\n")
    made = CliRunner().invoke(
        app, ["synth", str(tmp_path / "county"), "--persons", "2000", "--settings", str(file), "--json"]
    )

    assert made.exit_code == 0, made.output
    assert '"look_alikes": 4\n' in made.stdout  # what true cases bring along
