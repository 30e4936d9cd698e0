// What a report has beside the map and the table: the requirement, each site on a page of its own,
// near misses, what excluded the rest, questions, sources.

function requirementSection() {
  const required = data.required;
  const list = (title, lines) => (lines.length
    ? [el("dt", {}, title), ...lines.map((line) => el("dd", {}, t(line)))] : []);
  const who = required.investor ? [el("p", {}, `${w("investor")}: ${required.investor}`)] : [];
  return el("section", { class: "requirement" }, el("h2", {}, w("requirement")), ...who,
    el("dl", {}, ...list(w("kinds"), required.kinds.length ? required.kinds : [w("allKinds")]),
      ...list(w("must"), required.must), ...list(w("prefer"), required.prefer)));
}

// Sites by constraints: what each has of what is required.
function comparison(sites) {
  if (!sites.length) return el("p", {}, w("nobody"));
  const required = sites[0].checks.map((check) => t(check.required));
  const titles = [w("rank"), w("name"), w("score"), ...required];
  const rows = sites.map((site) => [
    String(site.rank),
    el("a", { href: `#site-${site.rank}` }, site.name || site.id),
    [scoreText(site.low, site.high), bar(site.low, site.high)],
    ...site.checks.map((check) => [mark(check.outcome), " ", t(check.observed)]),
  ]);
  return el("div", { class: "scroll" }, table(titles, rows, w("comparison"), "compare", true));
}

function nearMisses(sites) {
  if (!sites.length) return el("p", {}, w("none"));
  const of = (site, outcome, text) =>
    el("ul", {}, ...site.checks.filter((c) => c.outcome === outcome).map((c) => el("li", {}, text(c))));
  const titles = [w("id"), w("name"), w("kind"), w("place"), w("missed"), w("unknown")];
  const rows = sites.map((site) => [site.id, site.name, kindName(site), placeName(site),
    of(site, "fail", (c) => `${t(c.required)}${state.lang === "zh" ? "：" : ": "}${t(c.short || c.observed)}`),
    of(site, "unknown", (c) => t(c.required))]);
  return el("div", { class: "scroll" }, table(titles, rows, w("near"), "near", true));
}

function excluded() {
  const titles = [w("required"), w("excludes"), w("alone"), w("unknownCount")];
  const rows = data.tally.rows.map(([words, ...counts]) => [t(words), ...counts.map(String)]);
  const parts = [el("p", {}, t(data.tally.summary))];
  if (rows.length) parts.push(table(titles, rows, w("excluded"), "tally", true));
  return parts;
}

function sources(sites) {
  const comma = state.lang === "zh" ? "、" : ", ";
  const unique = (values) => [...new Set(values.filter(Boolean))].sort();
  const lines = [[w("reported"), unique(sites.map(placeName)).join(comma) || "—"]];
  const days = unique(sites.map((site) => site.asOf));
  if (days.length) lines.push([w("asOf"), days.join(comma)]);
  const cells = sites.flatMap((site) => site.sources ?? []);
  const ledgers = unique(cells.map((cell) => cell.split(/[[!]/)[0]));
  if (ledgers.length) lines.push([w("ledgers"), ledgers.join(comma)]);
  lines.push([w("made"), data.day]);
  return [el("dl", { class: "plain" }, ...lines.flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]))];
}

function reportAfter() {
  const listed = data.sites.filter((site) => site.rank);
  const missed = data.sites.filter((site) => !site.rank);
  const section = (title, ...parts) => el("section", {}, el("h2", {}, title), ...parts);
  const pages = listed.map((site) => {
    const part = explanation(site, 3);
    part.id = `site-${site.rank}`;
    part.append(el("a", { class: "back", href: "#comparison" }, `↑ ${w("back")}`));
    return part;
  });
  const parts = [section(w("near"), nearMisses(missed)), section(w("excluded"), ...excluded())];
  if (listed.length) parts.unshift(el("section", { class: "prospectus" }, el("h2", {}, w("prospectus")), ...pages));
  if (data.questions?.length) {
    const items = data.questions.map((question) => el("li", {}, t(question)));
    parts.push(section(w("questions"), el("ol", { class: "questions" }, ...items)));
  }
  parts.push(section(w("sources"), ...sources(data.sites)));
  return parts;
}
