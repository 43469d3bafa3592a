"""The color and the label of a pool."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 24
"""So many letters stand beside a pool's name and in every header without taking their room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What tells a pool from others. `colour` is "" where it is to be an automatic one, which is `automatic` then;
    `label` is a short text such as "Production"."""

    pool: str
    colour: str = ""
    label: str = ""
    automatic: str = "blue"

    @property
    def shown_colour(self) -> str:
        return self.colour or self.automatic

    @property
    def text(self) -> str:
        """The label as it is kept: in one line and without space around it."""
        return " ".join(self.label.split())

    def problems(self) -> dict[str, str]:
        if len(self.text) > LONGEST:
            return {"label": f"A label has {LONGEST} letters at most."}
        return {}
