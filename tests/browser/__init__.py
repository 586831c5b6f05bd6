"""The portal in Chromium, as people use it: sentences of the domain above, pages and their checks below."""
