"""Letters from the office's own template: every placeholder is filled, one row stands for each clue."""

import zipfile
from datetime import date

import pytest
from docx import Document

from matcher.errors import UsageError
from matcher.report.letter import read_letter_template, save_letter_template, write_letter
from matcher.report.letter_content import LetterContent
from matcher.report.letter_texts import CLUE_PLACEHOLDERS, PLACEHOLDERS
from matcher.report.wording import Wording

ZH = Wording("zh")


def content(clues=2):
    """What a letter says: each placeholder its own name, each clue its number."""
    rows = [{name: f"{name} {number}" for name in CLUE_PLACEHOLDERS} for number in range(1, clues + 1)]
    return LetterContent(date(2025, 12, 20), {name: f"<{name}>" for name in PLACEHOLDERS}, rows)


@pytest.fixture
def office_template(tmp_path):
    """Write a template as an office would; give its path."""

    def writing(change):
        document = Document()
        change(document)
        document.save(tmp_path / "office.docx")
        return tmp_path / "office.docx"

    return writing


def with_row(document, *texts):
    """A table with a header, a row of texts, and a last line."""
    table = document.add_table(rows=3, cols=len(texts))
    for place, text in enumerate(texts):
        table.cell(0, place).text = f"column {place}"
        table.cell(1, place).text = text
        table.cell(2, place).text = "the end"
    return table


def written(tmp_path, template, **given):
    """Write a letter; open it."""
    path = write_letter(tmp_path / "letter.docx", template, content(**given))
    return Document(str(path))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_of_the_house_says_everything(tmp_path, language):
    """Nothing stays in braces; number, receiver, day, table and signature are there."""
    letter = written(tmp_path, read_letter_template(None, Wording(language)))

    text = "\n".join(one.text for one in letter.paragraphs)
    assert "{{" not in text
    assert text.index("<number>") < text.index("<receiver>") < text.index("<due>") < text.index("<office>")
    assert text.index("<office>") < text.index("<date>")
    (table,) = letter.tables
    assert [row.cells[1].text for row in table.rows[1:]] == ["clue.number 1", "clue.number 2"]
    assert "{{" not in "".join(cell.text for row in table.rows for cell in row.cells)


def test_a_row_is_repeated_in_its_place(tmp_path, office_template):
    """What the office wrote above and below it stays."""
    path = office_template(lambda document: with_row(document, "{{clue.number}}", "{{ clue.name }}, {{clue.place}}"))

    letter = written(tmp_path, read_letter_template(path, ZH), clues=3)

    assert [[cell.text for cell in row.cells] for row in letter.tables[0].rows] == [
        ["column 0", "column 1"],
        ["clue.number 1", "clue.name 1, clue.place 1"],
        ["clue.number 2", "clue.name 2, clue.place 2"],
        ["clue.number 3", "clue.name 3, clue.place 3"],
        ["the end", "the end"],
    ]


def test_a_placeholder_may_be_broken_by_formats(tmp_path, office_template):
    """As office programs do when somebody edits in the middle; the format of its first brace is kept."""

    def change(document):
        paragraph = document.add_paragraph("To ")
        for text, is_bold in (("{", True), ("{rece", False), ("iver}", None), ("} and {{number}}.", None)):
            paragraph.add_run(text).bold = is_bold
        document.sections[0].header.paragraphs[0].text = "{{office}}"
        with_row(document, "{{clue.number}}")

    letter = written(tmp_path, read_letter_template(office_template(change), ZH))

    assert letter.paragraphs[0].text == "To <receiver> and <number>."
    assert [run.text for run in letter.paragraphs[0].runs if run.bold] == ["<receiver>"]
    assert letter.sections[0].header.paragraphs[0].text == "<office>"


def test_values_are_words_never_placeholders(tmp_path, office_template):
    """A name that looks like one is written as it is."""

    def change(document):
        document.add_paragraph("{{receiver}}")
        with_row(document, "{{clue.name}}")

    template = read_letter_template(office_template(change), ZH)
    values = {"receiver": "{{number}}", "number": "1", "office": "民政局"}
    given = LetterContent(date(2025, 12, 20), values, [{"clue.name": "{{office}} =1+1"}])
    letter = Document(str(write_letter(tmp_path / "letter.docx", template, given)))

    assert letter.paragraphs[0].text == "{{number}}"
    assert letter.tables[0].cell(1, 0).text == "{{office}} =1+1"


def test_every_unknown_placeholder_is_named_before_anything_is_written(office_template):
    """With what it may have been meant for; one of a clue outside of its row is unknown too."""

    def change(document):
        document.add_paragraph("To {{reciever}}: {{clue.name}}")
        with_row(document, "{{clue.number}}", "{{clue.nmae}}")

    with pytest.raises(UsageError) as raised:
        read_letter_template(office_template(change), ZH)

    faults = raised.value.faults
    assert [fault.what.split("}}")[0] for fault in faults] == [
        "nobody knows the placeholder {{reciever",
        "nobody knows the placeholder {{clue.name",
        "nobody knows the placeholder {{clue.nmae",
    ]
    assert "did you mean 'receiver'?" in faults[0].mend
    assert "did you mean 'clue.name'?" in faults[2].mend


def test_a_template_without_a_row_for_clues_is_refused(office_template):
    """A letter that transfers nothing."""
    with pytest.raises(UsageError, match="no table with a row") as raised:
        read_letter_template(office_template(lambda document: document.add_paragraph("{{receiver}}")), ZH)

    assert "`matcher ledger letter-template FILE.docx`" in raised.value.faults[0].mend


@pytest.mark.parametrize("what", [b"", b"no document", b"PK\x03\x04 cut short"])
def test_what_is_no_document_is_refused(tmp_path, what):
    path = tmp_path / "template.docx"
    path.write_bytes(what)

    with pytest.raises(UsageError, match="no Word document"):
        read_letter_template(path, ZH)


def test_an_archive_of_other_things_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "template.docx", "w") as parts:
        parts.writestr("readme.txt", "nothing")

    with pytest.raises(UsageError, match="no Word document"):
        read_letter_template(tmp_path / "template.docx", ZH)


def test_the_template_that_is_saved_can_be_used(tmp_path):
    path = save_letter_template(tmp_path / "start.docx", ZH)

    assert read_letter_template(path, ZH) == path.read_bytes()


def test_the_same_letter_has_the_same_bytes(tmp_path):
    """No clock: its days are that of the letter."""
    template = read_letter_template(None, ZH)
    one, other = (write_letter(tmp_path / f"{name}.docx", template, content()) for name in ("one", "other"))

    assert one.read_bytes() == other.read_bytes()
    assert {part.date_time for part in zipfile.ZipFile(one).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert Document(str(one)).core_properties.modified.date() == date(2025, 12, 20)
