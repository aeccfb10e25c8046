"""The study browser: patient, study, clip, with thumbnails that come when they are ready."""

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from sonostep.core.clip import Clip, Frame
from sonostep.core.exam import Exam
from sonostep.core.problem import Problem
from sonostep.messages import sentence
from sonostep.session import Session, ViewChange
from sonostep.ui import theme
from sonostep.ui.main_thread import MainThread
from sonostep.ui.viewer.canvas import image_of
from sonostep.ui.viewer.loading import CLIP_MIME, FrameLoaderLike
from sonostep.ui.viewer.style import picture_icon
from sonostep.ui.viewer.subscriptions import Subscriptions

_CLIP = Qt.ItemDataRole.UserRole
_THUMBNAIL = QSize(72, 54)
_WORDS = 92
"""Pixels that a narrow column leaves for a clip's words beside its picture."""


class StudyBrowser(QTreeWidget):
    """Lists the session's clips; pressing one, or Enter on it, shows it.

    A clip that cannot be read stays in the list with its reason. Call ``refresh`` after clips were added
    that the exam does not record, which are the unreadable ones.
    """

    def __init__(self, session: Session, loader: FrameLoaderLike, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("study_browser")
        self._session, self._loader = session, loader
        self._door = MainThread(self)
        self._thumbnails: dict[str, QIcon] = {}
        self._asked: set[str] = set()
        self._items: dict[str, QTreeWidgetItem] = {}
        self._listed: tuple[Clip, ...] = ()
        self.setHeaderHidden(True)
        self.setIconSize(_THUMBNAIL)
        self.setIndentation(6)
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self.setDragEnabled(True)
        self.itemClicked.connect(self._open)
        self.itemActivated.connect(self._open)
        self._subscriptions = Subscriptions(self)
        self._subscriptions.listen(session, self._exam_changed, self._view_changed)
        self._retranslate()

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
        self._follow()

    def _heading(self, parent: "QTreeWidget | QTreeWidgetItem", words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [words])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setToolTip(0, words)
        return item

    def _add(self, branch: QTreeWidgetItem, clip: Clip) -> None:
        item = QTreeWidgetItem(branch, [self._clip_words(clip)])
        item.setData(0, _CLIP, clip.id)
        item.setToolTip(0, self._clip_words(clip))
        item.setSizeHint(0, QSize(120, self._height(self._clip_words(clip))))
        if clip.problems and not clip.readable:
            item.setForeground(0, QColor(theme.WARNING))
        self._items[clip.id] = item
        item.setIcon(0, self._thumbnails.get(clip.id, _blank(clip.readable)))
        if clip.readable and clip.id not in self._asked:
            self._asked.add(clip.id)
            self._ask(clip)

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
                item.setText(0, f"{item.text(0)}\n⚠ {sentence(result, self._session.view.language)}")
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
        language = self._session.view.language
        lines = [clip.title or clip.path.replace("\\", "/").rsplit("/", 1)[-1]]
        if clip.readable:
            lines.append(self.tr("%n frame(s)", "", clip.frames))
            lines += [f"⚠ {len(clip.problems)}"] if clip.problems else []
        else:
            lines += [f"⚠ {sentence(p, language)}" for p in clip.problems[:1]]
        return "\n".join(lines)

    # acting and following

    def _open(self, item: QTreeWidgetItem) -> None:
        id_ = item.data(0, _CLIP)
        if id_ and id_ != self._session.view.clip:
            self._session.look(clip=id_, frame=1, selected="")

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if before.clips is not after.clips:
            self.refresh()

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
