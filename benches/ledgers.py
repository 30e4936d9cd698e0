"""Times reading one large ledger, beside programs that only read.

    pip install fastexcel polars python-calamine xlsxwriter      # beside panhuo
    python benches/ledgers.py                                    # 100,000 rows, 5 rounds
    python benches/ledgers.py --rows 10000 --rounds 3 --folder /some/folder

Makes an XLSX and a CSV of idle factories, 26 columns, as townships fill them in: numbers,
about-numbers, ranges, blanks, dates, remarks. Each program reads them in a process of its own, one
after the other,
round by round, so that other work on the machine meets all of them. Printed are the median and the
spread of wall time, the processor time, the ratio to fastexcel, and by how much the process grew at
its peak; every reader's count of rows and sum of one column are compared with what was written.
"""

import argparse
import csv
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

HEADERS = [
    "序号",
    "乡镇街道",
    "村（社区）",
    "企业名称",
    "地块编号",
    "占地面积（亩）",
    "建筑面积（㎡）",
    "层高（米）",
    "层数",
    "建筑结构",
    "建成时间",
    "闲置时间",
    "变压器容量（kVA）",
    "行车（吨）",
    "土地性质",
    "规划用途",
    "产权情况",
    "是否抵押",
    "处置方式",
    "意向价格（万元）",
    "年租金（万元）",
    "经度",
    "纬度",
    "联系人",
    "联系电话",
    "备注",
]
FLOOR = HEADERS.index("建筑面积（㎡）")
TOWNS = [
    "郭镇乡",
    "康王乡",
    "西塘镇",
    "岳阳楼街道",
    "五里牌街道",
    "城陵矶街道",
    "洛王街道",
    "湖滨街道",
]
WORDS = "宏达远大兴盛华丰东方恒泰金桥新城长江南湖巴陵云溪临港"
TRADES = ["机械", "纺织", "化工", "食品", "建材", "电子", "包装", "印刷", "铸造", "塑业"]
REMARKS = [
    "",
    "",
    "",
    "靠近107国道，交通便利",
    "厂房完好，水电齐全",
    "部分出租，2026年底到期",
    "老板在外地，需提前联系",
    "原为粮站仓库，屋面局部漏水",
    "与村委会有租赁纠纷，正在协商",
    "配套宿舍楼一栋，食堂一处",
]

Row = list[str | float | None]


def rows(count: int) -> Iterator[Row]:
    """The rows, the same for the same count."""
    pick = random.Random(7)  # noqa: S311 - the mess must be the same each time

    def blank(value: str | float, share: float = 0.15) -> str | float | None:
        return None if pick.random() < share else value

    def about(value: float) -> str | float:
        draw = pick.random()
        if draw < 0.05:  # noqa: PLR2004 - shares of the mess
            return f"约{value}"
        if draw < 0.08:  # noqa: PLR2004
            return f"{value}-{value * 1.2:.0f}"
        return value

    for at in range(count):
        name = "".join(pick.choices(WORDS, k=pick.randint(2, 4))) + pick.choice(TRADES)
        land = round(pick.lognormvariate(3, 0.8), 1)
        yield [
            at + 1,
            pick.choice(TOWNS),
            pick.choice(WORDS) + pick.choice(WORDS) + "村",
            f"岳阳{name}有限公司{at % 977}号",
            f"YY-{2015 + at % 11}-{at:06}",
            blank(about(land)),
            round(land * pick.uniform(300, 900)),
            blank(pick.choice([5.5, 6, 7.2, 8, 9, 12])),
            blank(pick.randint(1, 5)),
            blank(pick.choice(["钢结构", "砖混", "框架", "钢混", "排架结构"])),
            blank(pick.choice([f"{pick.randint(1985, 2020)}年", f"{pick.randint(1985, 2020)}.5"])),
            blank(f"{pick.randint(2012, 2025)}年{pick.randint(1, 12)}月"),
            blank(pick.choice([100, 200, 315, 400, 630, 800, 1250]), 0.3),
            blank(pick.choice(["无", "5", "10", "2台10吨", "16/3.2"]), 0.4),
            blank(pick.choice(["国有出让", "国有划拨", "集体"])),
            blank(pick.choice(["工业用地", "仓储用地", "商业用地"])),
            blank(pick.choice(["有证", "无证", "土地有证房产无证", "正在办理"])),
            blank(pick.choice(["是", "否", "无", "抵押给农商行300万元"])),
            blank(pick.choice(["整体转让", "出租", "合作", "租售均可"])),
            pick.choice(["面议", None]) if pick.random() < 0.4 else round(land * 18.5),  # noqa: PLR2004
            blank(round(land * 0.9, 1), 0.5),
            round(pick.uniform(113.07, 113.35), 6),
            round(pick.uniform(29.24, 29.45), 6),
            blank(pick.choice("张王李赵陈杨") + pick.choice(["某", "先生", "女士"]), 0.3),
            blank(f"1390000{pick.randint(0, 9999):04}", 0.3),
            pick.choice(REMARKS) or None,
        ]


def make(folder: Path, count: int) -> tuple[Path, Path, float]:
    """Writes both files; also gives the sum of the floor areas."""
    import xlsxwriter  # noqa: PLC0415 - not needed to read

    book_path, text_path = folder / f"闲置厂房{count}.xlsx", folder / f"闲置厂房{count}.csv"
    total = 0.0
    with (
        xlsxwriter.Workbook(book_path) as book,
        text_path.open("w", encoding="utf-8", newline="") as text,
    ):
        sheet = book.add_worksheet("闲置厂房")
        writer = csv.writer(text)
        for at, row in enumerate([HEADERS, *rows(count)]):
            sheet.write_row(at, 0, row)
            writer.writerow(row)
            total += row[FLOOR] if at else 0
    return book_path, text_path, total


def fastexcel(path: Path) -> tuple[int, float]:
    """An Arrow table of the sheet."""
    import fastexcel as reader  # noqa: PLC0415 - each process imports one

    started()
    frame = reader.read_excel(path).load_sheet(0).to_polars()
    return finished(frame.height), frame["建筑面积（㎡）"].sum()


def calamine(path: Path) -> tuple[int, float]:
    """Python lists of the cells."""
    import python_calamine as reader  # noqa: PLC0415

    started()
    cells = reader.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return finished(len(cells) - 1), sum(row[FLOOR] for row in cells[1:])


def polars(path: Path) -> tuple[int, float]:
    """A frame of texts and numbers; an XLSX goes through fastexcel."""
    import polars as pl  # noqa: PLC0415

    started()
    book = path.suffix == ".xlsx"
    frame = pl.read_excel(path) if book else pl.read_csv(path, infer_schema_length=None)
    return finished(frame.height), frame["建筑面积（㎡）"].sum()


def panhuo(path: Path) -> tuple[int, float]:
    """Sites, and an issue for every unclear cell."""
    import panhuo as ph  # noqa: PLC0415

    started()
    ledgers = ph.read_ledgers(path, profile="yueyanglou")
    count = finished(ledgers.rows_read - ledgers.rows_explained)
    sites = ledgers.sites.to_pandas()
    return count, sites["floor_area"].sum()


READERS: dict[str, Callable[[Path], tuple[int, float]]] = {
    "fastexcel": fastexcel,
    "python-calamine": calamine,
    "Polars": polars,
    "panhuo": panhuo,
}
_clock: dict[str, float] = {}


def peak() -> int:
    """The peak memory of the process in kilobytes, on Linux."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def started() -> None:
    """Notes the clocks and how large the process is once its libraries are loaded."""
    # A process starts with the peak of the one that started it.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    _clock["peak"] = peak()
    _clock["processor"] = time.process_time()
    _clock["wall"] = time.perf_counter()


def finished(count: int) -> int:
    """Notes what passed since `started`, before anything is checked."""
    _clock["wall"] = time.perf_counter() - _clock["wall"]
    _clock["processor"] = time.process_time() - _clock["processor"]
    _clock["peak"] = peak() - _clock["peak"]
    return count


def measure(reader: str, path: Path, count: int, total: float) -> dict[str, float]:
    """Reads in a process of its own, and checks what it read."""
    command = [sys.executable, __file__, "--read", reader, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{reader} cannot read {path}:\n{done.stderr}")
    measured = json.loads(done.stdout)
    if measured["rows"] != count or abs(measured["sum"] - total) > total * 1e-9:
        sys.exit(f"{reader} read {measured}, but {count} rows with the sum {total} were written")
    return measured


def compare(path: Path, count: int, total: float, rounds: int) -> None:
    """Prints a table of the readers of this file."""
    readers = [name for name in READERS if path.suffix == ".xlsx" or name in {"Polars", "panhuo"}]
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name in readers:
            measured[name].append(measure(name, path, count, total))
    print(f"\n{path.name}: {count} rows, {path.stat().st_size / 1e6:.1f} MB, {rounds} rounds")
    print("| | wall s (all rounds) | processor s | wall / first | peak MB |\n|---|---|---|---|---|")
    first = statistics.median(each["wall"] for each in measured[readers[0]])
    for name, runs in measured.items():
        walls = sorted(each["wall"] for each in runs)
        middle = statistics.median(walls)
        processor = statistics.median(each["processor"] for each in runs)
        peak = statistics.median(each["peak"] for each in runs) / 1024
        spread = ", ".join(f"{wall:.2f}" for wall in walls)
        ratio = middle / first
        print(f"| {name} | {middle:.2f} ({spread}) | {processor:.2f} | {ratio:.2f} | {peak:.0f} |")


def main() -> None:
    """Makes the files and compares the readers, or reads once for a process that compares."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--read", nargs=2, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.read:
        count, total = READERS[given.read[0]](Path(given.read[1]))
        print(json.dumps({"rows": count, "sum": total, **_clock}))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        book, text, total = make(folder, given.rows)
        compare(book, given.rows, total, given.rounds)
        compare(text, given.rows, total, given.rounds)


if __name__ == "__main__":
    main()
