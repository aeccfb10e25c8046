"""The picture: canvas, painters, cine, timeline, and the pane that holds them."""
