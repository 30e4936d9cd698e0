"""Writes the reference pages of the documentation, made of the package's own tables."""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import panhuo as ph

TYPES = {
    "number": ph.Words("数值", "number"),
    "yes_no": ph.Words("是否", "yes or no"),
    "category": ph.Words("类别", "category"),
    "text": ph.Words("文字", "text"),
    "date": ph.Words("日期", "date"),
}
AUDIENCES = {
    "investor": ph.Words("投资方可见", "investors"),
    "bureau": ph.Words("仅内部", "bureau only"),
}
SEVERITIES = {
    "error": ph.Words("错误", "error"),
    "warning": ph.Words("警告", "warning"),
    "info": ph.Words("提示", "info"),
}
HEADERS_SHOWN = 12


def main() -> None:
    """Writes the pages of both languages below a folder."""
    for lang in ("zh", "en"):
        ph.set_language(lang)
        folder = Path(sys.argv[1]) / lang / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        pages = {"attributes": attributes(), "issues": issues(), "api": api()}
        for name, text in pages.items():
            (folder / f"{name}.md").write_text(text, encoding="utf-8")


def say(zh: str, en: str) -> str:
    """A text of this module in the language of the page."""
    return str(ph.Words(zh, en))


def cell(text: object) -> str:
    """Text that may stand in a cell of a table."""
    return str(text).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def table(titles: list[str], rows: list[list[object]]) -> str:
    """A table in Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join("| " + " | ".join(cell(each) for each in line) + " |\n" for line in lines)


def attributes() -> str:
    """Every attribute: names, unit, kinds, who may read it, and what headers are known."""
    found = ph.attributes().values()
    kinds = ph.kinds()
    comma = say("、", ", ")
    rows = [
        [
            f"`{each.name}`",
            each.label,
            TYPES[each.type_name],
            each.unit,
            say("全部", "all")
            if len(each.kinds) == len(kinds)
            else comma.join(map(kinds.get, each.kinds)),
            AUDIENCES[each.audience],
        ]
        for each in found
    ]
    titles = say("名称 标签 类型 单位 适用 谁可见", "name label type unit kinds read-by").split()
    text = f"# {say('属性表', 'Attributes')}\n\n" + say(
        f"共 {len(rows)} 项。名称是程序里用的稳定名，例如 `ph.floor_area`；"
        "单位是显示用的单位，换算见[方法](../method.md#units)。\n\n",
        f"There are {len(rows)}. The name is the stable one, such as `ph.floor_area`; the unit is "
        "the one shown; for conversions see [the method](../method.md#units).\n\n",
    )
    text += table(titles, rows)
    text += f"\n## {say('含义和认得的表头', 'Meanings, and headers that are known')}\n\n"
    text += say(
        f"每项至多列 {HEADERS_SHOWN} 个表头；相近的写法也认得。\n\n",
        f"At most {HEADERS_SHOWN} headers each; what is close to them is understood too.\n\n",
    )
    for each in found:
        text += f"### `{each.name}` {each.label} {{ #{each.name} }}\n\n{each.meaning}\n\n"
        text += f"- {say('表头：', 'Headers: ')}{cell(comma.join(each.headers[:HEADERS_SHOWN]))}\n"
        if each.categories:
            known = comma.join(f"`{name}` {label}" for name, label in each.categories.items())
            text += f"- {say('类别：', 'Categories: ')}{known}\n"
        text += "\n"
    return text


def issues() -> str:
    """Every code that an issue may have, the gravest first."""
    text = f"# {say('疑点代码', 'Issue codes')}\n\n" + say(
        "读台账时的每一条疑点都有一个代码。“办法”就是退回乡镇的工作簿里写的话。\n",
        "Every issue about a ledger has a code. What to do is what the workbook that goes back "
        "says.\n",
    )
    codes = list(ph.issue_codes())
    for severity, label in SEVERITIES.items():
        found = [each for each in codes if each["severity"] == severity]
        text += f"\n## {label} ({len(found)})\n\n"
        for each in found:
            code, advice = each["code"], each["advice"]
            text += f"### `{code}` {{ #{code} }}\n\n{each['meaning']}\n\n"
            text += f"{say('办法：', 'What to do: ')}{advice}\n\n" if str(advice) else ""
    return text


def public(module: ModuleType) -> dict[str, object]:
    """What the package offers by name, without the attributes, which have a page of their own."""
    return {
        name: each
        for name, each in vars(module).items()
        if not name.startswith("_")
        and name not in ph.attributes()
        and getattr(each, "__module__", "").startswith("panhuo")
    }


def api() -> str:
    """Functions, classes and errors with their docstrings."""
    found = public(ph)
    classes = {name: each for name, each in found.items() if inspect.isclass(each)}
    errors = {name: each for name, each in classes.items() if issubclass(each, Exception)}
    functions = {
        name: each for name, each in found.items() if name not in classes and callable(each)
    }
    parts = [f"# {say('Python 接口', 'Python API')}\n"]
    parts.append(
        say(
            "`import panhuo as ph`。每个属性也是一个名字，例如 `ph.floor_area`，"
            "见[属性表](attributes.md)。说明以英文为准，与 `help()` 一致。\n",
            "`import panhuo as ph`. Every attribute is a name too, such as `ph.floor_area`: see "
            "[attributes](attributes.md). The texts are those of `help()`.\n",
        )
    )
    parts.append(f"## {say('函数', 'Functions')}\n")
    parts += [entry("###", name, each) for name, each in sorted(functions.items())]
    parts.append(f"## {say('类', 'Classes')}\n")
    told: dict[int, str] = {}
    for name, each in sorted(classes.items()):
        if name in errors:
            continue
        parts.append(entry("###", name, each))
        shared: list[str] = []
        for member, it in members(each):
            anchor = told.setdefault(id(it), f"{name}.{member}")
            if anchor == f"{name}.{member}":
                parts.append(entry("####", anchor, it))
            else:
                shared.append(f"[`{member}`](#{anchor})")
        if shared:
            parts.append(say("另有", "And ") + say("、", ", ").join(shared) + say("。\n", ".\n"))
    parts.append(f"## {say('错误', 'Errors')}\n")
    parts += [entry("###", name, each) for name, each in sorted(errors.items())]
    return "\n".join(parts)


def members(kind: type) -> Iterator[tuple[str, object]]:
    """The documented public methods and properties, those of its bases too, by name."""
    for name in sorted(dir(kind)):
        if name.startswith("_") or name == "of":  # what is made of the native module's views
            continue
        owner = next(base for base in kind.__mro__ if name in vars(base))
        each = inspect.getattr_static(kind, name)
        if owner.__module__.startswith("panhuo") and inspect.getdoc(each):
            yield name, each


def entry(level: str, name: str, each: object) -> str:
    """A heading with the signature, and the docstring in Markdown."""
    call = signature(each)
    shown = f"```python\n{name.rpartition('.')[2]}{call}\n```\n\n" if call else ""
    return f"{level} `{name}` {{ #{name} }}\n\n{shown}{markdown(inspect.getdoc(each) or '')}\n"


def signature(each: object) -> str:
    """The arguments with short names of types; nothing for properties and for classes."""
    inner = getattr(each, "__func__", each)
    if inspect.isclass(each) or not callable(inner):
        return ""
    try:
        found = inspect.signature(inner)
    except ValueError:
        return "()"
    taken = [one for one in found.parameters.values() if one.name not in ("self", "cls")]
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in taken]
    return str(inspect.Signature(bare))


SECTION = re.compile(r"^(Args|Attributes|Example|Raises|Returns|Yields):$")


def markdown(doc: str) -> str:
    """A docstring in the style of Google, as Markdown: lists of arguments, examples as code."""
    lines: list[str] = []
    section = ""
    for line in inspect.cleandoc(doc).splitlines():
        if head := SECTION.match(line):
            if section == "Example":
                lines.append("```")
            section = head[1]
            lines += ["", "```pycon"] if section == "Example" else ["", f"**{section}**", ""]
        elif section == "Example":
            lines.append(line.removeprefix("    "))
        elif section in ("Args", "Attributes", "Raises") and re.match(r"    \S", line):
            name, _, about = line.strip().partition(": ")
            lines.append(f"- `{name}`: {about}")
        else:
            lines.append(line.strip() if section else line)
    if section == "Example":
        lines.append("```")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
