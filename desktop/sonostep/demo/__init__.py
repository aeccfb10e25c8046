"""Scripted demonstration: a robot that works the window as a person would. The only user of QtTest."""
