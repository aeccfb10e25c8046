"""The founding case (H-04 to H-23), from the first screen to the signed report, in both languages."""
from pathlib import Path
import pytest
from journeys.conftest import Told
from sonostep.ui.founding_case import FOUNDING

@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_the_founding_case(told: Told, tmp_path: Path, language: str) -> None:
    program, journey = told(language, FOUNDING, "hip_", tmp_path)
    print([p.name for p in journey.pictures], sorted(p.name for p in tmp_path.iterdir()))
    for c in program.window.session.exam.complaints: print(c)
    d = program.window.desk.differential
    for j in d.judgements: print(j.complaint[:4], j.condition, j.segment, j.band)
    print(d.conflicts, d.unexplained)
