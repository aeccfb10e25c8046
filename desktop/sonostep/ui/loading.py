"""Load protocols, vocabulary and knowledge, off the main thread; and what is done once all is loaded."""

import gc
from typing import TYPE_CHECKING, Final

from sonostep.core.problem import Problem

if TYPE_CHECKING:
    from sonostep.ui.desk import Library

_THRESHOLDS: Final = (700, 10, 10)
"""Python's own."""


def load_library() -> "tuple[Library, tuple[Problem, ...]]":
    """Return what exams are led and weighed by, and what is wrong with protocols that were left out.

    Raises:
        ProblemError: when vocabulary or knowledge cannot be read.
    """
    from sonostep.paths import user_home
    from sonostep.protocols import knowledge_at_hand, list_protocols, load_vocabulary
    from sonostep.ui.desk import Library

    found = list_protocols(user_home() / "protocols")
    problems = tuple(f for f in found if isinstance(f, Problem))
    protocols = tuple(f for f in found if not isinstance(f, Problem))
    knowledge, refused = knowledge_at_hand(user_home() / "knowledge")
    return Library(load_vocabulary(), protocols, knowledge), (*problems, *refused)


def look_for_garbage_again() -> None:
    """End what ``cli.windows.hasten`` began: Python looks for cyclic garbage as often as it does by itself.

    Never again among what was made by now, though: that stays, and to walk it takes long.
    """
    if gc.get_threshold()[0] > _THRESHOLDS[0]:
        gc.freeze()
        gc.set_threshold(*_THRESHOLDS)
