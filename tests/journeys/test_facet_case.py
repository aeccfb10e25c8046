from pathlib import Path
import pytest
from journeys.conftest import Told
from sonostep.ui.facet_case import FACET

@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_the_facet_case(told: Told, tmp_path: Path, language: str) -> None:
    program, journey = told(language, FACET, "lumbar_", tmp_path)
    print([p.name for p in journey.pictures], sorted(p.name for p in tmp_path.iterdir()))
    d = program.window.desk.differential
    for j in d.judgements: print(j.complaint[:4], j.condition, j.segment, j.band)
    print(d.conflicts, d.unexplained)
