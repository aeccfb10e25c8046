"""A final exam is read: the actions that would change it are not offered."""

from sonostep.ui.actions import TOOL_ACTIONS, ActionSet

_CHANGING = frozenset(
    (
        "delete", "paste_shape", "lock_shape", "hide_shape", "show_shapes", "assist", "confirm_point",
        "undo_point", "save_view", "pedal_act", "side_right", "side_left",
    )
)  # fmt: skip


def lock(actions: ActionSet, editable: bool) -> None:
    """Offer drawing and saving, or only looking."""
    arming = {id_ for tool, id_ in TOOL_ACTIONS.items() if tool != "select"}
    for id_ in _CHANGING | arming:
        actions[id_].setEnabled(editable)
