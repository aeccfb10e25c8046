"""The Report tab: words, preview, key images, export, signing."""
