"""`matcher init`: everything that a new county needs to begin."""

from __future__ import annotations

import re
import shutil
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.clock import now
from matcher.cli.options import AsJson
from matcher.cli.printing import out, print_json
from matcher.config.base import month_text
from matcher.errors import Fault, UsageError

_SAMPLE_REGION = "180121"
"""The made-up county that the shipped pipeline and policies are of."""

_AREAS = "area_code,name,parent_code,kind\n"
_README = """# Site {region}

- `inbox/`: put the exports of the agencies here, under the names that `files:` in `schemas/sources/` gives them
  (`民政局/低保名册_20251130.xlsx`); change the patterns where yours are named otherwise.
- `areas.csv`: places of the county, from the province down to villages (area_code, name, parent_code, kind).
- `schemas/sources/`: what the exports look like; `pipelines/nightly.yaml` names those that are used.
- `pipelines/policy/`: local standards and ages, dated. The values there are the sample county's: put yours in.
- Sources are `required: false` at first: what rests on exports that are not there is said to be not judged.
- `matcher check pipelines/nightly.yaml --files`, then `matcher run pipelines/nightly.yaml`.
"""


def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new site.", metavar="DIR", show_default=False)],
    region: Annotated[
        str, typer.Option(help="Area code of the place: 6 digits for a county, 4 or 2 above it.", metavar="CODE")
    ] = _SAMPLE_REGION,
    as_json: AsJson = False,
) -> None:
    """Lay out a new site: schemas, rules, policy, a nightly pipeline, an inbox."""
    if not (region.isdigit() and len(region) in (2, 4, 6)):
        raise UsageError(Fault("the region is not an area code", f"--region {region}", "give 2, 4 or 6 digits"))
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(Fault("the folder is not empty", str(folder), "choose another folder"))
    shipped = shipped_folder()
    shutil.copytree(shipped / "schemas", folder / "schemas")
    shutil.copytree(shipped / "pipelines", folder / "pipelines")
    (folder / "inbox").mkdir()
    (folder / "areas.csv").write_text(_AREAS, encoding="utf-8")
    (folder / "README.md").write_text(_README.format(region=region), encoding="utf-8")
    nightly = folder / "pipelines" / "nightly.yaml"
    today = now().date()
    text = own_pipeline(nightly.read_text(encoding="utf-8"), region, today)
    nightly.write_text(text, encoding="utf-8")
    for policy in sorted((folder / "pipelines" / "policy").glob("*.yaml")):
        values = policy.read_text(encoding="utf-8")
        if _is_of_sample_county(values):
            policy.write_text(_own_policy(values, region), encoding="utf-8")
        else:
            policy.unlink()
    if as_json:
        print_json({"folder": str(folder), "pipeline": str(nightly)})
        return
    out.print(f"site laid out in {folder}; read its README.md, then fill inbox/ and areas.csv", markup=False)


def shipped_folder() -> Path:
    """Give the folder that schemas/ and pipelines/ are shipped in: inside the wheel, or the source tree."""
    packed = Path(str(resources.files("matcher"))) / "shipped"
    return packed if packed.is_dir() else Path(__file__).resolve().parents[3]


def _is_of_sample_county(text: str) -> bool:
    """Tell whether a policy file says what holds in the sample county, not only elsewhere in its province."""
    return any(_SAMPLE_REGION.startswith(region) for region in re.findall(r"region: '(\d+)'", text))


def _own_policy(text: str, region: str) -> str:
    """Let the sample's values hold for the new site's province, marked as what they are."""
    own = re.sub(r"region: '18(\d*)'", lambda found: f"region: '{region[: 2 + len(found[1])]}'", text)
    return "# Values of the made-up sample county: replace them by those in force here.\n" + own


_SOURCE = re.compile(r"  - source: (\w+)$")
"""A required source: a new site has few exports at first, and what rests on the others is said to be not judged."""


def own_pipeline(text: str, region: str, today: date) -> str:
    """Turn the shipped pipeline of the made-up county into one for a new site.

    Args:
        text: The shipped pipeline.
        region: Area code of the site.
        today: Its first month on trial is twelve months before.
    """
    first_month = month_text(today.year * 12 + today.month - 1 - 12)
    own = {
        "region": f'region: "{region}"',
        "inputs": "inputs: ../inbox",
        "areas": "areas: ../areas.csv",
        "first_month": f"first_month: {first_month}  # set it as far back as your exports reach",
    }
    lines = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        key = line.split(":", 1)[0]
        if key != "as_of":  # a new site is described by its newest exports
            lines.append(_SOURCE.sub(r"  - {source: \1, required: false}", own.get(key, line)))
    return "\n".join(["# The nightly run of this site.", *lines]) + "\n"
