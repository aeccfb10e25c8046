"""The command line as a person uses it: arguments in, exit code and words out, never a traceback."""

import pytest

from sonostep.cli import main


@pytest.fixture
def run(capsys):
    """run(arguments...) -> exit code, stdout, stderr."""

    def run(*arguments):
        code = main([str(a) for a in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run
