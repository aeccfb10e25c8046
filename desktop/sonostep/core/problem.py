"""Problems: what went wrong, as a code and its parameters; the sentences live in resources/messages."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, named by code so that it can be said in either language.

    Attributes:
        code: key of the sentence in ``resources/messages/*.yaml``.
        params: name and text of each placeholder of that sentence, sorted by name.
    """

    code: str
    params: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **params: object) -> "Problem":
        """Build a problem from keyword parameters, each turned into text."""
        return cls(code, tuple(sorted((name, str(value)) for name, value in params.items())))

    @property
    def mapping(self) -> Mapping[str, str]:
        """The parameters by name."""
        return dict(self.params)


class ProblemError(Exception):
    """Raised where an operation cannot go on; carries what a person is told."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code, problem.params)
        self.problem = problem

    @classmethod
    def of(cls, code: str, **params: object) -> "ProblemError":
        """Build the error and its problem in one call."""
        return cls(Problem.of(code, **params))
