"""Write docs/exam.schema.json anew: `.venv/bin/python docs/make_exam_schema.py`."""

from pathlib import Path

from sonostep.storage.exam_schema import exam_schema_bytes

if __name__ == "__main__":
    target = Path(__file__).with_name("exam.schema.json")
    target.write_bytes(exam_schema_bytes())
    print(target.name)
