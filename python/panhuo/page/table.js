// The table of sites: the text of the map. One row of it is reached by Tab, the others by arrows.
// So many rows at a time on a screen, and on paper, which has no buttons to turn them.
const PAGE = 100;
const PAPER = 1000;
const siteTable = { body: null, foot: null, shown: [], size: PAGE };

const factOf = (site, name) => site.facts?.find((fact) => fact[0] === name);
// Sizes and the price, where any site tells them.
const SIZES = ["site_area", "floor_area", "price"].filter((name) => data.sites.some((site) => factOf(site, name)));

function columns() {
  const size = (name) => ({
    key: name,
    title: t(data.labels[name]),
    hint: t(data.meanings[name] ?? ""),
    text: (site) => t(factOf(site, name)?.[1] ?? ""),
    order: (site) => factOf(site, name)?.[2] ?? Infinity,
    class: "number",
  });
  const all = [
    { key: "id", title: w("id"), text: (site) => site.id, order: (site) => site.id, class: "id" },
    { key: "name", title: w("name"), text: (site) => site.name, order: (site) => site.name, class: "name" },
    { key: "kind", title: w("kind"), text: kindName, order: (site) => site.kind, icon: true, class: "tight" },
    { key: "place", title: w("place"), text: placeName, order: (site) => site.place, class: "tight" },
    ...SIZES.map(size),
  ];
  if (!scored) return all;
  const rank = { key: "rank", title: w("rank"), text: (site) => (site.rank ? String(site.rank) : "—"),
    order: (site) => site.rank ?? Infinity, class: "number" };
  const score = { key: "score", title: w("score"), order: (site) => -site.low,
    nodes: (site) => [scoreText(site.low, site.high), bar(site.low, site.high)], class: "score" };
  const outcome = { key: "outcome", title: w("outcome"), order: (site) => site.outcome,
    class: "tight",
    nodes: (site) => [el("span", { class: `badge ${site.outcome}` }, t(OUTCOMES[site.outcome])),
      el("span", { class: "marks", title: site.checks.map((c) => `${MARKS[c.outcome]} ${t(c.required)}`).join("\n") },
        ...site.checks.map((check) => mark(check.outcome)))] };
  return [rank, all[1], score, outcome, all[2], all[3], ...all.slice(4), all[0]];
}

function sorted(sites) {
  const column = columns().find((each) => each.key === state.sort?.key);
  if (!column) return sites;
  const sign = state.sort.down ? -1 : 1;
  const compare = (a, b) => (a === b ? 0 : typeof a === "string" ? a.localeCompare(b, "zh") : a < b ? -1 : 1);
  return [...sites].sort((a, b) => sign * compare(column.order(a), column.order(b)));
}

function headRow(on) {
  const cells = columns().map((column) => {
    const way = state.sort?.key === column.key ? (state.sort.down ? "descending" : "ascending") : "none";
    const press = () => {
      state.sort = { key: column.key, down: way === "ascending" };
      on.sort();
      document.querySelector(`[data-sort="${column.key}"]`)?.focus();
    };
    if (siteTable.size === PAPER) return el("th", { scope: "col", class: column.class }, column.title);
    const arrow = { ascending: " ▲", descending: " ▼", none: "" }[way];
    return el("th", { scope: "col", "aria-sort": way, class: column.class },
      el("button", { type: "button", "data-sort": column.key, title: column.hint || null, onclick: press }, column.title + arrow));
  });
  return el("tr", {}, ...cells);
}

function siteRow(site, on) {
  const cells = columns().map((column) => {
    const inside = column.nodes ? column.nodes(site) : [column.text(site)];
    if (column.icon) inside.unshift(icon(site.kind), " ");
    return el("td", { class: column.class }, ...inside);
  });
  const chosen = state.selected === site;
  return el("tr", {
    "data-site": site.id, tabindex: "-1", "aria-selected": String(chosen),
    onclick: () => on.choose(site, "table"),
    onmouseenter: () => on.hover(site),
    onmouseleave: () => on.hover(null),
    onkeydown: (event) => rowKey(event, site, on),
    onfocus: (event) => makeReachable(event.currentTarget),
  }, ...cells);
}

// The row that Tab reaches.
function makeReachable(row) {
  for (const other of siteTable.body.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
  if (row) row.tabIndex = 0;
}

function rowKey(event, site, on) {
  const row = event.currentTarget;
  const last = siteTable.body.lastElementChild;
  const to = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling,
    Home: siteTable.body.firstElementChild, End: last }[event.key];
  if (event.key === "Enter" || event.key === " ") on.choose(site, "keyboard");
  else if (event.key === "Escape") on.choose(null, "keyboard");
  else if (event.key === "PageDown") on.turn(1);
  else if (event.key === "PageUp") on.turn(-1);
  else if (to) to.focus();
  else return;
  event.preventDefault();
}

// Shows these sites, a page at a time; the page with the selected site if it is among them.
function fillTable(sites, on) {
  siteTable.shown = sorted(sites);
  const pages = Math.max(1, Math.ceil(sites.length / siteTable.size));
  state.page = Math.min(Math.max(state.page, 0), pages - 1);
  const shown = siteTable.shown.slice(state.page * siteTable.size, (state.page + 1) * siteTable.size);
  siteTable.head.replaceChildren(headRow(on));
  siteTable.body.replaceChildren(...shown.map((site) => siteRow(site, on)));
  siteTable.grid.setAttribute("aria-rowcount", String(sites.length + 1));
  makeReachable(rowOf(state.selected) ?? siteTable.body.firstElementChild);
  const turner = (step, label, off) =>
    el("button", { type: "button", disabled: off, onclick: () => on.turn(step) }, label);
  siteTable.foot.replaceChildren();
  if (pages > 1) {
    siteTable.foot.append(turner(-1, w("previous"), state.page === 0),
      el("span", {}, ` ${state.page + 1} / ${pages} `), turner(1, w("next"), state.page === pages - 1));
  }
}

const rowOf = (site) =>
  site && [...siteTable.body.children].find((row) => row.getAttribute("data-site") === site.id);

// Marks the row of the selected site, turning to its page.
function selectRow(site, on) {
  const at = siteTable.shown.indexOf(site);
  if (at >= 0 && Math.floor(at / siteTable.size) !== state.page) {
    state.page = Math.floor(at / siteTable.size);
    fillTable(siteTable.shown, on);
  }
  for (const row of siteTable.body.children) row.setAttribute("aria-selected", "false");
  const row = rowOf(site);
  if (!row) return;
  row.setAttribute("aria-selected", "true");
  makeReachable(row);
  const box = siteTable.grid.parentElement;
  const [top, bottom] = [row.offsetTop - 40, row.offsetTop + row.offsetHeight];
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}

function makeTable() {
  siteTable.head = el("thead");
  siteTable.body = el("tbody");
  siteTable.foot = el("div", { class: "pages" });
  siteTable.grid = el("table", { role: "grid", class: "sites", id: "sites" },
    el("caption", { class: "unseen" }, w("sites")), siteTable.head, siteTable.body);
  return [el("div", { class: "scroll" }, siteTable.grid), siteTable.foot];
}
