"""The fixed texts of the window of de-identified copies: each is written again when the language changes."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label, Segmented


class DeidentifyTexts:
    """Remembers which widget says what; texts are marked with ``N("Leaving", ...)``."""

    def __init__(self) -> None:
        self._written: list[tuple[Callable[[str], None], str]] = []

    def write(self, setter: Callable[[str], None], source: str) -> None:
        """Write a text now, and whenever it is said again."""
        self._written.append((setter, source))
        setter(translate("Leaving", source))

    def again(self) -> None:
        """Write every text in the language of the moment."""
        for setter, source in self._written:
            setter(translate("Leaving", source))

    def name(self, widget: QWidget, source: str) -> None:
        """Name a widget for those who do not see it."""
        self.write(widget.setAccessibleName, source)

    def button(self, source: str, role: str = "", name: str = "") -> Button:
        """Return a button that says it, and is called so where it has no other name."""
        made = Button("", role)
        self.write(made.setText, source)
        self.name(made, name or source)
        return made

    def label(self, source: str, role: str, *, wrap: bool = True) -> Label:
        """Return a label that says it."""
        made = Label("", role, wrap=wrap)
        self.write(made.setText, source)
        return made

    def segmented(self, choices: tuple[tuple[object, str], ...], what: str) -> Segmented:
        """Return a row of choices; ``what`` names that which is chosen."""
        made = Segmented(tuple((value, "") for value, _ in choices), "", "")
        for value, source in choices:
            self.write(partial(_say_choice, made.buttons[value], what), source)
        return made


def _say_choice(button: Button, what: str, text: str) -> None:
    button.setText(text)
    button.setAccessibleName(f"{translate('Leaving', what)}: {text}")
