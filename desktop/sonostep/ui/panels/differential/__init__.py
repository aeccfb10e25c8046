"""The Differential tab: red flags, conditions with their reasons, summary."""
