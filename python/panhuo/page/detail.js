// One site: how it stands and why, and what is known of it. The panel and the report share it.

function withCell(text, cell, raw) {
  const parts = [text];
  if (cell) parts.push(el("span", { class: "cell" }, cell + (raw ? ` “${raw}”` : "")));
  return parts;
}

// The caption is for those who hear the table where a heading above it says the same.
function table(titles, rows, caption, className, headed = false) {
  const head = el("tr", {}, ...titles.map((title) => el("th", { scope: "col" }, title)));
  const lines = rows.map((cells) => el("tr", {}, ...cells.map((cell) =>
    cell instanceof Node ? el("td", {}, cell) : el("td", {}, ...[cell].flat()))));
  return el("table", { class: className }, el("caption", { class: headed && "unseen" }, caption), el("thead", {}, head),
    el("tbody", {}, ...lines));
}

function checksTable(site) {
  const short = site.checks.some((check) => check.short);
  const titles = ["", w("required"), w("observed"), ...(short ? [w("missed")] : [])];
  const rows = site.checks.map((check) => [
    mark(check.outcome), t(check.required), withCell(t(check.observed), check.cell, check.raw),
    ...(short ? [t(check.short)] : [])]);
  return table(titles, rows, w("checks"), "checks");
}

// Each contribution begins where the one above it ends; the last line is their sum.
function waterfall(site) {
  let from = 0;
  const rows = site.adds.map((each) => {
    const row = [withCell(t(each.preference), "", ""), withCell(t(each.observed), each.cell, each.raw),
      `${Math.round(each.share * 100)}%`, scoreText(each.low, each.high), bar(each.low, each.high, from)];
    from += each.low;
    return row;
  });
  rows.push([el("strong", {}, w("total")), "", "", el("strong", {}, scoreText(site.low, site.high)),
    bar(site.low, site.high)]);
  return table([w("preference"), w("observed"), w("share"), w("adds"), ""], rows, w("contribution"), "adds");
}

// Names and what is known: side by side, or in a table with the cells where there are any.
function namedList(title, lines) {
  if (lines.some(([, , cell]) => cell)) {
    const rows = lines.map(([name, text, cell]) => [name, text, el("span", { class: "cell" }, cell)]);
    return table([w("item"), w("observed"), w("source")], rows, title, "named", true);
  }
  return el("dl", { class: "facts" }, ...lines.map(([name, text]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, text))));
}

const factLines = (site) => site.facts.map(([name, words, , cell, raw]) =>
  [attributeLabel(name), t(words), cell && cell + (raw ? ` “${raw}”` : "")]);
const encumbranceLines = (site) => site.encumbrances.map(([label, present, detail, cell]) =>
  [t(label), (present ? w("yes") : w("no")) + (detail ? ` · ${detail}` : ""), cell]);

function outcomeLine(site) {
  const line = el("p", { class: "stands" });
  if (site.outcome) {
    line.append(el("span", { class: `badge ${site.outcome}` }, t(OUTCOMES[site.outcome])));
    line.append(` ${w("score")} `, el("strong", {}, scoreText(site.low, site.high)), " ", bar(site.low, site.high));
  }
  return line;
}

function whereLine(site) {
  const parts = [site.id, kindName(site), placeName(site)];
  parts.push(site.at ? `${site.at[0].toFixed(5)}°E ${site.at[1].toFixed(5)}°N` : w("noPosition"));
  if (site.asOf) parts.push(`${w("asOf")} ${site.asOf}`);
  return el("p", { class: "quiet" }, parts.filter(Boolean).join(" · "));
}

// Everything about one site, below a heading of the given level.
function explanation(site, level) {
  const title = el(`h${level}`, { tabindex: "-1", class: "site-title" });
  if (site.rank) title.append(el("span", { class: "rank" }, String(site.rank)), " ");
  title.append(site.name || site.id);
  const parts = [title, whereLine(site), outcomeLine(site)];
  if (site.checks?.length) parts.push(checksTable(site));
  if (site.adds?.length) parts.push(waterfall(site));
  if (site.facts?.length) parts.push(el(`h${level + 1}`, {}, w("facts")), namedList(w("facts"), factLines(site)));
  if (site.encumbrances?.length) parts.push(el(`h${level + 1}`, {}, w("encumbrances")), namedList(w("encumbrances"), encumbranceLines(site)));
  if (site.contacts?.length) {
    parts.push(el(`h${level + 1}`, {}, w("contacts")));
    parts.push(el("p", {}, site.contacts.map((each) => each.filter(Boolean).join(" ")).join(state.lang === "zh" ? "；" : "; ")));
  }
  if (site.sources?.length) parts.push(el("p", { class: "quiet" }, `${w("source")}: ${site.sources.join(" · ")}`));
  return el("article", { class: "explained", "data-site": site.id }, ...parts);
}
