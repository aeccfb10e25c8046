"""A case that the journey enters: the pains, the answers and what is written, nothing of the window."""

from dataclasses import dataclass

from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingState, Side
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class Pain:
    """One pain as the patient tells it.

    Attributes:
        route: sites of the body, in the order in which the pain runs.
        present, absent: features that are said, and denied.
        score: 0 to 10, or None where it is not told.
        words: in the patient's own words.
        since: since when.
    """

    route: tuple[str, ...]
    present: tuple[str, ...]
    absent: tuple[str, ...] = ()
    side: Side = Side.RIGHT
    score: int | None = None
    words: LocalText | None = None
    since: LocalText | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one question.

    Attributes:
        step, question, site: where it is asked, what, and of which site.
        state: what is pressed where states are asked.
        choice: the option that is pressed where options are.
        value: what is written where a number is.
        reproduces: labels of the complaints that it speaks to.
        tied: whether it is tied to the frame in view.
        note: what is written beside it.
    """

    step: str
    question: str
    site: str = ""
    state: FindingState | None = FindingState.PRESENT
    choice: str = ""
    value: float | None = None
    reproduces: str = ""
    tied: bool = False
    note: LocalText | None = None


def without_finding(step: str, *questions: str, sites: tuple[str, ...] = ("",)) -> tuple[Reply, ...]:
    """Return what is answered of tests that were done and showed nothing, each by its own press."""
    return tuple(Reply(step, q, site, FindingState.ABSENT) for q in questions for site in sites)


NEURO_TESTS = (
    "reflex_knee", "reflex_ankle", "slr", "crossed_slr", "femoral_stretch", "romberg", "wide_gait",
    "stocking_sensory", "sensory_lateral_thigh", "tinel_lateral_femoral", "pulses_reduced",
)  # fmt: skip
"""The tests of the neurological examination that are there or not; beside strength and sensation."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why a view was not saved."""

    state: ViewState
    reason: LocalText


@dataclass(frozen=True, slots=True)
class DemoCase:
    """A whole case.

    Attributes:
        id: names it on the command line of the picture book.
        protocols: worked through one after the other.
        replies: in the order in which they are given within each step.
        rest_absent: steps in which all else was asked of the patient and is not there.
        excuses: by step and view; a required view without a clip and without one is skipped.
        skipped: what is said of these.
        looked_at: steps that are read, though nothing is answered in them.
        first: label of the pain that is treated first; said in the summary.
        last: steps that are left for the last of several protocols.
        final: whether it is signed, with the name under ``physician``.
        stages: what is pictured; everything where empty.
    """

    id: str
    protocols: tuple[str, ...]
    pains: tuple[Pain, ...]
    replies: tuple[Reply, ...]
    impression: LocalText
    plan: LocalText
    side: Side = Side.RIGHT
    rest_absent: tuple[str, ...] = ("red_flags",)
    excuses: tuple[tuple[str, str, Excuse], ...] = ()
    looked_at: tuple[str, ...] = ()
    first: str = ""
    last: tuple[str, ...] = ()
    final: bool = False
    physician: LocalText = LocalText("", "")
    stages: tuple[str, ...] = ()

    def replies_in(self, step: str) -> tuple[Reply, ...]:
        """Return what is answered in a step."""
        return tuple(r for r in self.replies if r.step == step)

    def excuse(self, step: str, view: str) -> Excuse | None:
        """Return why a view is not saved, or None."""
        return next((e for s, v, e in self.excuses if (s, v) == (step, view)), None)
