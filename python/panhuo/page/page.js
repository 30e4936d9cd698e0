// The page: filters, the map and the table linked both ways, the panel, language and theme.

const on = { choose, hover: hoverOnMap, sort: () => fillTable(filtered(), on), turn };
const filter = { kinds: new Set(data.kinds.map(([kind]) => kind)), place: "", low: 0, text: "" };
const NEIGHBOURS = 12;
let opener = null;

function filtered() {
  const text = filter.text.trim().toLowerCase();
  return data.sites.filter((site) => filter.kinds.has(site.kind)
    && (!filter.place || site.place === filter.place)
    && (!scored || site.low >= filter.low)
    && (!text || `${site.id} ${site.name}`.toLowerCase().includes(text)));
}

function applyFilter() {
  const sites = filtered();
  state.page = 0;
  fillTable(sites, on);
  showOnMap(new Set(sites));
  const count = state.lang === "zh" ? `显示 ${sites.length} / ${data.sites.length} 宗` : `${sites.length} of ${data.sites.length} sites shown`;
  document.getElementById("count").textContent = count;
  say(count);
}

function turn(step) {
  state.page += step;
  fillTable(siteTable.shown, on);
  siteTable.body.firstElementChild?.focus();
}

// The other sites that lie where one does, to go on to.
function neighbours(site, here) {
  const go = (each) => el("button", { type: "button", "aria-current": each === site && "true",
    onclick: () => choose(each, "neighbour", here) }, each.rank ? `${each.rank} ` : icon(each.kind), each.name || each.id);
  return el("nav", { class: "here", "aria-label": w("here") }, el("span", {}, `${w("here")} ${here.length}`),
    ...here.slice(0, NEIGHBOURS).map(go), here.length > NEIGHBOURS && el("span", {}, w("enlarge")));
}

function choose(site, by, here = site ? stackOf(site) : []) {
  const before = state.selected;
  if (site && by !== "program" && by !== "neighbour") opener = by === "keyboard" ? document.activeElement : null;
  state.selected = site;
  selectOnMap(site, before);
  selectRow(site, on);
  const panel = document.getElementById("panel");
  panel.hidden = !site;
  panel.replaceChildren();
  if (site) {
    const article = explanation(site, 2);
    if (here.length > 1) article.querySelector(".site-title").after(neighbours(site, here));
    panel.append(el("button", { type: "button", class: "close", "aria-label": w("close"), onclick: () => choose(null, "keyboard") }, "×"),
      article);
    panel.scrollTop = 0;
    if (by === "keyboard" || by === "neighbour") panel.querySelector(".site-title").focus();
    say(`${heading(site).join(", ")}${site.outcome ? `, ${t(OUTCOMES[site.outcome])}, ${w("score")} ${scoreText(site.low, site.high)}` : ""}`);
  } else if (by === "keyboard" && before) {
    (opener?.isConnected ? opener : rowOf(before))?.focus();
  }
  if (parent !== window && before !== site) parent.postMessage({ panhuo: "selected", id: site?.id ?? "" }, "*");
}

function filterBar() {
  const kinds = data.kinds.map(([kind, words]) => {
    const box = el("input", { type: "checkbox", checked: filter.kinds.has(kind), "data-kind": kind, onchange: (event) => {
      filter.kinds[event.target.checked ? "add" : "delete"](kind);
      applyFilter();
    } });
    return el("label", { class: "kind" }, box, icon(kind), t(words));
  });
  const place = el("select", { id: "place", "aria-label": w("place"), onchange: (event) => {
    filter.place = event.target.value;
    applyFilter();
  } }, el("option", { value: "" }, w("allPlaces")), ...data.places.map(([code, name]) => el("option", { value: code }, name)));
  place.value = filter.place;
  const text = el("input", { type: "search", id: "text", placeholder: w("search"), "aria-label": w("search"), value: filter.text, oninput: (event) => {
    filter.text = event.target.value;
    applyFilter();
  } });
  const parts = [el("span", { class: "kinds" }, ...kinds), place, text];
  if (scored) {
    const shown = el("output", { for: "low" }, filter.low.toFixed(2));
    const low = el("input", { type: "range", id: "low", min: "0", max: "1", step: "0.01", value: String(filter.low), oninput: (event) => {
      filter.low = Number(event.target.value);
      shown.textContent = filter.low.toFixed(2);
      applyFilter();
    } });
    parts.push(el("label", { class: "low" }, w("minimum"), low, shown));
  }
  return el("form", { class: "filters", role: "search", "aria-label": w("filters"), onsubmit: (event) => event.preventDefault() },
    ...parts, el("span", { id: "count", class: "quiet" }));
}

function themeButton() {
  const dark = document.documentElement.dataset.theme === "dark"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  return el("button", { type: "button", id: "theme", onclick: () => {
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    build();
    document.getElementById("theme").focus();
  } }, dark ? w("light") : w("dark"));
}

function header() {
  const other = state.lang === "zh" ? "en" : "zh";
  const language = el("button", { type: "button", id: "language", lang: other === "zh" ? "zh-CN" : "en", onclick: () => {
    state.lang = other;
    build();
    document.getElementById("language").focus();
  } }, other === "zh" ? "中文" : "English");
  const tools = el("div", { class: "tools" }, language, themeButton(),
    el("button", { type: "button", onclick: () => print() }, w("print")));
  const title = el("div", {}, el("h1", {}, t(data.title)));
  const listed = data.sites.filter((site) => site.rank).length;
  const counts = scored ? [`${w("listed")} ${listed}`, `${w("nearOne")} ${data.sites.length - listed}`] : [`${data.sites.length} ${w("count")}`];
  title.append(el("p", { class: "quiet" }, [data.required?.investor, ...counts, `${w("made")} ${data.day}`].filter(Boolean).join(" · ")));
  if (data.audience === "bureau") title.append(el("p", { class: "fail" }, w("bureauOnly")));
  return el("header", {}, title, tools);
}

// The whole page in the language and theme of the moment; what was chosen and filtered stays.
function build() {
  const view = theMap.leaflet && { centre: theMap.leaflet.getCenter(), zoom: theMap.leaflet.getZoom() };
  theMap.leaflet?.remove();
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = t(data.title);
  document.body.className = `${data.type} ${data.audience}`;
  const box = el("div", { id: "map", tabindex: "0", role: "application", "aria-label": w("mapHelp") });
  const panel = el("aside", { id: "panel", hidden: true, "aria-label": w("detail"), onkeydown: (event) => {
    if (event.key === "Escape") choose(null, "keyboard");
  } });
  const side = el("div", { class: "side" }, panel, el("div", { class: "listing" }, ...makeTable()));
  const quiet = (...lines) => el("p", { class: "quiet" }, lines.join(" "));
  const chart = el("div", { class: "chart" }, box, quiet(...(scored ? [w("fillings")] : []), w("mapShort"), w("synthetic")));
  const workspace = el("section", { class: "work", "aria-label": w("map") }, filterBar(), el("div", { class: "split" }, chart, side));
  const parts = [header()];
  if (data.type === "shortlist") parts.push(el("details", {}, el("summary", {}, w("requirement")), requirementSection()));
  if (data.type === "report") {
    const listed = data.sites.filter((site) => site.rank);
    parts.push(requirementSection(), el("section", { id: "comparison" }, el("h2", {}, w("comparison")), comparison(listed), quiet(w("legend"))),
      el("h2", {}, w("map")));
  }
  parts.push(workspace);
  if (data.type === "shortlist") parts.push(quiet(w("legend")));
  if (data.type === "report") parts.push(...reportAfter());
  const said = el("div", { id: "said", class: "unseen", role: "status", "aria-live": "polite" });
  document.body.replaceChildren(el("main", {}, ...parts), said);
  makeMap(box, on);
  if (view) theMap.leaflet.setView(view.centre, view.zoom, { animate: false });
  applyFilter();
  say("");
  if (state.selected) choose(state.selected, "program");
}

// Paper is light, has another width than the window, and no buttons: the page is laid out for it,
// and back again.
let theme = null;
function forPaper(printing) {
  const root = document.documentElement;
  if (printing) theme = root.dataset.theme ?? "";
  if (printing) root.dataset.theme = "light";
  else if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  siteTable.size = printing ? PAPER : PAGE;
  build();
  document.getElementById("map").classList.toggle("paper", printing);
  theMap.leaflet.invalidateSize({ animate: false, pan: false });
  if (printing) fit();
}
addEventListener("beforeprint", () => forPaper(true));
addEventListener("afterprint", () => forPaper(false));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", build);
addEventListener("message", (event) => {
  if (event.source !== parent || event.data?.panhuo !== "select") return;
  const site = data.sites.find((each) => each.id === event.data.id) ?? null;
  if (site !== state.selected) choose(site, "program");
});
build();
