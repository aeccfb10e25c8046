"""Measurement: geometry, calibration, quantities and formulas."""
