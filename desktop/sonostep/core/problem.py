"""Problems: what went wrong, as a code and its parameters; the sentences live in resources/messages."""

from collections.abc import Mapping
from dataclasses import dataclass

from sonostep.core.text import plain_text


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
        """Build a problem from keyword parameters, each turned into text without control characters: the name
        of a file, or a word in it, may hold commands to a terminal.
        """
        return cls(
            code, tuple(sorted((name, plain_text(str(value), lines=True)) for name, value in params.items()))
        )

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
