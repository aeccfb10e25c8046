"""Everything a person can do by key, menu, toolbar, palette or pedal, declared as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QToolBar, QWidget

from sonostep.ui.kit import theme
from sonostep.ui.kit.autosave import save_typed
from sonostep.ui.kit.i18n import N, translate


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    Attributes:
        id: unique; menus, toolbars, key map and palette name it.
        text: English title, context ``Actions`` in the translations.
        slot: the method, dotted from the window; without arguments unless ``value`` is given.
        keys: default keys, in Qt's portable notation.
        value: handed to the slot, where one method serves several actions.
        icon: file name in ``resources/icons`` without its ending, or empty.
        needs_exam: of use only while an exam is open.
        repeats: whether holding the key repeats it.
    """

    id: str
    text: str
    slot: str
    keys: tuple[str, ...] = ()
    value: str | int | None = None
    icon: str = ""
    needs_exam: bool = True
    repeats: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("new_exam", N("Actions", "New exam"), "new_exam", ("Ctrl+N",), needs_exam=False),
    Action("open_files", N("Actions", "Open files…"), "opening.ask_files", ("Ctrl+O",), icon="open",
           needs_exam=False),
    Action("open_folder", N("Actions", "Open folder…"), "opening.ask_folder", ("Ctrl+Shift+O",),
           needs_exam=False),
    Action("open_recent", N("Actions", "Recent studies…"), "opening.ask_recent", ("Ctrl+R",),
           needs_exam=False),
    Action("open_sample", N("Actions", "Open sample exam"), "opening.open_sample", icon="sample",
           needs_exam=False),
    Action("open_exam", N("Actions", "Open exam file…"), "opening.ask_exam", needs_exam=False),
    Action("save_exam", N("Actions", "Save exam file…"), "opening.ask_save", ("Ctrl+Shift+S",)),
    Action("open_protocol", N("Actions", "Use a protocol file…"), "opening.ask_protocol"),
    Action("export_report", N("Actions", "Export report"), "commands.show_export", ("Ctrl+E",),
           icon="export"),
    Action("preview", N("Actions", "Preview the report"), "commands.show_pages", ("Ctrl+P",)),
    Action("clip_details", N("Actions", "About this clip"), "commands.show_clip_details", ("Ctrl+I",)),
    Action("copy_picture", N("Actions", "Copy the picture with its marks"), "exam_view.pictures.copy",
           ("Ctrl+Shift+C",)),
    Action("save_picture", N("Actions", "Save picture or cine…"), "exam_view.pictures.save",
           ("Ctrl+Shift+E",)),
    Action("print_picture", N("Actions", "Print the picture…"), "exam_view.pictures.print_",
           ("Ctrl+Shift+P",)),
    Action("filter_clips", N("Actions", "Filter the clips"), "exam_view.filter_clips", ("Ctrl+F",)),
    Action("open_clip", N("Actions", "Open the clip chosen in the list"), "exam_view.browser.open_chosen",
           ("Ctrl+Return",)),
    Action("open_clip_beside", N("Actions", "Open the clip beside the picture"),
           "exam_view.open_clip_beside", ("Ctrl+Shift+Return",)),
    Action("deidentify", N("Actions", "De-identified copies…"), "commands.show_deidentify", needs_exam=False),
    Action("start_page", N("Actions", "Start page"), "show_start", ("Ctrl+Home",), needs_exam=False),
    Action("settings", N("Actions", "Settings"), "show_settings", ("Ctrl+,",), needs_exam=False),
    Action("quit", N("Actions", "Quit"), "close", ("Ctrl+Q",), needs_exam=False),
    Action("undo", N("Actions", "Undo"), "session.undo", ("Ctrl+Z",), icon="undo", repeats=True),
    Action("redo", N("Actions", "Redo"), "session.redo", ("Ctrl+Y", "Ctrl+Shift+Z"), icon="redo",
           repeats=True),
    Action("delete", N("Actions", "Delete the selected shape"), "viewer.delete_selected", ("Delete",)),
    Action("play", N("Actions", "Play or freeze"), "viewer.play_pause", ("Space", "F15"), icon="play"),
    Action("previous_frame", N("Actions", "Previous frame"), "viewer.step", ("Left",), -1, "frame-back",
           repeats=True),
    Action("next_frame", N("Actions", "Next frame"), "viewer.step", ("Right",), 1, "frame-on",
           repeats=True),
    Action("back_ten", N("Actions", "Ten frames back"), "viewer.step", ("Shift+Left",), -10, repeats=True),
    Action("on_ten", N("Actions", "Ten frames on"), "viewer.step", ("Shift+Right",), 10, repeats=True),
    Action("first_frame", N("Actions", "First frame"), "viewer.first", ("Home",)),
    Action("last_frame", N("Actions", "Last frame"), "viewer.last", ("End",)),
    Action("backwards", N("Actions", "Play backwards"), "viewer.turn_round", ("Shift+Space",)),
    Action("slower", N("Actions", "Play slower"), "viewer.change_speed", ("[",), -1),
    Action("faster", N("Actions", "Play faster"), "viewer.change_speed", ("]",), 1),
    Action("true_rate", N("Actions", "Play at the true rate"), "viewer.change_speed", (), 0),
    Action("loop", N("Actions", "At the end: begin again"), "viewer.choose_loop", (), "loop"),
    Action("bounce", N("Actions", "At the end: go back"), "viewer.choose_loop", (), "bounce"),
    Action("once", N("Actions", "At the end: stop"), "viewer.choose_loop", (), "once"),
    Action("next_marked", N("Actions", "Next marked frame"), "viewer.next_marked", ("Ctrl+Right",)),
    Action("previous_marked", N("Actions", "Previous marked frame"), "viewer.previous_marked",
           ("Ctrl+Left",)),
    Action("list_shapes", N("Actions", "Go to the list of shapes"), "exam_view.go_to_list", ("Ctrl+6",), 0),
    Action("list_frames", N("Actions", "Go to the list of frames"), "exam_view.go_to_list", ("Ctrl+7",), 1),
    Action("fold_clips", N("Actions", "Fold or unfold clips and shapes"), "exam_view.fold_clips", ("Ctrl+8",),
           icon="panel-left"),
    Action("fold_panels", N("Actions", "Fold or unfold the panels"), "exam_view.fold_panels", ("Ctrl+9",),
           icon="panel-right"),
    Action("full_screen", N("Actions", "Full screen"), "commands.full_screen", ("F11",), needs_exam=False),
    Action("one_picture", N("Actions", "One picture"), "viewer.set_layout", ("Alt+1",), 1),
    Action("two_pictures", N("Actions", "Two pictures"), "viewer.set_layout", ("Alt+2",), 2),
    Action("four_pictures", N("Actions", "Four pictures"), "viewer.set_layout", ("Alt+4",), 4),
    Action("next_picture", N("Actions", "Work on the next picture"), "viewer.next_pane", ("Alt+0",)),
    Action("next_area", N("Actions", "Keys to the next area"), "commands.next_area", ("F6",), 1,
           needs_exam=False),
    Action("previous_area", N("Actions", "Keys to the area before"), "commands.next_area", ("Shift+F6",), -1,
           needs_exam=False),
    Action("hold_picture", N("Actions", "Hold this picture while the others play"), "viewer.toggle_hold",
           ("K",)),
    Action("own_window", N("Actions", "Second picture in a window of its own"), "viewer.toggle_own_window",
           ("Shift+F11",)),
    Action("in_step", N("Actions", "Play the pictures in step"), "viewer.toggle_linked", ("L",)),
    Action("zoom_in_step", N("Actions", "Zoom and move the pictures in step"), "viewer.toggle_view_linked",
           ("Shift+L",)),
    Action("true_size", N("Actions", "True size"), "viewer.zoom_true_size", ("2",)),
    Action("zoom_fit", N("Actions", "Fit the picture"), "viewer.zoom_fit", ("0",), icon="fit"),
    Action("zoom_one", N("Actions", "One to one"), "viewer.zoom_one_to_one", ("1",)),
    Action("zoom_in", N("Actions", "Zoom in"), "viewer.zoom_in", ("Ctrl++", "+"), repeats=True),
    Action("zoom_out", N("Actions", "Zoom out"), "viewer.zoom_out", ("Ctrl+-", "-"), repeats=True),
    Action("rotate", N("Actions", "Rotate a quarter turn"), "viewer.rotate", ("R",)),
    Action("flip_horizontal", N("Actions", "Flip left and right"), "viewer.flip_horizontal", ("H",)),
    Action("flip_vertical", N("Actions", "Flip up and down"), "viewer.flip_vertical", ("V",)),
    Action("overlays", N("Actions", "Show overlays of the file"), "viewer.toggle_overlays"),
    Action("caliper", N("Actions", "Caliper"), "viewer.arm", ("C",), "distance", "caliper"),
    Action("angle", N("Actions", "Angle"), "viewer.arm", ("A",), "angle", "angle"),
    Action("ellipse", N("Actions", "Ellipse"), "viewer.arm", ("E",), "ellipse", "ellipse"),
    Action("select", N("Actions", "Select"), "viewer.arm", (), "select", "select"),
    Action("polygon", N("Actions", "Area by corners"), "viewer.arm", (), "polygon", "polygon"),
    Action("freehand", N("Actions", "Freehand area"), "viewer.arm", ("F",), "freehand", "freehand"),
    Action("curve", N("Actions", "Curved length"), "viewer.arm", (), "curve", "curve"),
    Action("lines", N("Actions", "Angle of two lines"), "viewer.arm", (), "lines", "lines"),
    Action("thickness", N("Actions", "Thickness between borders"), "viewer.arm", ("D",), "thickness",
           "thickness"),
    Action("roi", N("Actions", "Echo intensity"), "viewer.arm", (), "roi", "roi"),
    Action("needle", N("Actions", "Needle path"), "viewer.arm", (), "needle", "needle"),
    Action("point", N("Actions", "Point"), "viewer.arm", (), "point", "point"),
    Action("arrow", N("Actions", "Arrow"), "viewer.arm", (), "arrow", "arrow"),
    Action("text", N("Actions", "Text"), "viewer.arm", ("T",), "text", "text"),
    Action("body_mark", N("Actions", "Body mark"), "viewer.arm", ("B",), "body_mark", "body-mark"),
    Action("time", N("Actions", "Time caliper"), "viewer.arm", (), "time", "time"),
    Action("velocity", N("Actions", "Velocity caliper"), "viewer.arm", (), "velocity", "velocity"),
    Action("calibrate", N("Actions", "Calibrate by two points"), "viewer.arm", (), "calibrate", "calibrate"),
    Action("assist", N("Actions", "Offer borders by image analysis"), "viewer.toggle_assist", ("Ctrl+B",),
           icon="assist"),
    Action("copy_shape", N("Actions", "Copy the selected shape"), "viewer.copy_selected", ("Ctrl+C",)),
    Action("paste_shape", N("Actions", "Paste the shape on this frame"), "viewer.paste", ("Ctrl+V",)),
    Action("lock_shape", N("Actions", "Lock or unlock the selected shape"), "viewer.act", ("Ctrl+Shift+L",),
           "lock"),
    Action("hide_shape", N("Actions", "Hide the selected shape"), "viewer.act", ("Ctrl+H",), "hide"),
    Action("show_shapes", N("Actions", "Show hidden shapes"), "viewer.act", ("Ctrl+Shift+H",), "show_all"),
    Action("reach_shape", N("Actions", "Let the shape last from its frame to this one"), "viewer.act", (),
           "reach"),
    Action("keep_shape", N("Actions", "Keep the shape on this frame alone"), "viewer.act", (), "alone"),
    Action("confirm_point", N("Actions", "Set the point"), "viewer.confirm_point", ("Return", "Enter")),
    Action("undo_point", N("Actions", "Take the last point back"), "viewer.undo_point", ("Backspace",)),
    Action("cancel", N("Actions", "Cancel"), "viewer.cancel_gesture", ("Escape",)),
    Action("save_view", N("Actions", "Save key image"), "exam_view.save_view", ("S",), icon="camera"),
    Action("next_step", N("Actions", "Next step"), "commands.next_step", ("N", "PgDown"), icon="next"),
    Action("previous_step", N("Actions", "Previous step"), "commands.previous_step", ("P", "PgUp"),
           icon="previous"),
    Action("pedal_next", N("Actions", "Pedal: next item"), "steps.pedal_next", ("F13", "Alt+N")),
    Action("pedal_act", N("Actions", "Pedal: answer or save this item"), "steps.pedal_act", ("F14", "Alt+S")),
    Action("show_steps", N("Actions", "Show steps"), "exam_view.show_panel", ("Ctrl+1",), "steps"),
    Action("show_complaints", N("Actions", "Show complaints"), "exam_view.show_panel", ("Ctrl+2",),
           "complaints"),
    Action("show_differential", N("Actions", "Show differential"), "exam_view.show_panel", ("Ctrl+3",),
           "differential"),
    Action("show_treatment", N("Actions", "Show treatment"), "exam_view.show_panel", ("Ctrl+4",),
           "treatment"),
    Action("show_report", N("Actions", "Show report"), "exam_view.show_panel", ("Ctrl+5",), "report"),
    Action("side_right", N("Actions", "Examine the right side"), "commands.choose_side", (), "right"),
    Action("side_left", N("Actions", "Examine the left side"), "commands.choose_side", (), "left"),
    Action("palette", N("Actions", "Find a command"), "commands.show_palette", ("Ctrl+K",), icon="find",
           needs_exam=False),
    Action("key_map", N("Actions", "Keys"), "commands.show_key_map", ("F1",), needs_exam=False),
    Action("language", N("Actions", "Change language"), "toggle_language", ("Ctrl+L",), needs_exam=False),
    Action("about", N("Actions", "About SonoStep"), "commands.show_about", needs_exam=False),
)  # fmt: skip

SEPARATOR = "-"

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N("Actions", "File"), (
        "new_exam", "start_page", "open_files", "open_folder", "open_recent", "open_sample", SEPARATOR,
        "open_exam", "save_exam", "open_protocol", SEPARATOR, "preview", "export_report", "deidentify",
        SEPARATOR, "clip_details", "copy_picture", "save_picture", "print_picture",
        SEPARATOR,
        "settings", "quit")),
    (N("Actions", "Edit"), (
        "undo", "redo", SEPARATOR, "copy_shape", "paste_shape", "lock_shape", "hide_shape", "show_shapes",
        "reach_shape", "keep_shape", "delete")),
    (N("Actions", "Cine"), (
        "play", "backwards", SEPARATOR, "slower", "faster", "true_rate", SEPARATOR, "loop", "bounce", "once",
        SEPARATOR, "previous_frame", "next_frame", "back_ten", "on_ten", "first_frame", "last_frame",
        "next_marked", "previous_marked")),
    (N("Actions", "Picture"), (
        "list_frames", "list_shapes", SEPARATOR,
        "fold_clips", "fold_panels", "full_screen", "next_area", "previous_area",
        "filter_clips", "open_clip", "open_clip_beside",
        "one_picture", "two_pictures", "four_pictures", "next_picture", "in_step", "zoom_in_step",
        "hold_picture", "own_window", SEPARATOR,
        "zoom_fit", "zoom_one", "true_size", "zoom_in", "zoom_out", SEPARATOR,
        "rotate", "flip_horizontal", "flip_vertical", "overlays")),
    (N("Actions", "Measure"), (
        "select", "caliper", "curve", "thickness", "ellipse", "polygon", "freehand", "angle", "lines", "roi",
        "needle", "time", "velocity", SEPARATOR, "text", "arrow", "point", "body_mark", SEPARATOR,
        "calibrate", "assist", SEPARATOR, "confirm_point", "undo_point", "cancel")),
    (N("Actions", "Exam"), (
        "save_view", "next_step", "previous_step", SEPARATOR, "side_right", "side_left", SEPARATOR,
        "pedal_next", "pedal_act", SEPARATOR,
        "show_steps", "show_complaints", "show_differential", "show_treatment", "show_report")),
    (N("Actions", "Help"), ("palette", "key_map", "language", "about")),
)  # fmt: skip

HEADER_BEFORE: tuple[str, ...] = ("open_files", "undo", "redo")
HEADER_AFTER: tuple[str, ...] = ("save_view", "palette", "fold_panels")
"""What the header offers before and after it says whose exam it is."""

TOOL_COLUMN: tuple[str, ...] = (
    "fold_clips", SEPARATOR, "select", "caliper", "curve", "thickness", "ellipse", "polygon", "freehand",
    "angle", "lines", "roi", "needle", "time", "velocity", "text", "arrow", "point", "body_mark", "calibrate",
    "assist",
)  # fmt: skip
"""The column beside the picture."""

TOOL_ACTIONS: Mapping[str, str] = {str(a.value): a.id for a in ACTIONS if a.slot == "viewer.arm"}
"""Tool id to the action that arms it."""

_CHANGING = frozenset(
    (
        "delete", "paste_shape", "lock_shape", "hide_shape", "show_shapes", "reach_shape", "keep_shape",
        "assist", "confirm_point", "undo_point", "save_view", "pedal_act", "side_right", "side_left",
        *(id_ for tool, id_ in TOOL_ACTIONS.items() if tool != "select"),
    )
)  # fmt: skip
"""What would change an exam, and is not offered where it is read-only."""

_BY_ID = {action.id: action for action in ACTIONS}


def action(id_: str) -> Action:
    """Return an action by id; raises KeyError for an unknown one."""
    return _BY_ID[id_]


_SAME = 20
"""Milliseconds between a release and the press after it that no hand can make: the server repeats a held
key."""


class HeldKeys(QObject):
    """Tells a held key from a pressed one where Qt does not: X11 sends a release and a press for each repeat,
    and Qt 6.11 takes them for one only if both happen to be in its queue."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._watched = window, False
        self._released, self._pressed, self._last = 0, 0, ""
        window.installEventFilter(self)

    def repeats(self, id_: str) -> bool:
        """Whether this action is asked for again by the key that is still held from last time."""
        self._watch()
        # By when the keys were moved, not by when it is heard of: while a step is being built they wait.
        told = self._released > 0 and 0 <= self._pressed - self._released < _SAME
        again = told and id_ == self._last
        self._last = id_
        return again

    def _watch(self) -> None:
        handle = self._window.windowHandle()
        if not self._watched and handle is not None:
            handle.installEventFilter(self)
            self._watched = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            self.note(event)
        return False

    def note(self, event: QKeyEvent) -> None:
        """Take down when a key went down (``ShortcutOverride`` comes before its action) or up."""
        if event.type() == QEvent.Type.KeyRelease:
            self._released = event.timestamp()
        elif event.type() == QEvent.Type.ShortcutOverride:
            self._pressed = event.timestamp()


class ActionSet:
    """The QActions of one window, made from ``ACTIONS`` and bound to its slots."""

    def __init__(self, window: QWidget, keys: Mapping[str, Sequence[str]] | None = None) -> None:
        held = HeldKeys(window)
        self._made = {a.id: _make(a, window, (keys or {}).get(a.id, a.keys), held) for a in ACTIONS}
        window.addActions(list(self._made.values()))

    def __getitem__(self, id_: str) -> QAction:
        return self._made[id_]

    def retranslate(self, undo: str | None = None, redo: str | None = None) -> None:
        """Say every title in the interface's language; undo and redo name their edit."""
        for id_, made in self._made.items():
            made.setText(translate("Actions", _BY_ID[id_].text))
            made.setToolTip(self._tip(id_))
        self._name_history(undo, redo)

    def _name_history(self, undo: str | None, redo: str | None) -> None:
        for id_, what in (("undo", undo), ("redo", redo)):
            title = translate("Actions", _BY_ID[id_].text)
            self._made[id_].setText(f"{title}: {what}" if what else title)

    def _tip(self, id_: str) -> str:
        title = translate("Actions", _BY_ID[id_].text)
        keys = self.keys_of(id_)
        return f"{title} ({keys})" if keys else title

    def keys_of(self, id_: str) -> str:
        """Return the keys of an action as the screen shows them."""
        native = QKeySequence.SequenceFormat.NativeText
        return ", ".join(s.toString(native) for s in self._made[id_].shortcuts())

    def enable_for(self, has_exam: bool) -> None:
        """Enable what makes sense with or without an open exam."""
        for id_, made in self._made.items():
            made.setEnabled(has_exam or not _BY_ID[id_].needs_exam)

    def show_tool(self, armed: str, *, assists: bool) -> None:
        """Check the action of the armed tool, and whether borders are suggested."""
        for tool, id_ in TOOL_ACTIONS.items():
            self._made[id_].setCheckable(True)
            self._made[id_].setChecked(tool == armed)
        self._made["assist"].setCheckable(True)
        self._made["assist"].setChecked(assists)

    def show_history(self, undo: str | None, redo: str | None) -> None:
        """Name what undo and redo would do, None where there is nothing; a matter of the titles, too."""
        self._name_history(undo, redo)
        self._made["undo"].setEnabled(undo is not None)
        self._made["redo"].setEnabled(redo is not None)

    def lock(self, *, editable: bool) -> None:
        """Offer drawing and saving, or, of a read-only exam, only looking."""
        for id_ in _CHANGING:
            self._made[id_].setEnabled(editable)


def _make(declared: Action, window: QWidget, keys: Sequence[str], held: HeldKeys) -> QAction:
    made = QAction(window)
    made.setObjectName(declared.id)
    made.setShortcuts([QKeySequence(k) for k in keys])
    made.setAutoRepeat(declared.repeats)
    made.setMenuRole(QAction.MenuRole.NoRole)
    if declared.icon:
        made.setIcon(QIcon(str(theme.icons() / f"{declared.icon}.svg")))
    made.triggered.connect(_Call(made, window, declared, held).triggered)
    return made


class _Call(QObject):
    """Finds the method when it is wanted, since the parts of the window come and go with the exam."""

    def __init__(self, owner: QAction, window: QWidget, declared: Action, held: HeldKeys) -> None:
        super().__init__(owner)
        self._window, self._declared, self._held = window, declared, held

    def triggered(self) -> None:
        """Do it once for each press; only what is meant to repeat does so while its key is held."""
        if not self._held.repeats(self._declared.id) or self._declared.repeats:
            self.run()

    def run(self) -> None:
        """Do it; drops the ``checked`` that QAction hands over, and adds the action's own value."""
        # A key or the toolbar leaves the focus where it is, in a field maybe.
        save_typed()
        method = attrgetter(self._declared.slot)(self._window)
        method() if self._declared.value is None else method(self._declared.value)


def fill_menu(menu: QMenu, made: ActionSet) -> None:
    """Fill the one menu of the window with those of ``MENUS``."""
    menu.clear()
    for title, ids in MENUS:
        inner = QMenu(translate("Actions", title), menu)
        menu.addMenu(inner)
        fill(inner, ids, made)


def fill(place: QMenu | QToolBar, ids: Sequence[str], made: ActionSet) -> None:
    """Put actions into a menu or toolbar."""
    for id_ in ids:
        place.addSeparator() if id_ == SEPARATOR else place.addAction(made[id_])
