// The map: Leaflet on a canvas, with marks whose shape and colour tell the kind, whose filling the
// outcome. There are no tiles, so a graticule and a scale bar tell where and how far.

// Colours after Okabe and Ito, told apart by the colour-blind; the shape says the same.
const corners = (count, turn) => Array.from({ length: count }, (_, at) => {
  const angle = ((at + turn) / count) * 2 * Math.PI - Math.PI / 2;
  return [Math.cos(angle), Math.sin(angle)];
});
const LOOKS = {
  land: { colour: "#00785a", ink: "#fff", points: corners(4, 0.5).map((p) => p.map((c) => c * 1.15)) },
  idle_factory: { colour: "#0072b2", ink: "#fff", points: corners(28, 0) },
  stalled_building: { colour: "#c44e00", ink: "#fff", points: corners(3, 0).map(([x, y]) => [x * 1.25, y * 1.25 + 0.15]) },
  closed_enterprise: { colour: "#a83f7f", ink: "#fff", points: corners(4, 0).map((p) => p.map((c) => c * 1.25)) },
  leisure_farm: { colour: "#e69f00", ink: "#111", points: corners(5, 0).map((p) => p.map((c) => c * 1.15)) },
};
const OTHER = { colour: "#555", ink: "#fff", points: corners(6, 0) };
const lookOf = (kind) => LOOKS[kind] ?? OTHER;
const WATER = new Set(["lake", "river", "reservoir", "湖泊", "河流", "水库"]);
const LABELS = 120;
// Places across an area that are tried for its name, and what a mark takes around its middle.
const GRID = 8;
const NEAR = 6;
const HINTED = 6;

function icon(kind) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const shape = document.createElementNS(space, "polygon");
  for (const [name, value] of [["viewBox", "-1.4 -1.4 2.8 2.8"], ["class", "icon"], ["aria-hidden", "true"]]) {
    picture.setAttribute(name, value);
  }
  shape.setAttribute("points", lookOf(kind).points.map((p) => p.join(",")).join(" "));
  shape.setAttribute("fill", lookOf(kind).colour);
  picture.append(shape);
  return picture;
}

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// What the canvas draws for one site.
const Mark = L.CircleMarker.extend({
  _updatePath() {
    const renderer = this._renderer;
    if (this.hidden || !renderer._drawing || this._empty()) return;
    const { site, colours } = this.options;
    const context = renderer._ctx;
    const look = lookOf(site.kind);
    const trace = (size) => {
      context.beginPath();
      look.points.forEach(([x, y], at) =>
        context[at ? "lineTo" : "moveTo"](this._point.x + x * size, this._point.y + y * size));
      context.closePath();
    };
    context.save();
    const hollow = scored && site.outcome !== "pass";
    const size = this._radius;
    if (state.selected === site || theMap.hovered === site) {
      trace(size + 5);
      context.lineWidth = 3;
      context.strokeStyle = colours.focus;
      context.stroke();
    }
    trace(size);
    context.fillStyle = hollow ? colours.paper : look.colour;
    context.fill();
    context.setLineDash(site.outcome === "fail" ? [3, 2] : []);
    context.lineWidth = hollow ? 2.5 : 1.2;
    context.strokeStyle = hollow ? look.colour : colours.paper;
    context.stroke();
    if (this.stacked > 1) this._count(context, colours);
    if (site.rank) {
      context.fillStyle = hollow ? colours.ink : look.ink;
      context.font = `bold ${site.rank > 99 ? 9 : 12}px system-ui, sans-serif`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(String(site.rank), this._point.x, this._point.y + 1);
    }
    context.restore();
  },
  // How many sites lie here, beside the mark on top.
  _count(context, colours) {
    const [x, y] = [this._point.x + this._radius * 0.9, this._point.y - this._radius * 0.9];
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    context.setLineDash([]);
    context.lineWidth = 1;
    context.fillStyle = colours.ink;
    context.strokeStyle = colours.paper;
    context.fill();
    context.stroke();
    context.fillStyle = colours.paper;
    context.font = "bold 10px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(this.stacked > 9 ? "9+" : String(this.stacked), x, y + 0.5);
  },
  _containsPoint(point) {
    return !this.hidden && L.CircleMarker.prototype._containsPoint.call(this, point);
  },
});

const Area = L.Polygon.extend({
  _updatePath() {
    if (!this.hidden) L.Polygon.prototype._updatePath.call(this);
  },
  _containsPoint(point) {
    return !this.hidden && L.Polygon.prototype._containsPoint.call(this, point);
  },
});

// Leaflet 1.9.4 forgets a frame that it has asked for once it draws before it, and then draws on a
// map that is gone.
const Sheet = L.Canvas.extend({
  _redraw() {
    if (this._ctx) L.Canvas.prototype._redraw.call(this);
  },
});

// GeoJSON has longitude first, Leaflet latitude.
const flipped = (coordinates) =>
  typeof coordinates[0] === "number" ? [coordinates[1], coordinates[0]] : coordinates.map(flipped);

const theMap = { leaflet: null, marks: new Map(), areas: new Map(), stacks: new Map(), labels: [], hovered: null, cursor: null };

// The sites that are shown at the very position of one, the best first.
function stackOf(site) {
  const stack = (site.at && theMap.stacks.get(site.at.join())) ?? [site];
  return stack.filter((each) => each === site || !theMap.marks.get(each)?.hidden);
}

// The sites under a click, the nearest first: marks, or the areas where there is none.
function sitesUnder(point) {
  const hit = (layers) => [...layers].filter(([, layer]) => layer._containsPoint(point));
  const away = ([, mark]) => Math.round(mark._point.distanceTo(point));
  const marks = hit(theMap.marks).sort((a, b) => away(a) - away(b) || data.sites.indexOf(a[0]) - data.sites.indexOf(b[0]));
  return (marks.length ? marks : hit(theMap.areas)).map(([site]) => site);
}

function radiusOf(site) {
  if (site.rank) return 11;
  return data.sites.length > 1500 ? 4.5 : 6.5;
}

function drawSites(renderer, on) {
  const colours = { paper: css("--paper"), ink: css("--ink"), focus: css("--focus") };
  // The best last, so that they lie on top.
  for (const site of [...data.sites].reverse()) {
    const options = { renderer, site, colours };
    const listen = (layer) => layer.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      // Clicking again goes through the sites that lie here.
      const here = sitesUnder(event.layerPoint);
      on.choose(here[(here.indexOf(state.selected) + 1) % here.length] ?? site, "map", here);
    });
    if (site.shape) {
      const colour = lookOf(site.kind).colour;
      const area = new Area(flipped(site.shape.coordinates),
        { ...options, color: colour, weight: 1.5, fillOpacity: 0.25 });
      listen(area).addTo(theMap.leaflet);
      theMap.areas.set(site, area);
    }
    if (!site.at) continue;
    const mark = new Mark([site.at[1], site.at[0]], { ...options, radius: radiusOf(site) });
    const key = site.at.join();
    if (theMap.stacks.has(key)) theMap.stacks.get(key).unshift(site);
    else theMap.stacks.set(key, [site]);
    listen(mark).bindTooltip(() => hint(site), { direction: "top", offset: [0, -8] });
    theMap.marks.set(site, mark.addTo(theMap.leaflet));
  }
}

// What the pointer reads at a mark: every site that lies there.
function hint(site) {
  const here = stackOf(site);
  const lines = here.slice(0, HINTED).map((each) => el("div", {}, heading(each).join(" · ")));
  if (here.length > HINTED) lines.push(el("div", {}, `… ${here.length}`));
  return el("div", {}, ...lines);
}

// A name in the middle of something; that of an area may stand elsewhere in it.
function label(at, text, className, area) {
  if (!text || theMap.labels.length >= LABELS) return;
  const html = el("span", {}, text);
  const mark = L.marker(at, { icon: L.divIcon({ html, className: `label ${className}`, iconSize: null }),
    pane: "names", interactive: false, keyboard: false });
  mark.area = area;
  mark.spots = area ? [at, ...spotsIn(area)] : [at];
  theMap.labels.push(mark.addTo(theMap.leaflet));
}

// A grid of places inside an area.
function spotsIn(shape) {
  const bounds = L.geoJSON(shape).getBounds();
  const spots = [];
  const between = (low, high, at) => low + ((high - low) * at) / GRID;
  for (let row = 1; row < GRID; row += 1) {
    for (let column = 1; column < GRID; column += 1) {
      const at = L.latLng(between(bounds.getSouth(), bounds.getNorth(), row), between(bounds.getWest(), bounds.getEast(), column));
      if (isInside(at, shape)) spots.push(at);
    }
  }
  return spots;
}

// By how many edges lie to the east; outside of what is no polygon.
function isInside({ lat, lng }, { type, coordinates }) {
  const rings = type === "Polygon" ? coordinates : type === "MultiPolygon" ? coordinates.flat() : [];
  let inside = false;
  for (const ring of rings) {
    for (let at = 1; at < ring.length; at += 1) {
      const [[x, y], [toX, toY]] = [ring[at - 1], ring[at]];
      if (y > lat !== toY > lat && lng < x + ((lat - y) / (toY - y)) * (toX - x)) inside = !inside;
    }
  }
  return inside;
}

function drawLandmarks(renderer) {
  const base = { renderer, interactive: false };
  for (const border of data.borders) {
    const style = { ...base, color: css("--border-line"), weight: 1.3, fill: false };
    const drawn = L.geoJSON(border.shape, { style, interactive: false }).addTo(theMap.leaflet);
    label(drawn.getBounds().getCenter(), border.name, "border", border.shape);
  }
  const points = [];
  for (const { layer, label: kind, name: own, shape } of data.landmarks) {
    const name = own || t(kind);
    if (shape.type === "Point") {
      points.push([[shape.coordinates[1], shape.coordinates[0]], name]);
      continue;
    }
    const line = shape.type.includes("Line");
    const colour = WATER.has(layer) ? css("--water") : css("--landmark");
    const style = { ...base, color: colour, weight: line ? 2.5 : 1, fillOpacity: WATER.has(layer) ? 0.35 : 0.08,
      fill: !line, dashArray: line || WATER.has(layer) ? null : "3 3" };
    const drawn = L.geoJSON(shape, { style, interactive: false }).addTo(theMap.leaflet);
    label(drawn.getBounds().getCenter(), name, line ? "line" : WATER.has(layer) ? "water" : "area");
  }
  for (const [at, name] of points) {
    L.circleMarker(at, { ...base, radius: 3.5, color: css("--ink"), weight: 1.5, fillColor: css("--paper"), fillOpacity: 1 })
      .addTo(theMap.leaflet);
    label(at, name, "point");
  }
}

// Hides names that would lie on others; points come before borders and areas. A name that may stand
// in several places goes where it covers the fewest sites and lies within its area.
function tidyLabels() {
  const map = theMap.leaflet;
  const offset = map.getContainer().getBoundingClientRect();
  const sites = [...theMap.marks.values()].map((mark) => map.latLngToContainerPoint(mark.getLatLng()).add([offset.left, offset.top]));
  const meets = (box, o) => box.left < o.right && box.right > o.left && box.top < o.bottom && box.bottom > o.top;
  const order = ["point", "water", "line", "area", "border"];
  const rank = (mark) => order.findIndex((each) => mark.getElement().classList.contains(each));
  const taken = [];
  for (const mark of [...theMap.labels].sort((a, b) => rank(a) - rank(b))) {
    const node = mark.getElement();
    node.style.visibility = "visible";
    if (mark.spots.length > 1) {
      const { width, height } = node.firstChild.getBoundingClientRect();
      const covered = (spot) => {
        const { x, y } = map.latLngToContainerPoint(spot).add([offset.left, offset.top]);
        const [left, top] = [x - width / 2 - NEAR, y - height / 2 - NEAR];
        const box = { left, top, right: left + width + 2 * NEAR, bottom: top + height + 2 * NEAR };
        if (taken.some((other) => meets(box, other))) return sites.length;
        const under = sites.filter((at) => at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom);
        const ends = [box.left, box.right].map((end) => map.containerPointToLatLng([end - offset.left, y - offset.top]));
        return under.length + ends.filter((end) => !isInside(end, mark.area)).length / 4;
      };
      const counts = mark.spots.map(covered);
      mark.setLatLng(mark.spots[counts.indexOf(Math.min(...counts))]);
    }
    const box = node.firstChild.getBoundingClientRect();
    const clash = taken.some((other) => meets(box, other));
    node.style.visibility = clash ? "hidden" : "visible";
    if (!clash) taken.push(box);
  }
}

function drawGraticule(renderer, group, edge) {
  const map = theMap.leaflet;
  const bounds = map.getBounds();
  const perDegree = map.getSize().x / (bounds.getEast() - bounds.getWest());
  const step = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30].find((s) => s * perDegree >= 90) ?? 30;
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  group.clearLayers();
  edge.replaceChildren();
  const wide = bounds.pad(1);
  const line = (points, text, side, offset) => {
    L.polyline(points, { renderer, interactive: false, color: css("--graticule"), weight: 1 }).addTo(group);
    if (offset === null) return;
    const mark = el("span", { class: side }, text);
    mark.style[side === "foot" ? "left" : "top"] = `${offset}px`;
    edge.append(mark);
  };
  const every = (low, high, draw) => {
    for (let at = Math.ceil(low / step); at * step <= high && at - low / step < 200; at += 1) draw(at * step);
  };
  const size = map.getSize();
  const within = (offset, limit, end) => (offset > 24 && offset < limit - end ? offset : null);
  every(wide.getWest(), wide.getEast(), (x) => line([[wide.getSouth(), x], [wide.getNorth(), x]],
    `${Math.abs(x).toFixed(digits)}°${x < 0 ? "W" : "E"}`, "foot", within(map.latLngToContainerPoint([0, x]).x, size.x, 90)));
  every(wide.getSouth(), wide.getNorth(), (y) => line([[y, wide.getWest()], [y, wide.getEast()]],
    `${Math.abs(y).toFixed(digits)}°${y < 0 ? "S" : "N"}`, "flank", within(map.latLngToContainerPoint([y, 0]).y, size.y, 14)));
}

function makeMap(box, on) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, { keyboard: false, attributionControl: false, zoomControl: false, zoomSnap: 0.25,
    fadeAnimation: !still, zoomAnimation: !still, inertia: !still, worldCopyJump: false });
  theMap.leaflet = map;
  theMap.marks.clear();
  theMap.areas.clear();
  theMap.stacks.clear();
  theMap.labels = [];
  fit();
  // The ground and its names lie below the marks; on paper, where a canvas hides what is below it,
  // above them. Few and fixed, so vectors: they print sharp.
  map.createPane("ground").style.zIndex = 380;
  Object.assign(map.createPane("names").style, { zIndex: 390, pointerEvents: "none" });
  const ground = L.svg({ padding: 0.5, pane: "ground" });
  const renderer = new Sheet({ padding: 0.5, tolerance: 4 });
  const group = L.layerGroup().addTo(map);
  const edge = el("div", { class: "graticule", "aria-hidden": "true" });
  box.append(edge);
  drawLandmarks(ground);
  drawSites(renderer, on);
  L.control.zoom({ zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  const settled = () => {
    drawGraticule(ground, group, edge);
    tidyLabels();
  };
  map.on("movestart zoomstart", () => edge.replaceChildren());
  map.on("moveend zoomend resize", settled);
  map.on("click", () => on.choose(null, "map"));
  settled();
  box.addEventListener("keydown", (event) => mapKey(event, on));
}

// Every site that has a place is in view.
function fit() {
  const places = data.sites.filter((site) => site.at).map((site) => [site.at[1], site.at[0]]);
  // A landmark just outside is shown whole rather than cut by the edge.
  const around = L.latLngBounds(places).pad(0.12);
  for (const { shape } of places.length > 1 ? data.landmarks : []) {
    const at = shape.type === "Point" && [shape.coordinates[1], shape.coordinates[0]];
    if (at && around.contains(at)) places.push(at);
  }
  const others = data.borders.flatMap((each) => L.geoJSON(each.shape).getBounds());
  const bounds = L.latLngBounds(places.length ? places : others);
  if (!bounds.isValid()) theMap.leaflet.setView([30, 110], 5, { animate: false });
  else theMap.leaflet.fitBounds(bounds, { padding: [34, 34], maxZoom: 15, animate: false });
}

function showOnMap(shown) {
  for (const layers of [theMap.marks, theMap.areas]) {
    for (const [site, layer] of layers) {
      const hidden = !shown.has(site);
      if (layer.hidden === hidden) continue;
      layer.hidden = hidden;
      layer.redraw();
    }
  }
  for (const stack of theMap.stacks.values()) {
    const here = stack.filter((site) => shown.has(site));
    for (const site of stack) {
      const mark = theMap.marks.get(site);
      const stacked = site === here[0] ? here.length : 0;
      if ((mark.stacked ?? 0) !== stacked) Object.assign(mark, { stacked }).redraw();
    }
  }
}

function redraw(...sites) {
  for (const site of sites) theMap.marks.get(site)?.redraw();
}

function hoverOnMap(site) {
  const before = theMap.hovered;
  theMap.hovered = site;
  redraw(before, site);
}

function selectOnMap(site, before) {
  redraw(before, site);
  const mark = theMap.marks.get(site);
  if (!mark) return;
  mark.bringToFront();
  theMap.cursor = site;
  if (!theMap.leaflet.getBounds().pad(-0.05).contains(mark.getLatLng())) theMap.leaflet.panTo(mark.getLatLng());
}

// The nearest shown site in a direction from the one the keyboard is at.
function neighbour(dx, dy) {
  const map = theMap.leaflet;
  const pointOf = (site) => map.latLngToContainerPoint(theMap.marks.get(site).getLatLng());
  const from = theMap.cursor ? pointOf(theMap.cursor) : map.getSize().divideBy(2);
  let [best, least] = [null, Infinity];
  for (const [site, mark] of theMap.marks) {
    if (mark.hidden || site === theMap.cursor) continue;
    const to = pointOf(site).subtract(from);
    const [along, across] = [to.x * dx + to.y * dy, Math.abs(to.x * dy) + Math.abs(to.y * dx)];
    const away = Math.hypot(to.x, to.y);
    const wanted = theMap.cursor ? along > 0 && across <= along : true;
    // Of several at one place the last is the best.
    if (wanted && away <= least) [best, least] = [site, away];
  }
  return best;
}

function mapKey(event, on) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const map = theMap.leaflet;
  const way = ways[event.key];
  if (way && event.shiftKey) map.panBy([way[0] * 120, way[1] * 120]);
  else if (way) {
    const site = neighbour(...way);
    if (site) {
      theMap.cursor = site;
      hoverOnMap(site);
      const at = theMap.marks.get(site).getLatLng();
      if (!map.getBounds().pad(-0.05).contains(at)) map.panTo(at);
      const more = stackOf(site).length;
      say([...heading(site), ...(more > 1 ? [`${w("here")} ${more}`] : [])].join(", "));
    }
  } else if (event.key === "Enter" && theMap.cursor) on.choose(theMap.cursor, "keyboard");
  else if (event.key === "Escape") on.choose(null, "keyboard");
  else if (event.key === "+" || event.key === "=") map.zoomIn();
  else if (event.key === "-") map.zoomOut();
  else return;
  event.preventDefault();
}
