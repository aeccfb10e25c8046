"""Read ``common/measurement_error.yaml``: what is published of the error of each measure."""

from functools import cache

from sonostep.core.follow_up import ErrorData
from sonostep.core.problem import ProblemError
from sonostep.paths import exam_protocols
from sonostep.protocols.knowledge_file import read_sources
from sonostep.protocols.library import load_vocabulary
from sonostep.protocols.schema.knowledge import Citer
from sonostep.protocols.schema.measurement_error import ErrorFile, error_problems
from sonostep.protocols.validation import read_tree, validate


@cache
def load_error_data() -> ErrorData:
    """Return the published measurement errors.

    Raises:
        ProblemError: when the file is missing or broken.
    """
    common = exam_protocols() / "common"
    tree, sha = read_tree(common / "measurement_error.yaml")
    file = validate(ErrorFile, tree)
    for problem in error_problems(tree, load_vocabulary()):
        raise ProblemError(problem)
    cite = Citer(read_sources(common / "sources.yaml")[0])
    return ErrorData(file.version, sha, tuple(file.responses), tuple(e.core(cite) for e in file.errors))
