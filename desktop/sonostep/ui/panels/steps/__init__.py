"""The Steps tab: checklist of the protocol and the chosen step."""
