"""The Complaints tab: each pain separately, with its body map."""
