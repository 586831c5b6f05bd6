"""The sections of the post-incident report: each turns a part of its content into blocks."""
