"""The study browser: patient, study, clip, with thumbnails that come when they are ready."""

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QIcon, QPixmap
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from sonostep.core.clip import Clip, Frame
from sonostep.core.exam import Exam
from sonostep.core.problem import Problem
from sonostep.messages import sentence
from sonostep.session import Session, ViewChange
from sonostep.ui.kit import theme
from sonostep.ui.kit.main_thread import MainThread
from sonostep.ui.panels.study.clip_names import ClipNames, NamesClips
from sonostep.ui.viewer.canvas import image_of
from sonostep.ui.viewer.drawing.style import picture_icon
from sonostep.ui.viewer.pane import CLIP_MIME
from sonostep.ui.viewer.subscriptions import Subscriptions
from sonostep.workflows.frame_loader import FrameLoaderLike

_CLIP = Qt.ItemDataRole.UserRole
_THUMBNAIL = QSize(72, 54)
_NAMING = ("clips", "key_images", "extra_views", "protocols")
"""What of an exam the names of its clips depend on."""

_WORDS = 80
"""Pixels that a narrow column leaves for a clip's words beside its picture."""


class StudyBrowser(QTreeWidget):
    """Lists the session's clips; pressing one, or Enter on it, shows it.

    A clip that cannot be read stays in the list with its reason. Call ``refresh`` after clips were added
    that the exam does not record, which are the unreadable ones. ``menu_wanted`` carries where on the screen
    the menu of the chosen clip is to open, ``sifted`` how many clips fit the filter.
    """

    menu_wanted = Signal(QPoint)
    sifted = Signal(int)

    def __init__(self, session: Session, loader: FrameLoaderLike, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("study_browser")
        self._session, self._loader = session, loader
        self._door = MainThread(self)
        self._thumbnails: dict[str, QIcon] = {}
        self._asked: set[str] = set()
        self._failed: dict[str, Problem] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self._listed: tuple[Clip, ...] = ()
        self._names: NamesClips = ClipNames()
        self._filter, self._unfiled = "", False
        self.setHeaderHidden(True)
        self.setIconSize(_THUMBNAIL)
        self.setIndentation(6)
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self.setDragEnabled(True)
        self.itemClicked.connect(self._open)
        self.itemActivated.connect(self._open)
        self._subscriptions = Subscriptions(self)
        self._subscriptions.listen(session, self._exam_changed, self._view_changed, *_NAMING)
        self._retranslate()

    def use_names(self, names: "NamesClips") -> None:
        """Call clips by what these say."""
        self._names = names
        self._reword()

    def filter(self, words: str, *, unfiled: bool = False) -> None:
        """Show only the clips in whose words all of these occur; ``unfiled``: that answer no view yet."""
        self._filter, self._unfiled = words, unfiled
        self._sift()

    def _sift(self) -> None:
        wanted = self._filter.casefold().split()
        for clip in self._listed:
            name, item = self._names.of(clip), self._items.get(clip.id)
            if item is None:
                continue
            who = (clip.patient.name, clip.patient.id, *self._study_words(_study(clip)).split())
            words = " ".join((name.title, name.label, *name.details, *name.filed, *who)).casefold()
            fits = all(w in words for w in wanted) and not (self._unfiled and name.filed)
            item.setHidden(not fits)
        for row in range(self.topLevelItemCount()):
            _hide_empty(self.topLevelItem(row))
        self.sifted.emit(sum(not i.isHidden() for i in self._items.values()))

    def _reword(self) -> None:
        """Write the words of each clip anew, in its place."""
        for clip in self._listed:
            item = self._items.get(clip.id)
            if item is not None:
                self._write(item, clip)
        self._sift()

    def refresh(self) -> None:
        """List the session's clips anew, if others are there than before."""
        if self._session.clips != self._listed:
            self._fill()

    def _fill(self) -> None:
        self._listed = self._session.clips
        self.clear()
        self._items.clear()
        for patient, of_patient in groupby(sorted(self._listed, key=_patient), _patient):
            top = self._heading(self, self._patient_words(patient))
            for study, of_study in groupby(_newest_first(of_patient), _study):
                branch = self._heading(top, self._study_words(study))
                for clip in of_study:
                    self._add(branch, clip)
        self.expandAll()
        self._sift()
        self._follow()

    def _heading(self, parent: "QTreeWidget | QTreeWidgetItem", words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [words])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setToolTip(0, words)
        return item

    def _add(self, branch: QTreeWidgetItem, clip: Clip) -> None:
        item = QTreeWidgetItem(branch)
        item.setData(0, _CLIP, clip.id)
        self._write(item, clip)
        if clip.problems and not clip.readable:
            item.setForeground(0, QColor(theme.WARNING))
        self._items[clip.id] = item
        item.setIcon(0, self._thumbnails.get(clip.id, _blank(clip.readable)))
        if clip.readable and clip.id not in self._asked:
            self._asked.add(clip.id)
            self._ask(clip)

    def _write(self, item: QTreeWidgetItem, clip: Clip) -> None:
        words = self._clip_words(clip)
        if clip.id in self._failed:
            words += f"\n⚠ {sentence(self._failed[clip.id], self._session.view.language)}"
        if words != item.text(0):
            label = self._names.of(clip).label
            item.setText(0, words)
            item.setToolTip(0, words if label in words else f"{words}\n{label}")
            item.setSizeHint(0, QSize(120, self._height(words)))

    def _height(self, words: str) -> int:
        """Return how high a row must be for all its words to be read."""
        wrapped = self.fontMetrics().boundingRect(QRect(0, 0, _WORDS, 999), Qt.TextFlag.TextWordWrap, words)
        return max(_THUMBNAIL.height(), wrapped.height()) + 8

    def _ask(self, clip: Clip) -> None:
        door, land = self._door, self._landed

        def answer(of: Clip, result: Frame | Problem) -> None:
            door.post(land, of.id, result)

        self._loader.thumbnail_async(clip, answer)

    def _landed(self, id_: str, result: Frame | Problem) -> None:
        item = self._items.get(id_)
        if isinstance(result, Problem):
            if item is not None:
                self._failed[id_] = result
                self._reword()
            return
        self._thumbnails[id_] = _icon(result)
        if item is not None:
            item.setIcon(0, self._thumbnails[id_])

    # words

    def _patient_words(self, key: tuple[str, str]) -> str:
        name, id_ = key
        shown = name.replace("^", " ").strip() or self.tr("No patient name")
        return f"{shown} ({id_})" if id_ else shown

    def _study_words(self, key: tuple[str, str, str]) -> str:
        date, description, _ = key
        day = f"{date[:4]}-{date[4:6]}-{date[6:8]}" if len(date) == 8 and date.isdigit() else date
        return "  ".join(w for w in (day, description) if w) or self.tr("Study without date")

    def _clip_words(self, clip: Clip) -> str:
        language, name = self._session.view.language, self._names.of(clip)
        lines = [name.title]
        if clip.readable:
            lines += [" · ".join(name.details)] if name.details else []
            lines.append(self.tr("%n frame(s)", "", clip.frames))
            lines += [f"✓ {filed}" for filed in name.filed]
            lines += [f"⚠ {len(clip.problems)}"] if clip.problems else []
        else:
            lines += [f"⚠ {sentence(p, language)}" for p in clip.problems[:1]]
        return "\n".join(lines)

    # acting and following

    def _open(self, item: QTreeWidgetItem) -> None:
        id_ = item.data(0, _CLIP)
        if id_ and id_ != self._session.view.clip:
            self._session.look(clip=id_, frame=1, selected="")

    def chosen(self) -> str:
        """The id of the clip that is chosen in the list; "" for none."""
        item = self.currentItem()
        return str(item.data(0, _CLIP) or "") if item is not None else ""

    def choose_first(self) -> None:
        """Choose the first clip that is shown; one that is in view already is shown too."""
        shown = next((c.id for c in self._in_order() if not self._items[c.id].isHidden()), None)
        if shown is not None:
            self.setCurrentItem(self._items[shown])

    def _in_order(self) -> list[Clip]:
        return sorted(
            (c for c in self._listed if c.id in self._items),
            key=lambda c: self.visualItemRect(self._items[c.id]).top(),
        )

    def open_chosen(self) -> None:
        """Show the clip that is chosen in the list."""
        item = self.currentItem()
        if item is not None:
            self._open(item)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Of the clip that is pointed at; by the menu key, of the chosen one."""
        item, at = self.itemAt(event.pos()), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            item = self.currentItem()
            if item is not None:
                at = self.viewport().mapToGlobal(self.visualItemRect(item).center())
        if item is not None and item.data(0, _CLIP):
            self.setCurrentItem(item)
            self.menu_wanted.emit(at)
        event.accept()

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if before.clips is not after.clips:
            self.refresh()
        else:
            self._reword()

    def _view_changed(self, change: ViewChange) -> None:
        if change.before.language != change.after.language:
            self._retranslate()
        elif change.before.clip != change.after.clip:
            self.refresh()
            self._follow()

    def _follow(self) -> None:
        item = self._items.get(self._session.view.clip)
        if item is not None and item is not self.currentItem():
            self.setCurrentItem(item)

    def mimeData(self, items: "list[QTreeWidgetItem]") -> QMimeData:  # type: ignore[override]
        data = QMimeData()
        ids = [i.data(0, _CLIP) for i in items if i.data(0, _CLIP)]
        if ids:
            data.setData(CLIP_MIME, ids[0].encode())
        return data

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Studies and clips"))
        self._fill()


def _hide_empty(item: QTreeWidgetItem | None) -> bool:
    """Hide the headings over clips that do not fit; returns whether nothing of an item is shown."""
    if item is None or item.data(0, _CLIP):
        return item is None or item.isHidden()
    empty = all([_hide_empty(item.child(n)) for n in range(item.childCount())])
    item.setHidden(empty)
    return empty


def _patient(clip: Clip) -> tuple[str, str]:
    return clip.patient.name, clip.patient.id


def _study(clip: Clip) -> tuple[str, str, str]:
    return clip.study.study_date, clip.study.study_description, clip.study.study_uid


def _newest_first(clips: Iterable[Clip]) -> list[Clip]:
    """Sort clips by study; what bears no date comes last."""
    return sorted(sorted(clips, key=_study), key=lambda c: c.study.study_date, reverse=True)


def _blank(readable: bool) -> QIcon:
    pixmap = QPixmap(_THUMBNAIL)
    pixmap.fill(QColor(theme.CARD if readable else theme.GROUND))
    return QIcon(pixmap)


def _icon(frame: Frame) -> QIcon:
    image = image_of(frame).scaled(
        _THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return picture_icon(QPixmap.fromImage(image))
