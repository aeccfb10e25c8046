"""Load protocols, vocabulary and knowledge, off the main thread."""

from typing import TYPE_CHECKING

from sonostep.core.problem import Problem

if TYPE_CHECKING:
    from sonostep.ui.desk import Library


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
