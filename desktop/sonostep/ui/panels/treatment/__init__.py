"""The Treatment tab: handout, recorded treatments, follow-up."""
