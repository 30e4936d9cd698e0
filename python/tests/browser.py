"""Chromium without a network, and helpers for the page that it shows."""

import json
import math
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1366,820",
]  # fmt: skip


class Browser:
    """A page that is open."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, path: Path) -> None:
        """Opens a file, and clears the list of network requests."""
        self.driver.get("about:blank")
        for log in ("performance", "browser"):
            self.driver.get_log(log)
        self.driver.get(path.as_uri())

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def one(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def texts(self, css: str) -> list[str]:
        return [each.text for each in self.all(css)]

    def text(self, css: str) -> str:
        return self.one(css).text

    def script(self, text: str, *arguments: object) -> object:
        return self.driver.execute_script(text, *arguments)

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def until(self, is_so) -> None:
        WebDriverWait(self.driver, 10).until(lambda _: is_so())

    def requests(self) -> list[str]:
        """The addresses requested since the page was opened, its own among them."""
        messages = (json.loads(each["message"]) for each in self.driver.get_log("performance"))
        sent = (each["message"] for each in messages)
        return [
            each["params"]["request"]["url"]
            for each in sent
            if each["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the console says: errors, and what the page's policy refused."""
        return [each["message"] for each in self.driver.get_log("browser")]

    def point_of(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a position lies in the window, computed from the graticule as a reader would.

        The map is Mercator's, on which a degree of longitude is as long as the same angle of its
        northing.
        """

        def offsets(css: str, side: str) -> list[tuple[float, float]]:
            read = f"return parseFloat(arguments[0].style.{side})"
            marks = self.all(f".graticule .{css}")
            return [(float(each.text[:-2]), float(self.script(read, each))) for each in marks]

        def northing(degrees: float) -> float:
            return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(degrees) / 2)))

        box = self.one("#map").rect
        (west, left), *_, (east, right) = offsets("foot", "left")
        (north, top), *_ = offsets("flank", "top")
        degree = (right - left) / (east - west)
        x = left + degree * (longitude - west)
        y = top - degree * (northing(latitude) - northing(north))
        return box["x"] + 1 + x, box["y"] + 1 + y

    def at_rest(self) -> bool:
        """Whether the map has stopped moving: its position is the same a little later."""
        pane = "return document.querySelector('.leaflet-map-pane').style.transform"
        before = self.script(pane)
        time.sleep(0.2)
        return self.script(pane) == before

    def drag(self, element: WebElement, x: int, y: int) -> None:
        ActionChains(self.driver).drag_and_drop_by_offset(element, x, y).perform()

    def click_at(self, x: float, y: float) -> None:
        actions = ActionChains(self.driver)
        actions.w3c_actions.pointer_action.move_to_location(round(x), round(y))
        actions.w3c_actions.pointer_action.click()
        actions.perform()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Starts Chromium; the test skips where there is none."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("no Chromium here: apt install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield Browser(started)
    finally:
        started.quit()
