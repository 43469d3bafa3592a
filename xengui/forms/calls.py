"""The calls of a recipe, to look at and to take along as a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xengui.model.call import Call, Earlier
from xengui.queries import call_words
from xengui.queries.call_words import Known
from xengui.queries.script import Server
from xengui.queries.script_curl import curl_script
from xengui.queries.script_python import python_script
from xengui.queries.script_xe import xe_script

LANGUAGES: Final = ("Calls", "xe", "Python", "curl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """What a recipe sends, in order. `objects` names what its references lead to, `server` is where scripts log in."""

    title: str
    calls: tuple[Call, ...]
    objects: Mapping[str, Known]
    server: Server

    def text(self, language: str) -> str:
        """The calls, numbered and with the names of the objects, or as a script in one of the languages."""
        match language:
            case "xe":
                return xe_script(self.calls, self.objects, self.server)
            case "Python":
                return python_script(self.calls, self.objects, self.server)
            case "curl":
                return curl_script(self.calls, self.objects, self.server)
        lines = []
        for place, call in enumerate(self.calls, 1):
            shown = Call(call.method, tuple(_said(param) for param in call.params))
            lines.append(f"{place}. {call_words.in_words(shown, self.objects)}")
        return "\n".join(lines)

    def problems(self) -> dict[str, str]:
        return {}


def _said(param: object) -> object:
    return f"(the result of {param.place + 1})" if isinstance(param, Earlier) else param
