"""Loading a pipeline with all that it names."""

import pickle
import shutil
from pathlib import Path

import pytest

from matcher import tables
from matcher.config import load_project
from matcher.config.identity_columns import FILLED_FROM, IDENTITY_COLUMNS
from matcher.errors import ConfigurationError

GOOD = Path(__file__).parent / "good_project"
PIPELINE = "pipelines/nightly.yaml"
RULES = "pipelines/rules/allowance.yaml"
PAYMENTS = "schemas/sources/civil_affairs/card_payments.yaml"
DEATH = "minimum_living_allowance_paid_after_death"


@pytest.fixture
def project_folder(tmp_path):
    return shutil.copytree(GOOD, tmp_path / "project")


def load(folder):
    return load_project(folder / PIPELINE)


def change(folder, place, old, new):
    path = folder / place
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def places(folder):
    with pytest.raises(ConfigurationError) as raised:
        load(folder)
    return [fault.where for fault in raised.value.faults]


def test_faults_of_two_files_are_reported_together(project_folder):
    """One round of mending, not one for each fault."""
    change(project_folder, PAYMENTS, "type: money", "type: coins")
    change(project_folder, PAYMENTS, "snapshot: all", "snapshots: all")
    change(project_folder, "schemas/model/death.yaml", "type: date", "type: day")

    expected = ["schemas/model/death.yaml:5", f"{PAYMENTS}:7", f"{PAYMENTS}:27"]
    assert expected == places(project_folder)


def test_a_fault_of_form_and_a_fault_between_files_are_reported_together(project_folder):
    """A file that cannot be read does not hide what is wrong between the others."""
    change(project_folder, "schemas/model/death.yaml", "type: date", "type: day")
    change(project_folder, PIPELINE, "{source: card_payments}", "{source: payments}")

    assert [f"{PIPELINE}:8", "schemas/model/death.yaml:5"] == places(project_folder)


def test_what_names_a_thing_in_a_faulty_file_is_not_wrong(project_folder):
    """The rule on `death` is right: only the table's own file is at fault."""
    (project_folder / "schemas/model/death.yaml").write_text("table: [death\n", encoding="utf-8")

    assert places(project_folder) == ["schemas/model/death.yaml:2"]


def test_a_rule_file_that_is_no_yaml_gives_one_fault(project_folder):
    """The pipeline's choice of rules and the exemptions in it cannot be judged, and are not."""
    change(project_folder, PIPELINE, 'include: ["*"]', "include: [B01]")
    (project_folder / RULES).write_text("rules: [\n", encoding="utf-8")

    assert [f"{RULES}:2"] == places(project_folder)


def test_a_hundred_thousand_brackets_end_in_a_fault_and_not_in_a_crash(project_folder):
    """The parser of YAML would take the whole process along."""
    rules = project_folder / "pipelines" / "rules" / "allowance.yaml"
    rules.write_text("rules: " + "[" * 100_000, encoding="utf-8")

    with pytest.raises(ConfigurationError, match="too deeply"):
        load_project(project_folder / "pipelines" / "nightly.yaml")


def test_a_file_in_another_encoding_is_named(project_folder):
    """Windows saves as GB18030: the fault is the encoding, not a strange character."""
    text = (project_folder / RULES).read_text(encoding="utf-8")
    (project_folder / RULES).write_bytes(text.encode("gb18030"))

    with pytest.raises(ConfigurationError, match="not written in UTF-8"):
        load(project_folder)


def test_a_byte_order_mark_does_no_harm(project_folder):
    """Windows' own editor writes one."""
    text = (project_folder / RULES).read_text(encoding="utf-8")
    (project_folder / RULES).write_text(text, encoding="utf-8-sig")

    assert tuple(rule.rule for rule in load(project_folder).rules) == (DEATH,)


def test_a_missing_pipeline_file_names_the_nearest(project_folder):
    """A slip in the command is the commonest fault."""
    with pytest.raises(ConfigurationError, match=r"'nightly\.yml' \(did you mean 'nightly\.yaml'\?\)"):
        load_project(project_folder / "pipelines" / "nightly.yml")


def test_a_missing_schemas_folder_is_named_once_for_each_part(project_folder):
    """The pipeline's faults follow from it: nothing it names is there."""
    shutil.rmtree(project_folder / "schemas" / "model")

    assert "schemas/model" in places(project_folder)


def test_scalars_stay_text(project_folder):
    """`0101` keeps its zero and NO is no truth value."""
    change(project_folder, "schemas/codes/programme.yaml", '["特困"]', "[NO, 0102, 2024-01-31, 1e5]")

    entry = load(project_folder).codes["programme"].entries[1]

    assert entry.spellings == ("NO", "0102", "2024-01-31", "1e5")


def test_a_pipeline_gets_its_own_sources_and_all_names(project_folder):
    """What it does not use is known by name only."""
    change(project_folder, PIPELINE, "  - {source: disability_certificates, required: false}\n", "")

    project = load(project_folder)

    assert list(project.sources) == ["card_payments"]
    assert project.source_names == ("card_payments", "disability_certificates")


def test_folders_are_found_from_the_pipeline_file(project_folder):
    """Whatever folder the command was started in."""
    project = load(project_folder)

    assert project_folder == project.root
    assert project_folder / "inbox" == project.inputs
    assert project_folder / "areas.csv" == project.areas_file


def test_the_digest_follows_every_file_and_no_other(project_folder):
    """A changed rule is another configuration; a note beside the files is not."""
    first = load(project_folder).digest
    (project_folder / "pipelines" / "notes.txt").write_text("to do", encoding="utf-8")
    second = load(project_folder).digest
    change(project_folder, RULES, "severity: certain", "severity: strong")
    third = load(project_folder).digest

    assert first == second
    assert first != third


def test_the_digest_does_not_follow_the_folder(project_folder, tmp_path):
    """The same configuration elsewhere is the same configuration."""
    other = shutil.copytree(project_folder, tmp_path / "elsewhere")

    assert load(project_folder).digest == load(other).digest


def test_a_source_digest_follows_what_the_source_is_read_with(project_folder):
    """Else a changed code table would leave old snapshots in use, or a changed rule would read all files again."""
    before = load(project_folder)
    change(project_folder, RULES, "severity: certain", "severity: strong")
    change(project_folder, "schemas/codes/programme.yaml", '["特困"]', '["特困", "五保"]')
    after = load(project_folder)

    assert before.source_digest("card_payments") != after.source_digest("card_payments")
    assert before.source_digest("disability_certificates") == after.source_digest("disability_certificates")


def test_a_rule_may_change_with_the_law(project_folder):
    """Two rules of one name hold one after the other, and both are applied to their months."""
    text = (project_folder / RULES).read_text(encoding="utf-8").partition("exemptions:")[0]
    later = text.replace("valid_from: 2021-07", "valid_from: 2023-01")
    (project_folder / "pipelines/rules/allowance_2023.yaml").write_text(later, encoding="utf-8")
    change(project_folder, RULES, "valid_from: 2021-07", "valid_from: 2021-07\n    valid_until: 2022-12")

    project = load(project_folder)

    assert [rule.valid_from for rule in project.rules] == ["2021-07", "2023-01"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("include: [B01]", [DEATH]),
        (f"include: [{DEATH}]", [DEATH]),
        ("include: []", []),
        ('include: ["*"]\n  exclude: [B01]', []),
        (f'include: ["*"]\n  exclude: [{DEATH}]', []),
    ],
)
def test_rules_are_chosen_by_code_or_name(project_folder, choice, expected):
    """`exclude` wins over `include`."""
    change(project_folder, PIPELINE, 'include: ["*"]', choice)

    assert expected == [rule.rule for rule in load(project_folder).rules]


def test_places_are_found_by_name_and_key(project_folder):
    """So that checks of expressions can say where they are written."""
    project = load(project_folder)

    assert f"{RULES}:19" == project.locate_rule(DEATH, "facts.death.on")
    assert f"{RULES}:24" == project.locate_rule(DEATH, "receives.1")
    assert f"{RULES}:29" == project.locate_rule("e05_death_withdrawn", "where")
    assert f"{RULES}:29" == project.locate_rule(DEATH, "exempt.e05_death_withdrawn.where")
    assert f"{RULES}:21" == project.locate_rule(DEATH, "exempt.e05_death_withdrawn")
    assert project.locate_rule("region", "regions.18.parameters.stop_lag_months") == "pipelines/policy/region.yaml:10"
    assert f"{PAYMENTS}:19" == project.locate("source", "card_payments", "columns", 2, "codes")
    assert project.locate("model", "payment") == "schemas/model/payment.yaml:1"
    assert f"{RULES}:2" == project.locate_rule(DEATH, "when")  # not written: the rule's own line


def test_identity_columns_are_those_of_the_tables():
    """Configuration may not import matcher.tables, so the names stand twice."""
    assert tuple(tables.IDENTITY.columns) == IDENTITY_COLUMNS
    assert set(FILLED_FROM) == set(IDENTITY_COLUMNS) - {"citizen_id_status", "citizen_id_raw"}


def test_a_loaded_project_can_be_sent_to_another_process(project_folder):
    """Engines run tasks in other processes."""
    project = load(project_folder)

    assert project == pickle.loads(pickle.dumps(project))


def test_an_alias_repeats_what_it_names(project_folder):
    """Rules of one law write its reference once; a fault in it is shown where it is written."""
    policy = "pipelines/policy/region.yaml"
    change(project_folder, policy, "meaning: {zh: 停发宽限月数, en:", "meaning: &meaning {zh: 停发宽限月数, en:")
    change(project_folder, policy, "name: {zh: 和州, en: Hezhou}", "name: *meaning")

    (read,) = load(project_folder).policies

    assert read.regions[0].name == read.parameters["stop_lag_months"].meaning


def test_aliases_of_aliases_do_not_fill_the_memory(project_folder):
    """Nine lines of this kind can stand for a thousand million words."""
    lines = ["bomb:", "  - &a [x, x, x, x, x, x, x, x, x, x]"]
    for earlier, later in zip("abcdefg", "bcdefgh", strict=True):
        lines.append(f"  - &{later} [{', '.join([f'*{earlier}'] * 10)}]")
    (project_folder / "pipelines/policy/bomb.yaml").write_text("\n".join(lines), encoding="utf-8")

    assert "pipelines/policy/bomb.yaml:1" in places(project_folder)
