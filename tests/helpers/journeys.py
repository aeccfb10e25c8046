"""What the journey tests share."""

from collections.abc import Callable
from pathlib import Path

from sonostep.app import Program
from sonostep.demo.case import DemoCase
from sonostep.demo.walkthrough import Journey

Told = Callable[[str, DemoCase, str, Path], tuple[Program, Journey]]
"""Tell a case's journey in a language, on the clips whose name begins so, into a folder."""
