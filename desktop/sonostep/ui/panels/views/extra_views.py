"""Pictures beside the protocol: each has its own caption, and stands in the ledger and the report."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.edits import RemoveExtraView
from sonostep.core.exam import ExtraView, ViewState
from sonostep.core.progress.step_progress import Place
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, WrapButton, mark, row, unfold


class ExtraRow(Card):
    """One picture beside the protocol: its caption, its state, and a way to take it away while it is open."""

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(
        self, view: ExtraView, state: ViewState, images: str, *, active: bool, editable: bool
    ) -> None:
        super().__init__("view", margin=0, spacing=0)
        shown = f"{wording.VIEW_MARKS[state]}  {view.caption}"
        name = f"{view.caption}: {wording.view_state(state)}"
        self.title = WrapButton(shown, "row", view.id, name=name)
        self.title.picked.connect(self.chosen)
        away = translate("Views", "Remove")
        self.away = Button(away, "quiet", view.id, name=f"{away} {view.caption}")
        self.away.picked.connect(self.removed)
        self.away.setVisible(state is ViewState.OPEN and editable)
        self.add(row(self.title, self.away))
        beside = translate("Views", "beside the protocol")
        self.add(Label("  ·  ".join(t for t in (beside, wording.view_state(state), images) if t), "small"))
        mark(self, "active", "true" if active and state is ViewState.OPEN else "false")


class ExtraViews(QWidget):
    """All pictures beside the protocol at one place; ``extra`` adds one, and is placed by who shows it."""

    def __init__(self, controller: ExamController, place: Place) -> None:
        super().__init__()
        self._controller, self._place = controller, place
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._list: QWidget | None = None
        self.rows: dict[str, ExtraRow] = {}
        self.extra = Button(translate("Views", "+ Off-protocol view"), "quiet")
        self.extra.setCheckable(True)
        self.extra.toggled.connect(self._open)
        self.caption = LineEdit()
        self.caption.setPlaceholderText(translate("Views", "What the picture shows"))
        self.caption.setAccessibleName(translate("Views", "Caption of the off-protocol view"))
        self.caption.returnPressed.connect(self._add)
        self.caption.textChanged.connect(self._check)
        add = translate("Views", "Add the off-protocol view")
        self.take = Button(translate("Views", "Add"), "", name=add)
        self.take.clicked.connect(self._add)
        self.extras = Label("", "small")
        self.form = row(self.caption, self.take)
        self.form.hide()
        self.caption.draft_in(controller.drafts, f"extra view {place.step.id} {place.side}")
        self.extra.setChecked(bool(self.caption.text()))
        self._check()
        self.extras.hide()
        self._column.addWidget(self.extras)
        self._column.addWidget(self.form)

    def _open(self, opened: bool) -> None:
        self.form.setVisible(opened)
        if opened and self.form.isVisible():
            self.caption.setFocus()
            unfold(self.form)

    def _check(self) -> None:
        self.take.setEnabled(bool(self.caption.text().strip()))

    def _add(self) -> None:
        caption = self.caption.text().strip()
        if caption:
            self.caption.clear()
            self.extra.setChecked(False)
            self._controller.add_extra_view(caption)

    def _remove(self, id_: str) -> None:
        if self._controller.do(RemoveExtraView(id_)):
            self._controller.choose_view("")

    def refresh(self) -> None:
        """Show the present state of each."""
        exam, step, editable = self._controller.exam, self._place.step.id, self._controller.editable
        self.rows = {}
        card = Card("", margin=0)
        for view in (v for v in exam.extra_views if v.step == step):
            count = sum((k.step, k.view) == (step, view.id) for k in exam.key_images)
            pictures = self.tr("%n key image(s)", "", count) if count else ""
            state = exam.view_record(step, view.id, view.side).state
            active = view.id == self._controller.view_id
            made = ExtraRow(view, state, pictures, active=active, editable=editable)
            made.chosen.connect(self._controller.choose_view)
            made.removed.connect(self._remove)
            self.rows[view.id] = made
            card.add(made)
        if self._list is not None:
            self._list.hide()
            self._list.deleteLater()
        self._list = card
        card.setVisible(bool(self.rows))
        self._column.insertWidget(0, card)
        beside = [k for k in exam.key_images if (k.step, k.view, k.side) == (step, "", self._place.side)]
        self.extras.setText(self.tr("%n picture(s) beside the protocol", "", len(beside)) if beside else "")
        self.extras.setVisible(bool(beside))
        self.extra.setEnabled(editable)
        if not editable:
            self.form.hide()
