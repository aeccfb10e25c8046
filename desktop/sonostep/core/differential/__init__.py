"""Weigh what the physician recorded: knowledge, weighing, ranking, next best step."""

from sonostep.core.differential.knowledge import Knowledge
from sonostep.core.differential.red_flags import clearance, clearance_of
from sonostep.core.differential.scene import feature_key
from sonostep.core.differential.weighing import weigh

__all__ = ["Knowledge", "clearance", "clearance_of", "feature_key", "weigh"]
