"""Finalising in the window: refused while something is open, then read only, then amended."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from helpers.certificates import ISSUER, PASSPHRASE, SUBJECT, pkcs12_file
from sonostep import reporting
from sonostep.core.edits import PutFinding, PutView, SetWords
from sonostep.core.exam import ExamState, Signature, ViewRecord, ViewState
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.problem import Problem
from sonostep.core.report.ledger import ledger
from sonostep.reporting.sealing.certificate import signatures
from sonostep.storage import exams_folder, final_path
from sonostep.storage.journal import path_for
from sonostep.ui.kit import formatting as wording
from sonostep.ui.panels.report.export import FORMAT_NAMES
from sonostep.ui.panels.report.signature_card import SigningCard, signed_lines
from sonostep.ui.panels.state_banner import StateBanner
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows.finalise import what_is_open
from sonostep.workflows.report_export import FORMATS, USUAL_FORMATS

MINIMAL_PDF = b"""%PDF-1.7
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>> endobj
xref
0 4
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000054 00000 n\x20
0000000105 00000 n\x20
trailer <</Size 4/Root 1 0 R>>
startxref
180
%%EOF
"""


@pytest.fixture(autouse=True)
def quick_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    def render(*_: object, exam_json: bytes, **__: object) -> Mapping[str, bytes]:
        return {"report.pdf": b"rendered once"}

    monkeypatch.setattr(reporting, "render", render)
    monkeypatch.setattr(reporting, "report_reference", lambda files: ("1.2", "1.3", "1.4"))


def card(window: MainWindow) -> SigningCard:
    window.exam_view.show_panel("report")
    return window.exam_view.report.signing


def account_for_all(window: MainWindow) -> None:
    """Excuse every view and deny every flag."""
    controller = window.controller
    assert controller is not None
    for entry in ledger(controller.exam, controller.library.in_use(controller.exam)):
        record = ViewRecord(entry.step, entry.view, entry.side, ViewState.SKIPPED, "no time left")
        controller.do(PutView(record))
    for question in what_is_open(controller.exam, controller.library).unanswered:
        controller.do(PutFinding(Finding(FindingKey(question.id), FindingState.ABSENT)))


def sign(window: MainWindow, qtbot: QtBot) -> None:
    signing = card(window)
    signing.name.setText("Dr Lin")
    signing.sign.click()
    signing.yes.click()
    qtbot.waitUntil(lambda: window.session.exam.closed)


def test_an_open_exam_is_refused_with_all_that_is_open(protocol_window: MainWindow) -> None:
    window = protocol_window
    assert window.controller is not None
    window.controller.set_side(Side.RIGHT)
    signing = card(window)
    found = what_is_open(window.controller.exam, window.controller.library)
    assert len(signing.views) == len(found.open_views) > 0
    assert len(signing.flags) == len(found.unanswered) > 0
    signing.sign.click()
    assert signing.sure.isHidden()
    codes = {line.problem.code for line in window.notices.problems}
    assert codes == {"finalise.views_open", "finalise.flags_unanswered"}
    signing.views[0].click()
    assert window.controller.place is not None
    assert window.controller.place.step.id == found.open_views[0].step
    assert window.session.exam.state is ExamState.DRAFT


def test_without_a_name_nobody_signs(protocol_window: MainWindow) -> None:
    account_for_all(protocol_window)
    signing = card(protocol_window)
    signing.name.setText("  ")
    signing.sign.click()
    assert signing.sure.isHidden()
    assert [p.problem.code for p in protocol_window.notices.problems] == ["finalise.no_physician"]


def test_a_final_exam_is_read_only_and_exports_what_was_sealed(
    protocol_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window = protocol_window
    account_for_all(window)
    sign(window, qtbot)
    exam, report = window.session.exam, window.exam_view.report
    assert exam.signature is not None
    assert exam.signature.physician == "Dr Lin"
    assert report.plan.isReadOnly()
    assert not window.actions_["undo"].isEnabled()
    assert window.controller is not None
    assert not window.controller.do(SetWords("other", "words"))
    assert window.session.exam is exam
    report.export_card.folder.setText(str(tmp_path))
    with qtbot.waitSignal(report.export_card.exported):
        report.export_card.start.click()
    assert reporting.verify(reporting.files_of(tmp_path)).unaltered


def test_an_amendment_is_a_new_draft_that_names_the_one_before(
    protocol_window: MainWindow, qtbot: QtBot
) -> None:
    window = protocol_window
    account_for_all(window)
    sign(window, qtbot)
    final, signing = window.session.exam, card(window)
    signing.amend.click()
    assert signing.refusal.isVisible() and signing.refusal.problem == Problem.of("amend.no_reason")
    assert window.notices.problems == []
    signing.reason.setText("Side corrected")
    signing.amend.click()
    qtbot.waitUntil(lambda: window.session.exam.id != final.id)
    exam = window.session.exam
    assert (exam.state, exam.version) == (ExamState.DRAFT, 2)
    assert exam.amends is not None
    assert (exam.amends.exam, exam.amends.sha256) == (final.id, final.final_sha256)
    assert exam.amends.sop_instance_uid == "1.4"
    qtbot.waitUntil(lambda: window.controller is not None and window.controller.exam is window.session.exam)
    assert "Side corrected" in window.exam_view.report.findChildren(StateBanner)[0].text.text()


def test_an_exam_waits_unchanged_for_the_one_who_signs(protocol_window: MainWindow, qtbot: QtBot) -> None:
    window = protocol_window
    account_for_all(window)
    card(window).hand_over.click()
    assert window.session.exam.state is ExamState.PENDING
    assert window.controller is not None
    assert not window.controller.do(SetWords("other", "words"))
    assert not window.exam_view.report.findChildren(StateBanner)[0].isHidden()
    sign(window, qtbot)
    assert window.session.exam.state is ExamState.FINAL


def test_every_format_of_the_reports_is_offered(protocol_window: MainWindow) -> None:
    assert tuple(FORMAT_NAMES) == FORMATS == reporting.FORMATS
    boxes = protocol_window.exam_view.report.export_card.boxes
    assert tuple(id_ for id_, box in boxes.items() if box.isChecked()) == USUAL_FORMATS


def test_a_certificate_signs_and_its_passphrase_is_forgotten(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed: list[bytes] = []

    def render(*_: object, signer: Callable[[bytes], bytes], **__: object) -> Mapping[str, bytes]:
        signed.append(signer(MINIMAL_PDF))
        return {"report.pdf": signed[-1]}

    monkeypatch.setattr(reporting, "render", render)
    window = protocol_window
    account_for_all(window)
    signing = card(window)
    choice = signing.certificate
    assert choice.passphrase.isHidden()
    choice.take(str(pkcs12_file(tmp_path / "lin.p12")))
    assert not choice.passphrase.isHidden()
    choice.passphrase.setText("wrong")
    signing.name.setText("Dr Lin")
    signing.sign.click()
    signing.yes.click()
    qtbot.waitUntil(lambda: signing.refusal.problem is not None)
    assert signing.refusal.problem.code == "certificate.wrong_passphrase"  # type: ignore[union-attr]
    assert signing.refusal.isVisible() and window.notices.problems == []
    assert choice.passphrase.text() == ""
    qtbot.waitUntil(signing.yes.isEnabled)
    choice.passphrase.setText(PASSPHRASE)
    signing.yes.click()
    qtbot.waitUntil(lambda: window.session.exam.closed)
    signature = window.session.exam.signature
    assert signature is not None
    assert (signature.certificate, signature.issuer) == (SUBJECT, ISSUER)
    assert [s.intact for s in signatures(signed[0])] == [True]
    assert any(SUBJECT in line for line in signed_lines(window.session.exam))
    # nothing that was written holds it, the journal included
    folder = final_path(exams_folder(), window.session.exam.id).parent
    assert not [f for f in folder.iterdir() if PASSPHRASE.encode() in f.read_bytes()]


def test_an_exam_whose_signing_was_cut_off_opens_as_final(
    protocol_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = protocol_window
    account_for_all(window)
    path = path_for(exams_folder(), window.session.exam.id)
    # the program ends right after the report was kept
    monkeypatch.setattr(window.session, "finalise", lambda final: window.session.close())
    signing = card(window)
    signing.name.setText("Dr Lin")
    signing.sign.click()
    signing.yes.click()
    qtbot.waitUntil(lambda: final_path(exams_folder(), window.session.exam.id).is_file())
    assert window.session.exam.state is ExamState.DRAFT
    window.opening.exams.resume(path)
    qtbot.waitUntil(lambda: window.session.exam.closed)
    assert [p.problem.code for p in window.notices.problems] == ["final.attached"]


def test_lines_are_set_as_the_language_sets_them(protocol_window: MainWindow, qtbot: QtBot) -> None:
    window = protocol_window
    signed = Signature("Dr. Chen", "", "2026-11-22T06:35:19+08:00")
    exam = replace(window.session.exam, signature=signed)
    assert "2026-11-22 06:35+08:00" in signed_lines(exam)[0]
    window.use_language("zh-TW")
    qtbot.waitUntil(lambda: "：" in wording.said_of("a", "b"))
    assert wording.said_of("視圖", "無") == "視圖：無" and wording.aside("右側") == "（右側）"
    window.use_language("en")
    assert wording.said_of("View", "none") == "View: none" and wording.aside("right") == " (right)"
