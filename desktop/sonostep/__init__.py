"""SonoStep: a companion for the musculoskeletal ultrasound visit."""

__version__ = "0.1.0"
