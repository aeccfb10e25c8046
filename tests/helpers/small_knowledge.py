"""A small vocabulary and knowledge, by hand, to see one rule at a time."""

from dataclasses import replace

from sonostep.core.differential.knowledge import (
    Burden,
    ConditionDef,
    ConditionKind,
    Contradiction,
    Evidence,
    FlagRule,
    Knowledge,
    Prior,
    Ratio,
    Setting,
    Tuning,
)
from sonostep.core.differential.operators import AllOf, Concordant, FeatureIs, FindingIs, Operator, RouteHas
from sonostep.core.differential.result import SourceKind
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import (
    AnswerKind,
    FeatureGroup,
    FlagLevel,
    Option,
    Question,
    Site,
    Vocabulary,
)
from sonostep.core.text import LocalText

P, A = FindingState.PRESENT, FindingState.ABSENT
R, L = Side.RIGHT, Side.LEFT


def t(text: str) -> LocalText:
    return LocalText(text, text)


YES_NO = (Option("positive", t("positive"), P), Option("negative", t("negative"), A))
ONE_WAY = (Option("seen", t("seen"), P),)
QUESTIONS = (
    Question("stop", t("stop"), flag=FlagLevel.STOP),
    Question("prompt", t("prompt"), flag=FlagLevel.PROMPT),
    Question("red_flag_clearance", t("clearance"), sites=("stop", "rule")),
    Question("press", t("press"), sided=True, asks_complaint=True),
    Question("load", t("load"), sided=True, asks_complaint=True),
    Question("sign", t("sign")),
    Question("sensory", t("sensory"), sided=True, sites=("L4", "L5")),
    Question("block", t("block"), kind=AnswerKind.CHOICE, options=YES_NO, asks_complaint=True),
    Question("one_way", t("one way"), kind=AnswerKind.CHOICE, options=ONE_WAY),
    Question("needle", t("needle")),
    Question("look", t("look"), sided=True, sites=("here", "there"), ultrasound=True),
    Question("probe", t("probe"), sided=True, sites=("here", "there"), asks_complaint=True),
)
VOCABULARY = Vocabulary(
    "1", "hash", QUESTIONS,
    (FeatureGroup("all", t("all"), (("numb", t("numb")), ("rising", t("rising")))),),
    (Site("here", t("here")), Site("outer_hip", t("outer hip"))),
)  # fmt: skip


def item(
    id_: str, when: Operator, present: float | None = 2.0, absent: float | None = 0.5, **more: object
) -> Evidence:
    """An item with unpublished intervals."""
    made = Evidence(
        id_, t(id_), when, Ratio(present) if present is not None else None,
        Ratio(absent) if absent is not None else None, SourceKind.DESIGN_CHOICE, "ADR",
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


ITEMS = (
    item("press", FindingIs("press", familiar=True), group="pressure"),
    item(
        "both",
        AllOf((FindingIs("press", familiar=True), FindingIs("load", familiar=True))),
        8.0,
        None,
        group="pressure",
    ),
    item("sign", FindingIs("sign")),
    item("numb", FeatureIs("numb")),
    item("route", RouteHas(("outer_hip",))),
    item("look", Concordant("look", ("here", "there"), "probe"), 3.0, 0.4),
)


def knowledge(*conditions: ConditionDef) -> Knowledge:
    burdens = (
        Burden(
            "cheap",
            1.0,
            (
                "press",
                "load",
                "sign",
                "numb",
                "rising",
                "sensory",
                "look",
                "probe",
                "block",
                "one_way",
                "prompt",
            ),
        ),
        Burden("never", None, ("needle",)),
    )
    setting = Setting("clinic", t("clinic"), (Prior("hip", 0.75, 0.6, 0.9, "R1", RouteHas(("outer_hip",))),))
    rule = FlagRule("rule", t("rule"), FlagLevel.STOP, AllOf((FindingIs("prompt"), FeatureIs("numb"))), "R1")
    odd = Contradiction("odd", t("both cannot be"), AllOf((FeatureIs("numb"), FeatureIs("rising"))))
    made = conditions or (ConditionDef("hip", t("hip"), ConditionKind.MAIN, ITEMS),)
    return Knowledge("k", "1", "hash", Tuning(), made, (setting,), burdens, (rule,), (odd,))


def finding(
    id_: str, state: FindingState = P, side: Side | None = None, site: str = "", **more: object
) -> Finding:
    return Finding(FindingKey(id_, side, site), state, **more)  # type: ignore[arg-type]


def complaint(
    id_: str = "A", side: Side | None = R, route: tuple[str, ...] = (), **features: FindingState
) -> Complaint:
    return Complaint(id_, id_, side, route, tuple(Feature(k, v) for k, v in features.items()))


def exam(*findings: Finding, complaints: tuple[Complaint, ...] = (complaint(),), **more: object) -> Exam:
    return Exam("x", "2026-01-01T00:00:00+00:00", complaints=complaints, findings=findings, **more)  # type: ignore[arg-type]
