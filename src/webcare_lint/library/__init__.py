"""Canned responses where they live: readers for the exports of care tools, with exact positions and edits in place."""

from webcare_lint.library.branches import Variant, branches
from webcare_lint.library.edits import Edited, apply_edits, edited
from webcare_lint.library.entry import Edit, Entry, Library, Skipped
from webcare_lint.library.sources import SOURCES, read_library
from webcare_lint.placeholders import Placeholder

__all__ = [
    "SOURCES",
    "Edit",
    "Edited",
    "Entry",
    "Library",
    "Placeholder",
    "Skipped",
    "Variant",
    "apply_edits",
    "branches",
    "edited",
    "read_library",
]
