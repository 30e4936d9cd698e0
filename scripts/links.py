"""Checks links: every local one leads to a file, every anchor to a heading; pages fetch nothing."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINK = re.compile(r"\]\(([^)\s]+)\)")
FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("link", "href")}


class Page(HTMLParser):
    """What a page links to, what can be linked to in it, and what it fetches from elsewhere."""

    def __init__(self, path: Path) -> None:
        """Reads a file."""
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = {""}
        self.fetched: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what a tag links to."""
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            if name in ("href", "src") and value:
                self.links.append(value)
                if (tag, name) in FETCHED and urlsplit(value).netloc:
                    self.fetched.append(value)


def broken_in_site(site: Path) -> list[str]:
    """What is wrong in a built site."""
    pages = {path.resolve(): Page(path) for path in sorted(site.rglob("*.html"))}
    wrong = []
    for path, page in pages.items():
        if path.name == "404.html":  # its links hold where the site is served from a root
            continue
        wrong += [f"{path}: fetches {each}" for each in page.fetched]
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            known = pages[target].anchors if target in pages else None
            if not target.exists() or (known and unquote(parts.fragment) not in known):
                wrong.append(f"{path}: {link} leads nowhere")
    return wrong


def broken_in_markdown(path: Path) -> list[str]:
    """Links of a file of the repository to files that are not there."""
    links = LINK.findall(path.read_text(encoding="utf-8"))
    local = [urlsplit(link).path for link in links if not urlsplit(link).scheme]
    missing = [link for link in local if link and not (path.parent / link).exists()]
    return [f"{path}: {link} leads nowhere" for link in missing]


def main() -> None:
    """Checks a built site, then files in Markdown."""
    site, *files = map(Path, sys.argv[1:])
    wrong = broken_in_site(site)
    for file in files:
        wrong += broken_in_markdown(file)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
