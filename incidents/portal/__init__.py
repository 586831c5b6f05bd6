"""The pages of incidents: register, one incident with its tabs, reporting and assessing events."""
