"""A journal of another layout costs its own line in the list of exams, never the others."""

import json
import sqlite3

import pytest

from sonostep.core.exam import Exam
from sonostep.messages import codes
from sonostep.storage import create_journal, list_exams
from sonostep.storage import database as db


def begun(folder, id_):
    journal, _ = create_journal(folder, Exam(id_, f"2025-01-0{len(id_)}T09:00:00+08:00"))
    journal.close()
    return journal.path


def change(path, *statements):
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(*statement)
    connection.close()


def restate(path, change_sections):
    """Write other sections with a seal that fits, as another version would have."""
    with sqlite3.connect(path) as connection:
        position, edit, sections = connection.execute("SELECT position, edit, sections FROM state").fetchone()
        made = json.dumps(change_sections(json.loads(sections)))
        row = (position, edit, made)
        connection.execute("UPDATE state SET sections = ?, sha = ?", (made, db.seal(*row)))
    connection.close()


def without(name):
    return lambda sections: {k: v for k, v in sections.items() if k != name}


LAYOUTS = {
    "no state": lambda p: restate(p, without("state")),
    "no clips": lambda p: restate(p, without("clips")),
    "an unknown field": lambda p: restate(p, lambda s: {**s, "colour": s["id"]}),
    "sections in a list": lambda p: restate(p, list),
    "sections as a number": lambda p: restate(p, lambda s: 3),
    "hashes as numbers": lambda p: restate(p, lambda s: dict.fromkeys(s, 7)),
    "one field for another": lambda p: restate(p, lambda s: {**s, "state": s["clips"], "id": s["clips"]}),
    "no table of the present": lambda p: change(p, ("DROP TABLE present",)),
    "another column": lambda p: change(p, ("ALTER TABLE state RENAME COLUMN sections TO exam",)),
    "an older version": lambda p: change(p, ("PRAGMA user_version = 0",), ("DROP TABLE state",)),
    "a newer version": lambda p: change(p, ("PRAGMA user_version = 99",)),
    "another program's": lambda p: change(p, ("PRAGMA application_id = 1",)),
    "no database": lambda p: p.write_bytes(b"not a database at all, but long enough to look at" * 40),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_others_are_listed_all_the_same(tmp_path, layout):
    begun(tmp_path, "a")
    other = begun(tmp_path, "bb")
    LAYOUTS[layout](other)
    begun(tmp_path, "ccc")
    listed = list_exams(tmp_path)
    assert [e.id for e in listed if e.problem is None and e.path != other] == ["ccc", "a"]
    odd = [e for e in listed if e.path == other]
    assert all(e.problem is None or e.problem.code in codes() for e in odd)
    assert layout == "an unknown field" or [e.problem for e in odd] != [None]
