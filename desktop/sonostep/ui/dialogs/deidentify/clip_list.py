"""The clips that are to leave, each with a small picture as it would leave and where its review stands."""

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from sonostep.core.clip import Frame
from sonostep.privacy import Mask
from sonostep.ui.kit import theme
from sonostep.ui.kit.i18n import translate
from sonostep.ui.viewer.canvas import image_of
from sonostep.workflows.deidentify_review import Review, ReviewDecision, masked

_SMALL = QSize(80, 60)


class ReviewList(QListWidget):
    """One line per clip."""

    def __init__(self) -> None:
        super().__init__()
        self.retranslate()
        self.setIconSize(_SMALL)
        self.setWordWrap(True)
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def retranslate(self) -> None:
        """Name the list; its lines follow with ``show_reviews``."""
        self.setAccessibleName(translate("Leaving", "Clips to look at"))

    def show_reviews(self, reviews: tuple[Review, ...]) -> None:
        """Say of each clip where its review stands."""
        while self.count() < len(reviews):
            item = QListWidgetItem(QIcon(_plain()), "")
            item.setSizeHint(QSize(120, _SMALL.height() + 12))
            self.addItem(item)
        for index, review in enumerate(reviews):
            words, colour = state_words(review)
            self.item(index).setText(f"{index + 1}  {review.clip.title}\n{words}")
            self.item(index).setForeground(QColor(colour))

    def show_picture(self, index: int, review: Review, picture: Frame) -> None:
        """Show a clip's small picture, blanked as it would leave."""
        mask = None if review.mask is None else _as_small(review.mask, picture)
        image = image_of(masked(picture, mask)).scaled(
            _SMALL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        icon = QIcon(QPixmap.fromImage(image))
        # the style tints the picture of a selected row otherwise
        icon.addPixmap(QPixmap.fromImage(image), QIcon.Mode.Selected)
        self.item(index).setIcon(icon)


def _as_small(mask: Mask, picture: Frame) -> Mask:
    rows, columns = (
        np.arange(small) * full // small for small, full in zip(picture.shape, mask.shape, strict=False)
    )
    return mask[np.ix_(rows, columns)]


def _plain() -> QPixmap:
    made = QPixmap(_SMALL)
    made.fill(QColor(theme.GROUND))
    return made


def state_words(review: Review) -> tuple[str, str]:
    """Return where a review stands, in words with a mark, and its colour."""
    if review.verdict is ReviewDecision.STAYS:
        return translate("Leaving", "× not exported"), theme.MUTED
    if review.is_document:
        return translate("Leaving", "✓ leaves, its words replaced"), theme.DONE
    if not review.is_picture:
        return translate("Leaving", "× cannot leave"), theme.MUTED
    if review.verdict is ReviewDecision.LEAVES:
        return translate("Leaving", "✓ confirmed"), theme.DONE
    if not (review.has_regions or review.keep):
        return translate("Leaving", "○ needs a keep-box"), theme.WARNING
    return translate("Leaving", "○ to be looked at"), theme.TEXT
