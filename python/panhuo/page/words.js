// The data, the language of the moment, and the one way in which elements are made.
const data = JSON.parse(document.getElementById("data").textContent);
const state = { lang: data.lang, selected: null, sort: null, page: 0 };

const WORDS = {
  adds: ["加分", "adds"],
  allKinds: ["所有类型", "sites of every kind"],
  allPlaces: ["全部属地", "all jurisdictions"],
  asOf: ["数据截至", "data as of"],
  requirement: ["投资方需求", "Requirement"],
  bureauOnly: ["内部资料，不得外传", "For the bureau only"],
  encumbrances: ["权利负担", "Encumbrances"],
  checks: ["条件核对", "Checks"],
  close: ["关闭", "Close"],
  comparison: ["方案比选", "Comparison"],
  contacts: ["联系人", "Contacts"],
  contribution: ["得分构成", "How the score adds up"],
  dark: ["深色", "Dark"],
  light: ["浅色", "Light"],
  detail: ["资源详情", "Site in detail"],
  excluded: ["其余资源为何不在列", "What excluded the rest"],
  excludes: ["排除", "excludes"],
  alone: ["仅因此项", "by this alone"],
  facts: ["资源概况", "What is known"],
  filters: ["筛选", "Filters"],
  observed: ["实际", "observed"],
  enlarge: ["… 放大地图后再点", "… enlarge the map"],
  here: ["同一位置", "sites here:"],
  id: ["编号", "id"],
  investor: ["投资方", "investor"],
  item: ["项目", "item"],
  kind: ["类型", "kind"],
  kinds: ["类型", "Kinds"],
  listed: ["候选", "candidates:"],
  count: ["宗资源", "sites"],
  fillings: ["实心：全部满足；空心：待核实；虚线：接近条件。", "Filled: meets everything; hollow: depends on unknown facts; dashed: near miss."],
  legend: [
    "✓ 满足　? 待核实　✗ 不满足。实心条为已确定的得分，斜纹为未知项查明后可能达到的得分。",
    "✓ met   ? unknown   ✗ not met. A solid bar is the score that is certain, a hatched one what is possible once the unknown facts are known.",
  ],
  map: ["位置图", "Map"],
  mapHelp: [
    "地图。方向键移到该方向的下一宗，回车查看依据，Esc 返回，加减号缩放。下表与地图内容相同。",
    "Map. Arrow keys go to the next site in that direction, Enter explains it, Escape leaves it, plus and minus zoom. The table says the same as the map.",
  ],
  mapShort: ["方向键：下一宗；回车：依据；＋ −：缩放。", "Arrows: next site; Enter: why; + −: zoom."],
  minimum: ["最低得分", "score at least"],
  missed: ["差距", "short by"],
  must: ["必须", "Must have"],
  name: ["名称", "name"],
  near: ["接近条件的资源", "Near misses"],
  nearOne: ["接近条件", "near misses:"],
  next: ["下一页", "next"],
  no: ["无", "no"],
  nobody: ["没有符合的资源。", "No site fits."],
  noPosition: ["无坐标", "no position"],
  none: ["没有接近条件的资源。", "No near misses."],
  place: ["属地", "jurisdiction"],
  previous: ["上一页", "previous"],
  prefer: ["优先条件", "Preferences"],
  print: ["打印", "Print"],
  prospectus: ["逐宗说明", "Site by site"],
  questions: ["需向属地核实", "Questions to ask"],
  rank: ["名次", "rank"],
  reported: ["上报单位", "Reported by"],
  required: ["条件", "required"],
  score: ["得分", "score"],
  search: ["名称或编号", "name or id"],
  share: ["占比", "share"],
  sites: ["资源表", "Sites"],
  source: ["来源", "source"],
  sources: ["资料来源与日期", "Sources and dates"],
  ledgers: ["台账", "Ledgers"],
  outcome: ["结论", "outcome"],
  total: ["合计", "total"],
  unknown: ["待核实", "unknown"],
  unknownCount: ["不明", "unknown"],
  preference: ["优先条件", "preference"],
  yes: ["有", "yes"],
  made: ["制作日期", "made on"],
  back: ["回到比选表", "back to the comparison"],
  synthetic: ["地图不含底图；经纬网为 WGS84。", "No base map; the graticule is WGS84."],
};
const OUTCOMES = {
  pass: ["全部满足", "meets everything"],
  unknown: ["待核实", "depends on unknown facts"],
  fail: ["接近条件", "near miss"],
};
const MARKS = { pass: "✓", unknown: "?", fail: "✗" };
const CHECK_OUTCOMES = { pass: ["满足", "met"], unknown: ["待核实", "unknown"], fail: ["不满足", "not met"] };

// Words of the data are text, or a pair where the two languages differ.
function t(words) {
  return typeof words === "string" ? words : words[state.lang === "zh" ? 0 : 1];
}
const w = (key) => t(WORDS[key]);

// An element with properties and children; children are nodes or text, never markup.
function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// What an attribute is called, and on the pointer what it means.
const attributeLabel = (name) => el("span", { title: t(data.meanings[name] ?? "") || null }, t(data.labels[name]));
const kindLabels = new Map(data.kinds);
const placeNames = new Map(data.places);
const kindName = (site) => t(kindLabels.get(site.kind) ?? site.kind);
const placeName = (site) => placeNames.get(site.place) ?? "";
const scored = data.type !== "catalog";

function scoreText(low, high) {
  const [least, most] = [low.toFixed(3), high.toFixed(3)];
  return least === most ? least : `${least}–${most}`;
}

// Filled up to the certain score, hatched up to the possible one; the text beside it says the same.
function bar(low, high, from = 0) {
  const box = el("span", { class: "bar", "aria-hidden": "true" });
  const possible = el("i");
  const certain = el("b");
  possible.style.left = certain.style.left = `${from * 100}%`;
  possible.style.width = `${high * 100}%`;
  certain.style.width = `${low * 100}%`;
  box.append(possible, certain);
  return box;
}

function mark(outcome) {
  return el("span", { class: `mark ${outcome}` }, el("span", { "aria-hidden": "true" }, MARKS[outcome]),
    el("span", { class: "unseen" }, t(CHECK_OUTCOMES[outcome])));
}

function say(text) {
  document.getElementById("said").textContent = text;
}

const heading = (site) =>
  [site.rank ? `${site.rank}` : null, site.name || site.id, kindName(site), placeName(site)].filter(Boolean);
