"""Placeholders of a letter's template are checked and filled wherever an office program lets people put them."""

import io
import zipfile

import pytest
from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from matcher.errors import UsageError
from matcher.report.letter import read_letter_template, write_letter
from matcher.report.wording import Wording
from tests.report.test_letter import content, with_row

ZH = Wording("zh")


def in_a_nested_table(document, text):
    document.add_table(1, 1).cell(0, 0).add_table(1, 1).cell(0, 0).text = text


def in_a_text_box(document, text):
    """As Word keeps it: once for itself, once for older programs."""
    box = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    run = document.add_paragraph("beside ").add_run()
    run._r.append(
        parse_xml(
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
            f'xmlns:v="urn:schemas-microsoft-com:vml" {nsdecls("w")}>'
            f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )


def in_a_content_control(document, text):
    control = f"<w:sdtContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:sdtContent>"
    document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}>{control}</w:sdt>"))


def in_a_link(document, text):
    link = f'<w:hyperlink {nsdecls("w")} w:anchor="x"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'
    document.add_paragraph()._p.append(parse_xml(link))


def in_the_header_of_even_pages(document, text):
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].even_page_header.paragraphs[0].text = text


PLACES = [in_a_nested_table, in_a_text_box, in_a_content_control, in_a_link, in_the_header_of_even_pages]


def template(tmp_path, *changes):
    """An office's template with a row for clues and what else it put in."""
    document = Document()
    for change in changes:
        change(document)
    with_row(document, "{{clue.number}}")
    document.save(tmp_path / "office.docx")
    return tmp_path / "office.docx"


def all_parts(path):
    """All that the letter's parts hold."""
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_placeholder_is_filled_wherever_it_stands(tmp_path, place):
    path = template(tmp_path, lambda document: place(document, "To {{receiver}}."))

    text = all_parts(write_letter(tmp_path / "letter.docx", read_letter_template(path, ZH), content()))

    assert "{{" not in text
    assert text.count("To &lt;receiver&gt;.") == (2 if place is in_a_text_box else 1)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_an_unknown_placeholder_is_named_wherever_it_stands(tmp_path, place):
    """Once, though Word keeps a text box twice."""
    path = template(tmp_path, lambda document: place(document, "To {{reciever}}."))

    with pytest.raises(UsageError) as raised:
        read_letter_template(path, ZH)

    (fault,) = raised.value.faults
    assert fault.what.startswith("nobody knows the placeholder {{reciever}}")


def test_a_placeholder_in_a_footnote_is_refused(tmp_path):
    def change(document):
        note = f"<w:footnotes {nsdecls('w')}><w:footnote><w:p><w:r><w:t>{{{{due}}}}</w:t></w:r></w:p></w:footnote>"
        uri, package = PackURI("/word/footnotes.xml"), document.part.package
        part = Part(uri, CONTENT_TYPE.WML_FOOTNOTES, f"{note}</w:footnotes>".encode(), package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    with pytest.raises(UsageError, match="footnote"):
        read_letter_template(template(tmp_path, change), ZH)


def test_a_second_row_for_clues_in_one_table_is_refused(tmp_path):
    """One row is repeated: another would go out in braces."""
    path = template(tmp_path)
    document = Document(str(path))
    document.tables[0].cell(2, 0).text = "{{clue.name}}"
    document.save(path)

    with pytest.raises(UsageError, match=r"clue\.name"):
        read_letter_template(path, ZH)


def test_the_row_for_clues_may_stand_in_a_table_in_a_table(tmp_path):
    """Offices lay pages out so."""
    document = Document()
    with_row(document.add_table(1, 1).cell(0, 0), "{{clue.number}} of {{number}}")
    document.save(tmp_path / "office.docx")

    letter = write_letter(tmp_path / "letter.docx", read_letter_template(tmp_path / "office.docx", ZH), content())

    (inner,) = Document(io.BytesIO(letter.read_bytes())).tables[0].cell(0, 0).tables
    rows = [row.cells[0].text for row in inner.rows]
    assert rows == ["column 0", "clue.number 1 of <number>", "clue.number 2 of <number>", "the end"]


def test_a_value_of_several_lines_stays_in_lines(tmp_path):
    path = template(tmp_path, lambda document: document.add_paragraph("A {{receiver}} B"))
    given = content()
    letter = write_letter(
        tmp_path / "letter.docx",
        read_letter_template(path, ZH),
        type(given)(given.dated, {**given.values, "receiver": "one\ntwo"}, given.clues),
    )

    assert Document(str(letter)).paragraphs[0].text == "A one\ntwo B"
