"""Wiring only: settings, addresses, Celery, the home page. Nobody imports it."""
