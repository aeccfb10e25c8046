"""Records a whole examination as tested and normal: one press to open, one to say which side and by whom."""

from collections.abc import Sequence
from datetime import datetime

from sonostep.core.edits import PutFinding, Together
from sonostep.core.finding import Finding, Side
from sonostep.core.progress.normal_group import normal_findings
from sonostep.core.progress.step_progress import Place
from sonostep.core.protocol import NormalGroup
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, row, show_in_place

_BOTH = (Side.LEFT, Side.RIGHT)


class NormalGroupRow(Card):
    """The row of a group of tests found normal.

    A button (``open``, placed by who shows it) that opens the question who tested it; an answer that is there
    is never overwritten.
    """

    def __init__(self, controller: ExamController, place: Place, group: NormalGroup) -> None:
        super().__init__("", margin=0, spacing=4)
        self.setObjectName(group.id)
        self._controller, self._place, self.group = controller, place, group
        self.offered = False
        title = group.text.in_language(controller.language)
        text = translate("NormalGroup", "{group}: tested and normal…").format(group=title)
        self.open = Button(f"{title}…", "quiet", name=text)
        self.open.setToolTip(text)
        self.open.clicked.connect(self._ask)
        self.form = Card("what_if", margin=8, spacing=4)
        self.said = Label("")
        self.who = LineEdit(_proposed(controller))
        name = translate("NormalGroup", "Who tested")
        self.who.setAccessibleName(f"{name}: {title}")
        self.who.setPlaceholderText(name)
        self.who.draft_in(controller.drafts, f"who tested {group.id}")
        self.who.textChanged.connect(self._check)
        controller.people_changed.connect(self._propose)
        self.one, self.both = Button(""), Button("")
        self.one.clicked.connect(self._record_one)
        self.both.clicked.connect(self._record_both)
        leave = Button(translate("NormalGroup", "Not now"), "quiet")
        leave.clicked.connect(self.form.hide)
        self.form.add(self.said, Label(name, "muted"), self.who, row(self.one, self.both, leave, 1))
        self.form.hide()
        self.add(self.form)
        self.refresh()

    def refresh(self) -> None:
        """Offer what is still open; nothing where every test has its answer."""
        here, both = self._due((None,)), self._due(_BOTH)
        sided = len(both) > len(here)
        chosen = self._side()
        side = wording.side(chosen) if chosen else ""
        one = translate("NormalGroup", "Record {count} as tested and normal").format(count=len(here))
        self.one.setText(f"{one} · {side}" if sided and side else one)
        text = translate("NormalGroup", "Record {count} as tested and normal · both sides")
        self.both.setText(text.format(count=len(both)))
        self.both.setVisible(sided)
        said = translate(
            "NormalGroup",
            "Each test is recorded by itself as examined and normal, with who and when. Answers that are "
            "there stay; any can be taken back.",
        )
        self.said.setText(said)
        for button in (self.one, self.both):
            button.setAccessibleName(
                f"{self.group.text.in_language(self._controller.language)}: {button.text()}"
            )
        self.offered = bool(here or both) and self._controller.editable
        for part in (self, self.open):
            show_in_place(part, self.offered)
        self._check()

    def _propose(self) -> None:
        self.who.propose(_proposed(self._controller))

    def _side(self) -> Side | None:
        return self._place.side or self._controller.exam.side

    def _due(self, sides: Sequence[Side | None], who: str = "") -> tuple[Finding, ...]:
        controller = self._controller
        at = datetime.now().astimezone().isoformat(timespec="minutes")
        return normal_findings(
            self.group, self._place, controller.exam, controller.vocabulary, sides, who, at
        )

    def _check(self) -> None:
        named = bool(self.who.text().strip())
        self.one.setEnabled(named and bool(self._due((None,))))
        self.both.setEnabled(named)

    def _ask(self) -> None:
        self.form.setVisible(self.form.isHidden())

    def _record_one(self) -> None:
        self._record((None,))

    def _record_both(self) -> None:
        self._record(_BOTH)

    def _record(self, sides: Sequence[Side | None]) -> None:
        found = self._due(sides, self.who.text().strip())
        edits = tuple(PutFinding(f) for f in found)
        if edits and self._controller.do(Together(edits, "tested_normal")):
            self.form.hide()


def _proposed(controller: ExamController) -> str:
    return controller.exam.physician or controller.exam.operator
