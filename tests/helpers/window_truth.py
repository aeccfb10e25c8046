"""What the window must show of an exam, read from the exam alone, and what it does show."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from helpers.window_walk import drain, settle
from sonostep.core.exam import ExamState
from sonostep.core.finding import FindingState
from sonostep.core.measure.measurement import numbered
from sonostep.core.progress import step_progress as progress
from sonostep.core.progress.steps_in_use import whole
from sonostep.core.safety import stops
from sonostep.ui.exam_view import PANELS
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.autosave import save_typed
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.panels.steps.checklist import state
from sonostep.ui.panels.views.panel import ExcuseAll
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows.finalise import what_is_open


def differences(window: MainWindow) -> Iterator[str]:
    """Yield each thing that the window shows and the exam does not hold, or the other way round."""
    for part in (_frame, _protocols, _checklist, _step, _complaints, _report, _signing, _study, _drafts):
        yield from (f"{part.__name__[1:]}: {said}" for said in part(window))


def _differ(what: str, shown: object, held: object) -> Iterator[str]:
    if shown != held:
        yield f"{what} shows {shown!r}, the exam holds {held!r}"


def _frame(window: MainWindow) -> Iterator[str]:
    session, controller = window.session, window.controller
    exam = session.exam
    yield from _differ("history", session.history.exam is exam, True)
    yield from _differ("undo", window.actions_["undo"].isEnabled(), session.history.undo_name is not None)
    yield from _differ("redo", window.actions_["redo"].isEnabled(), session.history.redo_name is not None)
    yield from _differ("save", window.actions_["save_view"].isEnabled(), exam.state is ExamState.DRAFT)
    side = wording.side(exam.side) if exam.side else ""
    yield from _differ("side in the title", side in window.windowTitle(), True)
    name = exam.patient.name.replace("^", " ").strip()
    yield from _differ("name in the title", name in window.windowTitle(), True)
    checked = [s for s, b in window.side_chooser.buttons.buttons.items() if b.isChecked()]
    yield from _differ("side", checked, [exam.side] if exam.side else [])
    standing = len(stops(controller.safety))
    yield from _differ("stop badge", not window.stop_badge.isHidden(), standing > 0)
    if standing:
        yield from _differ("stops", window.stop_badge.text().split()[-1], str(standing))


def _used(window: MainWindow) -> list[str]:
    known = {p.id for p in window.controller.library.protocols}
    return [p.id for p in whole(window.session.exam) if p.id in known]


def _protocols(window: MainWindow) -> Iterator[str]:
    used, row = _used(window), window.steps.protocols
    yield from _differ("chips", sorted(row.buttons), sorted(used))
    yield from _differ("chips there", not row.isHidden(), bool(used))
    current = [id_ for id_, b in row.buttons.items() if b.isChecked()]
    yield from _differ("one chip is the current one", len(current), min(1, len(used)))
    cards = {b.value.id for b in window.steps.detail.findChildren(QPushButton)
             if type(b.value).__name__ == "ProtocolDefinition"}  # fmt: skip
    wanted = set() if used else {p.id for p in window.controller.library.protocols}
    yield from _differ("cards of protocols", cards, wanted)


def _checklist(window: MainWindow) -> Iterator[str]:
    exam, controller, used = window.session.exam, window.controller, _used(window)
    rows = window.steps.checklist.buttons
    if not used:
        yield from _differ("steps", list(rows), [])
        yield from _differ("place", controller.place, None)
        return
    current = next(id_ for id_, b in window.steps.protocols.buttons.items() if b.isChecked())
    definition = next(p for p in controller.library.protocols if p.id == current)
    places = progress.with_inserted(definition, exam, controller.library.protocols)
    yield from _differ("steps", [(p.step.id, p.side) for p in rows], [(p.step.id, p.side) for p in places])
    seen = window.steps.isVisible()
    for place in places if seen else ():
        made = progress.progress(exam, place, controller.vocabulary)
        # a hidden panel speaks the other language once it is seen
        if state(made) not in rows[place].accessibleName():
            yield f"step {place.step.id} says {rows[place].accessibleName()!r}, is {state(made)!r}"
    marked = [p for p, b in rows.items() if b.isChecked()]
    yield from _differ("the step that is marked", marked, [controller.place])


def _step(window: MainWindow) -> Iterator[str]:
    steps, exam, place = window.steps, window.session.exam, window.controller.place
    yield from _differ("the step itself", place is not None, steps.questions is not None)
    yield from _differ("keys of the foot", not steps.on.isHidden(), place is not None)
    saves = place is None or bool(window.controller.view_id)
    yield from _differ("next action", steps.save.isEnabled(), exam.state is ExamState.DRAFT or not saves)
    if place is None or steps.questions is None:
        return
    for answer in steps.questions.answers:
        found, here = exam.finding(answer.key), f"answer {answer.key}"
        checked = [b for b in answer.buttons if b.isChecked()]
        if found.key in {f.key for f in exam.findings}:
            yield from _differ(here, [b.property("answer") for b in checked], [str(found.state)])
        if found.state is FindingState.NOT_ASSESSED and any(
            b.property("answer") != str(FindingState.NOT_ASSESSED) for b in checked
        ):
            yield f"{here} shows an answer, the exam holds none"
        yield from _field(f"{here} note", answer.note.field, found.note)
        if answer.number is not None and not answer.number.autosave.pending and found.value is None:
            yield from _differ(f"{here} number", answer.number.text(), "")
        if answer.complaints is not None:
            named = [i for i, chip in answer.complaints.chips.items() if chip.isChecked()]
            yield from _differ(
                f"{here} complaints", set(named), set(found.reproduces) & set(answer.complaints.chips)
            )
            yield from _differ(
                f"{here} pains", list(answer.complaints.chips), [c.id for c in exam.complaints]
            )
    keys = {a.key for a in steps.questions.answers}
    due = {k for q in progress.questions(place.step, window.controller.vocabulary)
           for k in progress.keys_here(q, place, exam, window.controller.vocabulary)}  # fmt: skip
    yield from _differ("keys that are not asked here", keys - due, set())
    for id_, row in steps.views.rows.items():
        record = exam.view_record(place.step.id, id_, place.side)
        yield from _differ(f"view {id_}", row.title.text()[0], wording.VIEW_MARKS[record.state])
    extra = [v.id for v in exam.extra_views if v.step == place.step.id]
    yield from _differ("views beside", list(steps.views.beside.rows), extra)
    views = {v.id for v in place.step.views} | {v.id for v in exam.extra_views} | {""}
    yield from _differ("the view that S answers is there", window.controller.view_id in views, True)
    for slot in place.step.slots:
        filled = progress.in_slot(exam, place, slot) is not None
        yield from _differ(f"slot {slot.id}", steps.slots.rows[slot.id].value.text() != "–", filled)


def _field(what: str, field: QWidget, held: str) -> Iterator[str]:
    """A field that is being typed in is written soon; every other shows what is held."""
    if field.autosave.pending:
        return
    text = field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
    yield from _differ(what, text.strip(), held.strip())


def _complaints(window: MainWindow) -> Iterator[str]:
    panel, exam = window.exam_view.complaints, window.session.exam
    yield from _differ("tabs", list(panel.tabs), [c.id for c in exam.complaints])
    yield from _differ("a card", panel.card is not None, bool(exam.complaints))
    if panel.card is None:
        return
    held = next((c for c in exam.complaints if c.id == panel.card.complaint.id), None)
    if held is None:
        yield "the card is of a complaint that is gone"
        return
    yield from _differ("side", [s for s, b in panel.card.side.buttons.items() if b.isChecked()],
                       [held.side] if held.side else [])  # fmt: skip
    yield from _differ("score", [s for s, b in panel.card.score.buttons.items() if b.isChecked()],
                       [held.score] if held.score is not None else [])  # fmt: skip
    on = {i for i, b in panel.card.sites.items() if b.isChecked()}
    yield from _differ("route", on, set(held.route))
    for id_, chip in panel.card.chips.items():
        yield from _differ(f"feature {id_}", chip.property("answer"), str(held.state_of(id_)))
    yield from _field("words", panel.card.words, held.words)
    yield from _field("duration", panel.card.duration, held.duration)


def _report(window: MainWindow) -> Iterator[str]:
    report, exam = window.exam_view.report, window.session.exam
    yield from _field("impression", report.impression, exam.impression)
    yield from _field("plan", report.plan, exam.plan)
    people = {"patient": exam.patient.name, "patient_id": exam.patient.id,
              "physician": exam.physician, "operator": exam.operator}  # fmt: skip
    for name, held in people.items():
        yield from _field(name, report.fields[name], held)
        yield from _differ(
            f"{name} can be written", not report.fields[name].isReadOnly(), exam.state is ExamState.DRAFT
        )
    yield from _differ("setting", report.setting.currentData(), exam.setting)
    shown = report.images.list
    ids = [shown.item(n).data(Qt.ItemDataRole.UserRole) for n in range(shown.count())]
    yield from _differ("key images", ids, [k.id for k in exam.key_images])
    chosen = next((k for k in exam.key_images if k.id == shown.chosen), None)
    yield from _field("caption", report.images.caption, chosen.caption if chosen else "")


def _signing(window: MainWindow) -> Iterator[str]:
    if window.exam_view.tabs.currentWidget() is not window.exam_view.report:
        return
    signing, controller = window.exam_view.report.signing, window.controller
    if not signing.isVisible() or window.session.exam.closed:
        return
    found = what_is_open(controller.exam, controller.library)
    yield from _differ("open views", len(signing.views), len(found.open_views))
    yield from _differ("open flags", len(signing.flags), len(found.unanswered))
    yield from _differ("clips of others", len(signing.clips), len(found.clips))
    yield from _differ("dangers", len(signing.dangers), len(found.safety))


def _study(window: MainWindow) -> Iterator[str]:
    view, exam = window.exam_view, window.session.exam
    rows = [view.annotations.topLevelItem(n) for n in range(view.annotations.topLevelItemCount())]
    ids = [r.data(0, Qt.ItemDataRole.UserRole) for r in rows]
    yield from _differ("shapes", ids, [a.id for a in exam.annotations])
    numbers = numbered(exam.annotations)
    for row, shape in zip(rows, exam.annotations, strict=False):
        if not row.text(0).startswith(str(numbers.get(shape.id, ""))):
            yield f"the row of {shape.id} begins with {row.text(0)[:12]!r}"
    line = next((a for a in exam.annotations if a.id == view.viewer.strip._line), None)
    if line is not None and not view.viewer.strip.length.autosave.pending:
        held = "" if line.known_mm is None else f"{line.known_mm:g}"
        yield from _differ("the length of a line", view.viewer.strip.length.text(), held)
    current = view.annotations.currentItem()
    marked = current.data(0, Qt.ItemDataRole.UserRole) if current is not None else None
    selected = window.session.view.selected
    yield from _differ("the marked row", marked, selected if selected in ids else None)


def _drafts(window: MainWindow) -> Iterator[str]:
    """What is typed into a form and not given is shown in every form of the same thing."""
    drafts = window.controller.drafts.texts
    for field in window.exam_view.findChildren(LineEdit):
        if field.is_draft and field.key in drafts:
            yield from _differ(field.key, field.text(), drafts[field.key])


# a panel made anew says the same


def twin_differences(window: MainWindow) -> list[str]:
    """What the panel in front says otherwise once it is made anew from the exam."""
    panel = window.exam_view.tabs.currentWidget()
    name = PANELS[window.exam_view.tabs.currentIndex()]
    save_typed()
    drain(window)
    for form in panel.findChildren(ExcuseAll):
        # a form that was opened and not begun is how the panel is looked at, and holds nothing
        if form._key not in form._controller.drafts:
            form.skip.setChecked(False)
    before = said(panel)
    panel.retranslate()
    drain(window)
    after = said(panel)
    gone = [f"{name}: only before: {line}" for line in before if line not in after]
    new = [f"{name}: only anew: {line}" for line in after if line not in before]
    return gone + new


def said(panel: QWidget) -> list[str]:
    """Every text and choice that can be seen in a panel, with whether it can be used."""
    settle()
    waiting = [w for w in panel.findChildren(QWidget) if hasattr(w, "cards")]
    for widget in waiting:
        widget.cards  # noqa: B018 - lays out what is still to be
    settle()
    return sorted(filter(None, map(_word, (w for w in panel.findChildren(QWidget) if w.isVisibleTo(panel)))))


def _word(widget: QWidget) -> str:
    name, on = widget.accessibleName(), "" if widget.isEnabled() else " (off)"
    if isinstance(widget, QAbstractButton):
        # details may be unfolded or not
        told = widget.isChecked() and widget.text() != "⋯"
        return f"button {name!r} {widget.text()!r} {'checked' if told else ''}{on}"
    if isinstance(widget, QLabel):
        return f"label {widget.text()!r}" if widget.text() else ""
    if isinstance(widget, QLineEdit):
        return f"field {name!r} {widget.text()!r}{on}"
    if isinstance(widget, QPlainTextEdit):
        return f"words {name!r} {widget.toPlainText()!r}{on}"
    if isinstance(widget, QComboBox):
        return f"choice {name!r} {widget.currentText()!r}{on}"
    return ""
