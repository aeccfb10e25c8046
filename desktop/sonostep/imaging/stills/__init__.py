"""Stills (jpg, png, webp, bmp, tif) and folders of numbered stills played as one clip."""
