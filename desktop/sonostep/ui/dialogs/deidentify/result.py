"""Result of a de-identification: what left, where to, what was taken out, and what stayed behind."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from sonostep.core.text import Language
from sonostep.messages import sentence
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.widgets import Button, Card, Label, Scroll, row
from sonostep.workflows.deidentify import DeidentifiedCopies, removed

_KINDS = {
    "removed": N("Leaving", "attributes removed"),
    "emptied": N("Leaving", "attributes emptied"),
    "replaced": N("Leaving", "attributes replaced"),
    "uid": N("Leaving", "UIDs mapped"),
    "private": N("Leaving", "private attributes dropped"),
    "unknown": N("Leaving", "unknown attributes dropped"),
    "swept": N("Leaving", "texts emptied that named somebody elsewhere"),
    "date shift": N("Leaving", "dates shifted"),
    "date keep": N("Leaving", "dates kept"),
}


class Result(Scroll):
    """The result of one export."""

    def __init__(self, copies: DeidentifiedCopies, language: Language) -> None:
        super().__init__(margin=0)
        self.copies = copies
        self.fill([self._files(copies), *self._removed(copies), *self._behind(copies, language)])

    def _files(self, copies: DeidentifiedCopies) -> QWidget:
        gone = [_named(o.files) for o in copies.outcomes if o.files]
        card = Card()
        said = translate("Leaving", "{gone} of {all} written")
        title = said.format(gone=len(gone), all=len(copies.outcomes))
        self.back = Button(translate("Leaving", "Back to the pictures"), "")
        self.open_folder = Button(translate("Leaving", "Open folder"), "")
        self.open_folder.clicked.connect(self._open)
        card.add(Label(title, "value"), Label(str(copies.folder)), Label("\n".join(gone), "muted"))
        log = translate("Leaving", "deidentified.json says what was done, without a name.")
        card.add(Label(log, "small"), row(self.open_folder, self.back, 1))
        return card

    def _removed(self, copies: DeidentifiedCopies) -> list[QWidget]:
        card = Card(spacing=3)
        card.add(Label(translate("Leaving", "WHAT WAS TAKEN OUT"), "heading"))
        counts = removed(copies.outcomes)
        for kind, words in _KINDS.items():
            if counts.get(kind):
                card.add(Label(f"{counts[kind]}  {translate('Leaving', words)}"))
        files = [f for o in copies.outcomes for f in o.files]
        if any(f.endswith((".mp4", ".png")) for f in files):
            videos = translate("Leaving", "Sound, subtitles and container data of videos and stills")
            card.add(Label(videos))
        if files:
            pixels = translate("Leaving", "Everything in the pictures outside regions and keep-boxes")
            card.add(Label(pixels))
        return [card] if files else []

    def _behind(self, copies: DeidentifiedCopies, language: Language) -> list[QWidget]:
        behind = [(o.number, o.problem) for o in copies.outcomes if o.problem is not None]
        card = Card(spacing=3)
        card.add(Label(translate("Leaving", "WHAT STAYED BEHIND"), "heading"))
        for number, problem in behind:
            card.add(Label(f"{number}  {sentence(problem, language)}", "warning"))
        return [card] if behind else []

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.copies.folder)))


def _named(files: tuple[str, ...]) -> str:
    """One name, or the first and the last of several."""
    return files[0] if len(files) == 1 else f"{files[0]} … {files[-1]}"
