"""The protocols that an exam can begin with, and the limits that a step stands under."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sonostep.core.protocol import ProtocolDefinition, Step
from sonostep.core.text import LocalText
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button, Card, Label, WrapButton


def protocol_cards(desk: Desk, own_wanted: Callable[[], object]) -> list[QWidget]:
    """Return a card for each protocol, and the way to one of the user's own."""
    own = Button(translate("Steps", "Use a protocol file of your own…"), "quiet")
    own.clicked.connect(lambda: own_wanted())
    cards = [_card(desk, definition) for definition in desk.library.protocols]
    return [Label(translate("Steps", "Choose a protocol"), "title"), *cards, own]


def _card(desk: Desk, definition: ProtocolDefinition) -> QWidget:
    card = Card()
    button = WrapButton(definition.title.in_language(desk.language), "primary", definition)
    button.picked.connect(desk.use_protocol)
    card.add(button, Label(definition.purpose.in_language(desk.language), "muted"))
    return card


def limits_of(step: Step, desk: Desk) -> LocalText | None:
    """Return the limits of the method, of the protocol that a step is from."""
    own = desk.protocol
    from_ = own if own is not None and step in own.steps else None
    of = from_ or next((d for d in desk.library.protocols if step in d.steps), None)
    return of.limits if of else None
