"""From stored samples to greys and colours as shown: lookup tables, overlays."""
