"""The one HTML page: scripts, styles, Leaflet and the data in a file that needs no network.

The page may run the two scripts and apply the two styles that are named by their hashes, and may
fetch nothing at all; data is JSON in which no tag can begin, and the scripts write it as text.
"""

import base64
import hashlib
import json
from html import escape
from importlib.resources import files
from typing import Any

from panhuo._display import html_table, score_text
from panhuo._i18n import in_language, pick
from panhuo._render import OUTCOMES
from panhuo.errors import SourceNotFoundError

_OWN_SCRIPTS = ("words.js", "detail.js", "table.js", "map.js", "report.js", "page.js")
_LICENCE = "LICENSE-leaflet.txt"


def read(name: str) -> str:
    """A file of the page.

    Raises:
        SourceNotFoundError: If it is not installed.
    """
    try:
        return files("panhuo").joinpath("page", name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = pick(
            f"安装的 panhuo 缺少 page/{name}，请用 `make python` 获取",
            f"panhuo is installed without page/{name}; `make python` fetches it",
        )
        raise SourceNotFoundError(message) from error


def _scripts() -> tuple[str, str]:
    """Leaflet with its licence, and our own scripts in one scope."""
    licence = read(f"leaflet/{_LICENCE}").replace("*/", "* /")
    leaflet = f"/*\n{licence}*/\n{read('leaflet/leaflet.js')}"
    own = "\n".join(read(name) for name in _OWN_SCRIPTS)
    return leaflet, f'"use strict";\n(() => {{\n{own}\n}})();\n'


def _styles() -> tuple[str, str]:
    return read("leaflet/leaflet.css"), read("page.css")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def json_text(data: object) -> str:
    """JSON in which no tag begins, to stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def _data_text(data: dict[str, Any]) -> str:
    """The data of a page as JSON, a site at a time: between two of them Ctrl-C is heard."""
    sites = ",".join(json_text(site) for site in data["sites"])
    rest = json_text({key: part for key, part in data.items() if key != "sites"})
    return f'{rest[:-1]},"sites":[{sites}]}}'


def document(data: dict[str, Any], *, lang: str) -> str:
    """The page of such data, showing itself in a language first."""
    scripts, styles = _scripts(), _styles()
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"script-src {' '.join(map(_hash, scripts))}; style-src {' '.join(map(_hash, styles))}"
    )
    with in_language(lang):
        title = data["title"]
        title = title if isinstance(title, str) else pick(*title)
        spoken = pick("zh-CN", "en")
        without = _without_scripts(data)
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        *(f"<style>{style}</style>" for style in styles),
    ]
    body = [
        f"<noscript>{without}</noscript>",
        f'<script type="application/json" id="data">{_data_text({**data, "lang": lang})}</script>',
        *(f"<script>{script}</script>" for script in scripts),
    ]
    return (
        f'<!doctype html>\n<html lang="{spoken}"><head>{"".join(head)}</head>\n'
        f"<body>{''.join(body)}</body></html>\n"
    )


def _without_scripts(data: dict[str, Any]) -> str:
    """The answer as a plain table, for a reader that runs no scripts."""
    note = pick("此页的地图和筛选需要脚本。", "The map and the filters of this page need scripts.")
    kinds, places = dict(data["kinds"]), dict(data["places"])
    titles = [pick("名次", "rank"), pick("编号", "id"), pick("名称", "name"), pick("类型", "kind")]
    titles += [pick("属地", "jurisdiction"), pick("结论", "outcome"), pick("得分", "score")]
    rows = []
    for site in data["sites"] if data["type"] != "catalog" else []:
        if "rank" not in site:
            continue
        kind = kinds[site["kind"]]
        place = places.get(site["place"], "")
        texts = [str(site["rank"]), site["id"], site["name"]]
        texts += [kind if isinstance(kind, str) else pick(*kind), place]
        texts += [str(OUTCOMES[site["outcome"]]), score_text(site["low"], site["high"])]
        rows.append([escape(text) for text in texts])
    return f"<p>{escape(note)}</p>" + (html_table(titles, rows) if rows else "")
