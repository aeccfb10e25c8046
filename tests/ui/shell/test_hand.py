"""The hand of the demonstration writes what a person would, in either language."""

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from sonostep.demo import robot as hand


@pytest.mark.parametrize("text", ["plain", "a b.c/超音階", "「就是這裡!」 ok", "é→±"])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_any_text_is_written_as_it_is(qtbot, kind, text):
    form, field = QWidget(), kind()
    qtbot.addWidget(form)
    rows = QVBoxLayout(form)
    rows.addWidget(field)
    rows.addWidget(QLineEdit())
    if kind is QPlainTextEdit:
        field.setTabChangesFocus(True)
    form.show()
    hand.write(field, text)
    assert (field.text() if kind is QLineEdit else field.toPlainText()) == text


def test_what_stood_in_a_line_is_replaced(qtbot):
    field = QLineEdit("before")
    qtbot.addWidget(field)
    field.show()
    hand.write(field, "之後")
    assert field.text() == "之後"
