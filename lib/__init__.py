"""The ground: clock, errors, moments, PDF, API plumbing. Imports no other room."""
