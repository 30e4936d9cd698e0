"""Requirements: what one investor needs, and the regions that they name."""

import json
from collections.abc import Iterable, Mapping
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any, Self

from panhuo import _native
from panhuo._arguments import check_text_list
from panhuo._display import page
from panhuo._files import read_text
from panhuo._i18n import pick
from panhuo._native import Constraint, Preference
from panhuo.errors import InvalidArgumentError


class Requirement:
    """What one investor needs: constraints that must hold, preferences that score.

    Args:
        name: What it is called.
        investor: Who asks.
        kinds: The requested kinds of site, such as ``"idle_factory"``; none means all.
        must: Constraints, such as ``ph.floor_area >= "8000 ㎡"``.
        prefer: Preferences, such as ``ph.power.rising("315 kVA", "1000 kVA", weight=3)``.

    Raises:
        NotFoundError: If there is no such kind.
        TypeError: If `must` or `prefer` holds something else, or one of the three is no list.

    Example:
        >>> import panhuo as ph
        >>> ph.Requirement(
        ...     name="铸造",
        ...     kinds=["idle_factory"],
        ...     must=[(ph.price <= "3000 万元").relaxed_at(1)],
        ...     prefer=[ph.ceiling_height.rising("6 m", "9 m")],
        ... )
        铸造：要闲置厂房；必须价格 ≤ 3000 万元（可放宽次序 1）；优先条件层高 6 m ↗ 9 m（权重 1）。
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        name: str,
        *,
        investor: str = "",
        kinds: Iterable[str] = (),
        must: Iterable[Constraint] = (),
        prefer: Iterable[Preference] = (),
    ) -> None:
        """Makes a requirement; contradictions are left to `check` and to matching."""
        for word, parts in (("must", must), ("prefer", prefer)):
            if isinstance(parts, Constraint | Preference):
                message = pick(
                    f"`{word}` 应为列表，例如 [{parts!r}]",
                    f"`{word}` is a list such as [{parts!r}]",
                )
                raise TypeError(message)
        kind_names = check_text_list("`kinds`", kinds)
        self._native = _native.Requirement(name, investor, kind_names, list(must), list(prefer))

    @classmethod
    def _wrap(cls, native: _native.Requirement) -> Self:
        requirement = cls.__new__(cls)
        requirement._native = native
        return requirement

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads the JSON form that `to_json` writes; unknown keys are refused.

        Raises:
            InvalidRequirementError: With the line, the column and what was expected there.

        Example:
            >>> import panhuo as ph
            >>> ph.Requirement.from_json('{"version": 1, "name": "anything"}').name
            'anything'
        """
        return cls._wrap(_native.Requirement.from_json(text))

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> Self:
        """Reads a JSON file.

        Raises:
            SourceError: If the file cannot be read.
            InvalidRequirementError: As `from_json`.
        """
        return cls.from_json(read_text(Path(path)))

    def to_json(self) -> str:
        """Writes the JSON form, indented; `from_json` gives an equal requirement back.

        Example:
            >>> import panhuo as ph
            >>> farm = ph.Requirement("农庄", must=[ph.site_area >= "20 亩"])
            >>> ph.Requirement.from_json(farm.to_json()) == farm
            True
        """
        return self._native.to_json()

    def check(self) -> None:
        """Finds contradictions before any site is read; matching does so too.

        Raises:
            InvalidRequirementError: With all constraints that cannot hold together.

        Example:
            >>> import panhuo as ph
            >>> nobody = [ph.floor_area >= "8000 ㎡", ph.floor_area <= "5000 ㎡"]
            >>> ph.Requirement("nobody", must=nobody).check()
            Traceback (most recent call last):
            panhuo.errors.InvalidRequirementError: nobody：需求自相矛盾：“建筑面积 ≥ 8000 ㎡”与\
“建筑面积 ≤ 5000 ㎡”不能同时满足
        """
        self._native.check()

    @property
    def name(self) -> str:
        """What it is called."""
        return self._native.name

    @property
    def investor(self) -> str:
        """Who asks; may be empty."""
        return self._native.investor

    @property
    def kinds(self) -> list[str]:
        """The requested kinds of site; none means all."""
        return self._native.kinds

    @property
    def must(self) -> list[Constraint]:
        """What must hold, in order."""
        return self._native.must

    @property
    def prefer(self) -> list[Preference]:
        """What scores, in order."""
        return self._native.prefer

    def __eq__(self, other: object) -> bool:
        """Whether the other asks for the same in the same order."""
        return isinstance(other, Requirement) and self._native == other._native

    __hash__ = None  # type: ignore[assignment]

    def for_audience(self, audience: str) -> Self:
        """What an audience may read of it; one of which something is withheld is not matched.

        Args:
            audience: ``"investor"``: constraints and preferences on attributes of the bureau's own
                are withheld; or ``"bureau"``: everything.

        Raises:
            InvalidArgumentError: For another audience.

        Example:
            >>> import panhuo as ph
            >>> ph.Requirement("冷库", must=[ph.total_debt <= "500 万元"]).for_audience("investor")
            冷库：要所有类型；必须内部核查项。
        """
        return self._wrap(self._native.for_audience(audience))

    def _parts(self) -> tuple[str, list[str], list[str], list[str]]:
        """Heading, kinds, constraints and preferences in the language of the moment."""
        investor = self.investor
        heading = self.name + (pick(f"（{investor}）", f" ({investor})") if investor else "")
        labels = _native.kinds()
        kinds = [labels[kind] for kind in self.kinds]
        must = [
            each.describe()
            + (_note("可放宽次序", "relaxed as no.", each.relax) if each.relax else "")
            for each in self.must
        ]
        prefer = [
            each.describe() + _note("权重", "weight", f"{each.weight:g}") for each in self.prefer
        ]
        return heading, kinds, must, prefer

    def __repr__(self) -> str:
        """A sentence in the display language."""
        heading, kinds, must, prefer = self._parts()
        every = pick("所有类型", "sites of every kind")
        parts = [pick("要", "wants ") + (pick("、", ", ").join(kinds) or every)]
        if must:
            parts.append(pick("必须", "must have ") + pick("，", ", ").join(must))
        if prefer:
            parts.append(pick("优先条件", "prefers ") + pick("，", ", ").join(prefer))
        return heading + pick("：", ": ") + pick("；", "; ").join(parts) + pick("。", ".")

    def _repr_html_(self) -> str:
        return page(self._html())

    def _html(self) -> str:
        """Heading and lists."""
        heading, kinds, must, prefer = self._parts()
        lists = [
            (pick("类型", "Kinds"), kinds),
            (pick("必须", "Must have"), must),
            (pick("优先条件", "Preferences"), prefer),
        ]
        body = "".join(
            f"<dt>{escape(title)}</dt>" + "".join(f"<dd>{escape(line)}</dd>" for line in lines)
            for title, lines in lists
            if lines
        )
        return f"<p><strong>{escape(heading)}</strong></p><dl>{body}</dl>"


def _note(zh: str, en: str, what: object) -> str:
    return pick(f"（{zh} {what}）", f" ({en} {what})")


def native_of(requirement: Requirement) -> _native.Requirement:
    """The native half.

    Raises:
        TypeError: If it is no requirement.
    """
    if not isinstance(requirement, Requirement):
        message = pick(
            f"需求应为 `ph.Requirement`，不能是 {type(requirement)}",
            f"a requirement is a `ph.Requirement`, not {type(requirement)}",
        )
        raise TypeError(message)
    return requirement._native


Polygon = str | Mapping[str, Any] | Any
"""GeoJSON as text or a mapping, or anything with `__geo_interface__`, such as a shapely polygon."""


def _geometry(polygon: Polygon) -> str | None:
    """The GeoJSON text of a polygon, or of the only feature of several."""
    if polygon is None or isinstance(polygon, str):
        return polygon
    form = getattr(polygon, "__geo_interface__", polygon)
    if not isinstance(form, Mapping):
        message = pick(
            f"多边形应为 GeoJSON 或有 `__geo_interface__` 的对象，不能是 {type(polygon)}",
            f"a polygon is GeoJSON, or has `__geo_interface__`, not {type(polygon)}",
        )
        raise TypeError(message)
    if form.get("type") == "FeatureCollection":
        features = form.get("features") or []
        if len(features) != 1:
            message = pick(
                f"`polygon` 应只含一个要素，给出的有 {len(features)} 个",
                f"polygon: a region is one feature, not a collection of {len(features)}",
            )
            raise InvalidArgumentError(message)
        form = features[0]
    try:
        geometry = form.get("geometry") if form.get("type") == "Feature" else form
        return json.dumps(geometry, allow_nan=False)
    except (TypeError, ValueError) as error:
        message = pick(
            f"`polygon` 不是合法的 GeoJSON：{error}", f"`polygon` is not valid GeoJSON: {error}"
        )
        raise InvalidArgumentError(message) from error


def inside(*, layer: str | None = None, polygon: Polygon = None) -> Constraint:
    """The site must lie wholly in a region: its footprint, or its position if it has none.

    Args:
        layer: The name of a layer of landmarks that are polygons.
        polygon: GeoJSON as text or as a dict, or a shapely polygon; degrees in WGS84.

    Raises:
        InvalidArgumentError: Unless exactly one is given and the polygon is one.
        TypeError: If the polygon is something else.

    Example:
        >>> import panhuo as ph
        >>> ph.inside(layer="industrial park")
        位于industrial park内
    """
    return _native.inside(layer, _geometry(polygon))


def outside(*, layer: str | None = None, polygon: Polygon = None) -> Constraint:
    """The site must share no point with a region.

    Args:
        layer: The name of a layer of landmarks that are polygons.
        polygon: GeoJSON as text or as a dict, or a shapely polygon; degrees in WGS84.

    Raises:
        InvalidArgumentError: Unless exactly one is given and the polygon is one.
        TypeError: If the polygon is something else.

    Example:
        >>> import panhuo as ph
        >>> ph.outside(layer="lake protection strip")
        不涉及湖泊保护范围
    """
    return _native.outside(layer, _geometry(polygon))
