"""Chooses the certificate that signs, where the physician has one. Its passphrase is kept nowhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Label, row

if TYPE_CHECKING:
    from sonostep.workflows.finalise import CertificateFile


class CertificateChoice(QWidget):
    """The choice of a certificate.

    A file and the field for its passphrase, shown once a file is chosen; ``chosen`` says whether.
    """

    chosen = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        choose = translate("Signing", "Sign the PDF with a certificate…")
        self.choose = Button(choose, "quiet")
        self.choose.clicked.connect(self._ask)
        self.without = Button(translate("Signing", "Without certificate"), "quiet")
        self.without.clicked.connect(self.forget)
        self.named = Label("", "muted")
        asked = translate("Signing", "Passphrase of the certificate")
        self.passphrase = LineEdit()
        self.passphrase.setEchoMode(LineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(asked)
        self.passphrase.setPlaceholderText(asked)
        for part in (row(self.choose, self.without, 1), self.named, self.passphrase):
            column.addWidget(part)
        self.forget()

    def file(self) -> "CertificateFile | None":
        """Return what is chosen, with the passphrase as it stands, or None."""
        from sonostep.workflows.finalise import certificate_file

        return certificate_file(self._path, self.passphrase.text()) if self._path else None

    def take(self, path: str) -> None:
        """Choose a file."""
        self._path = Path(path)
        self._show()
        self.passphrase.setFocus()

    def take_over(self, other: "CertificateChoice") -> None:
        """Choose what another choice holds, before that one goes: file and passphrase."""
        if other._path is not None:
            self._path = other._path
            self._show()
            self.passphrase.setText(other.passphrase.text())

    def forget(self) -> None:
        """Sign without a certificate."""
        self._path = None
        self._show()

    def forget_passphrase(self) -> None:
        """Empty the field: it was used."""
        self.passphrase.clear()

    def _show(self) -> None:
        self.passphrase.clear()
        chosen = self._path is not None
        for part in (self.named, self.passphrase, self.without):
            part.setVisible(chosen)
        self.chosen.emit(chosen)
        name = self._path.name if self._path else ""
        self.named.setText(translate("Signing", "Certificate file: {name}").format(name=name))

    def _ask(self) -> None:
        title = translate("Signing", "Choose a certificate")
        kinds = translate("Signing", "Certificate with key (*.p12 *.pfx)")
        dialog = QFileDialog(self.window(), title, str(Path.home()), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
