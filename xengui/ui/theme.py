"""The colours of the program, and which set of them is on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from xengui.ui import stylesheet

POOL_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "red": "#D9483F",
        "orange": "#C46A17",
        "yellow": "#A17F10",
        "green": "#2F9150",
        "teal": "#12898C",
        "blue": "#3F76D9",
        "violet": "#8A62D2",
        "pink": "#C4508F",
        "grey": "#7B8390",
    }
)


class Appearance(Enum):
    """What a person chose in the options."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Every colour under the name of its use, as `#RRGGBB`.

    `text3` is for disabled controls alone: it is too faint to be read against.
    """

    name: str
    dark: bool

    base: str
    window: str
    nav: str
    raised: str
    sunken: str
    hover: str
    select: str
    select_off: str

    border: str
    button: str
    field: str
    border_strong: str
    handle: str
    track: str

    text: str
    text2: str
    text3: str

    accent: str
    accent_hover: str
    on_accent: str
    focus: str
    accent_text: str

    ok: str
    ok_text: str
    ok_soft: str
    warn: str
    warn_text: str
    warn_soft: str
    error: str
    error_text: str
    error_soft: str
    sleep: str
    sleep_text: str
    sleep_soft: str
    idle: str
    info_soft: str
    danger: str
    on_danger: str

    tip: str
    tip_text: str
    tip_link: str
    tip_ok: str

    series: tuple[str, ...]

    def colour(self, token: str) -> QColor:
        """The colour a token or a pool label stands for."""
        return QColor(POOL_LABELS[token] if token in POOL_LABELS else getattr(self, token))

    def tokens(self) -> dict[str, str]:
        """The colours by name, as the stylesheet's template wants them."""
        return {field.name: value for field in fields(self) if isinstance(value := getattr(self, field.name), str)}


LIGHT: Final = Theme(
    name="light",
    dark=False,
    base="#FFFFFF",
    window="#F4F5F7",
    nav="#EFF1F4",
    raised="#FFFFFF",
    sunken="#E8EBEF",
    hover="#E5E8ED",
    select="#D9E6FB",
    select_off="#E1E4E9",
    border="#DADEE4",
    button="#B4BAC4",
    field="#8A929F",
    border_strong="#7E8693",
    handle="#BABFC8",
    track="#E4E7EC",
    text="#1B1F26",
    text2="#555D6A",
    text3="#8A92A0",
    accent="#2563C9",
    accent_hover="#1F55AF",
    on_accent="#FFFFFF",
    focus="#2563C9",
    accent_text="#1D57B5",
    ok="#2B9152",
    ok_text="#1B7239",
    ok_soft="#E2F4E8",
    warn="#B06F00",
    warn_text="#825300",
    warn_soft="#FCF1D8",
    error="#D0382F",
    error_text="#B0241C",
    error_soft="#FCE8E6",
    sleep="#7B57C8",
    sleep_text="#6640B3",
    sleep_soft="#EEE8FB",
    idle="#737B88",
    info_soft="#E6EFFC",
    danger="#C4322A",
    on_danger="#FFFFFF",
    tip="#2A2E35",
    tip_text="#F1F3F6",
    tip_link="#9CC2FF",
    tip_ok="#4CB872",
    series=("#2563C9", "#C2570C", "#16825D", "#9A3FB5", "#94700A", "#C2305E", "#3F7F95", "#6B6F78"),
)

DARK: Final = Theme(
    name="dark",
    dark=True,
    base="#1B1D21",
    window="#24272C",
    nav="#202327",
    raised="#2C3036",
    sunken="#141619",
    hover="#31353C",
    select="#263B61",
    select_off="#373B43",
    border="#363A42",
    button="#525862",
    field="#6B727E",
    border_strong="#757D8A",
    handle="#4C515B",
    track="#3A3F47",
    text="#E4E7EB",
    text2="#A6ADB9",
    text3="#6F7784",
    accent="#3069CE",
    accent_hover="#3570D5",
    on_accent="#FFFFFF",
    focus="#78A8F7",
    accent_text="#86B4FF",
    ok="#4CB872",
    ok_text="#70CF90",
    ok_soft="#1C3527",
    warn="#E0A32E",
    warn_text="#EAB84F",
    warn_soft="#3A2F17",
    error="#EC5F56",
    error_text="#FF928A",
    error_soft="#43211F",
    sleep="#A78BEF",
    sleep_text="#BDA7F7",
    sleep_soft="#302849",
    idle="#8F97A4",
    info_soft="#1F3150",
    danger="#C9423A",
    on_danger="#FFFFFF",
    tip="#3A3F47",
    tip_text="#F1F3F6",
    tip_link="#9CC2FF",
    tip_ok="#4CB872",
    series=("#6FA3F7", "#F0914A", "#4CBF94", "#CB84E0", "#D9B23C", "#F0749A", "#74B6CC", "#A3A8B2"),
)


def _strengthened(theme: Theme, *, text: str, base: str) -> Theme:
    """A theme whose greys are text, whose grounds are one, and whose edges are drawn in full."""
    return replace(
        theme,
        name=f"{theme.name}-contrast",
        base=base,
        window=base,
        nav=base,
        raised=base,
        sunken=base,
        text=text,
        text2=text,
        idle=text,
        border=text,
        button=text,
        field=text,
        border_strong=text,
        handle=text,
    )


LIGHT_CONTRAST: Final = replace(
    _strengthened(LIGHT, text="#000000", base="#FFFFFF"),
    text3="#595959",
    hover="#EDEDED",
    select="#BCD7FF",
    select_off="#DDDDDD",
    track="#C4C4C4",
    accent="#0B3FA8",
    accent_hover="#08317F",
    focus="#0B3FA8",
    accent_text="#0B3FA8",
    ok="#22783F",
    ok_text="#14592C",
    warn="#8F5A00",
    warn_text="#6B4400",
    error_text="#981B14",
    sleep_text="#5632A0",
)

# No blue carries white text and stands out from near black as well: the fill is light and its text dark.
DARK_CONTRAST: Final = replace(
    _strengthened(DARK, text="#FFFFFF", base="#0B0C0E"),
    text3="#A9A9A9",
    hover="#2A2D33",
    select="#1F4788",
    select_off="#3C3F45",
    track="#55585E",
    accent="#9CC2FF",
    accent_hover="#BBD5FF",
    on_accent="#0B0C0E",
    focus="#9CC2FF",
    accent_text="#9CC2FF",
    error="#FF7D75",
    error_text="#FFA9A3",
    sleep_text="#D0BFFA",
)

THEMES: Final = (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)


class _Worn:
    """What is on at the moment; one application, one look."""

    theme: Theme = LIGHT
    key: tuple[Theme, str, int] | None = None
    appearance: Appearance = Appearance.SYSTEM
    high_contrast: bool = False
    listening: bool = False


def current() -> Theme:
    """The theme in use. Whoever paints by hand asks each time, and repaints on `PaletteChange`."""
    return _Worn.theme


def palette(theme: Theme) -> QPalette:
    """The palette for what the stylesheet leaves to Fusion."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    roles = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.base,
        role.Text: theme.text,
        role.PlaceholderText: theme.text2,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.on_accent,
        role.Highlight: theme.select,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.accent_text,
        role.LinkVisited: theme.accent_text,
        role.ToolTipBase: theme.tip,
        role.ToolTipText: theme.tip_text,
        role.Light: theme.raised,
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.button,
        role.Shadow: theme.border_strong,
    }
    made = QPalette()
    for each, value in roles.items():
        made.setColor(each, QColor(value))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        made.setColor(group.Disabled, each, QColor(theme.text3))
    made.setColor(group.Disabled, role.Base, QColor(theme.window))
    made.setColor(group.Inactive, role.Highlight, QColor(theme.select_off))
    return made


def apply(app: QApplication, theme: Theme) -> None:
    """Put a theme on; nothing happens if it is on already, in the same font size."""
    key = (theme, app.font().family(), QFontInfo(app.font()).pixelSize())
    if _Worn.key == key:
        return
    if _Worn.key is None:
        app.setStyle("Fusion")
    _Worn.theme, _Worn.key = theme, key
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet.stylesheet(theme, app.font()))


def choose(app: QApplication, appearance: Appearance, *, high_contrast: bool = False) -> None:
    """Dress the program as chosen, and from now on follow the system where the choice says so.

    High contrast is used when it is chosen here, or when the system asks for it.
    """
    _Worn.appearance, _Worn.high_contrast = appearance, high_contrast
    hints = app.styleHints()
    if not _Worn.listening:
        _Worn.listening = True
        hints.colorSchemeChanged.connect(_follow)
        if hasattr(hints, "accessibility"):
            hints.accessibility().contrastPreferenceChanged.connect(_follow)
    hints.setColorScheme(
        {
            Appearance.SYSTEM: Qt.ColorScheme.Unknown,
            Appearance.LIGHT: Qt.ColorScheme.Light,
            Appearance.DARK: Qt.ColorScheme.Dark,
        }[appearance]
    )
    _follow()


def _follow() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply(app, _wanted(app))


def _wanted(app: QApplication) -> Theme:
    hints = app.styleHints()
    dark = _Worn.appearance is Appearance.DARK or (
        _Worn.appearance is Appearance.SYSTEM and hints.colorScheme() is Qt.ColorScheme.Dark
    )
    contrast = _Worn.high_contrast
    if hasattr(hints, "accessibility"):
        contrast = contrast or hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
    if contrast:
        return DARK_CONTRAST if dark else LIGHT_CONTRAST
    return DARK if dark else LIGHT
