"""``doctor``: check that everything SonoStep needs is here, and say what to do where it is not."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from sonostep import __version__
from sonostep.cli.doctor_checks import DoctorCheck, State, machine, packages, probe, program, qt
from sonostep.cli.output import Out

_SIGNS = {State.GOOD: "ok  ", State.NOTE: "note", State.BAD: "BAD "}


def doctor(options: Namespace, out: Out) -> int:
    """Print one line per check; 1 when something that is needed is broken."""
    checks = tuple(examine())
    healthy = all(c.state is not State.BAD for c in checks)
    if out.as_json:
        listed = [_data(c, out) for c in checks]
        out.data({"version": 1, "sonostep": __version__, "healthy": healthy, "checks": listed})
    else:
        for check in checks:
            _show(check, out)
        out.line(out.words("doctor.healthy" if healthy else "doctor.unhealthy"))
    return 0 if healthy else 1


def examine() -> Iterator[DoctorCheck]:
    """Yield every check, cheapest first."""
    yield from machine()
    yield from packages()
    facts = probe()
    yield from qt(facts)
    yield from program(facts)


def _data(check: DoctorCheck, out: Out) -> dict[str, Any]:
    return {
        "check": check.name,
        "state": check.state.value,
        "detail": check.detail,
        "advice": out.said(check.advice) if check.advice else None,
    }


def _show(check: DoctorCheck, out: Out) -> None:
    out.line(f"{_SIGNS[check.state]}  " + out.pair(out.words(f"doctor.{check.name}"), check.detail))
    if check.advice:
        out.line("      " + out.said(check.advice))
