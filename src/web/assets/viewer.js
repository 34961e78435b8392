// The page image: zoom, drag, step from match to match, and the tie between a word
// in the text and its box on the image.

const stage = document.getElementById("ban");
const sheet = document.getElementById("to-giay");
const text = document.getElementById("dong");

// The image has 1,800 pixels on its long side: beyond this it only blurs.
const ZOOM = { least: 1, most: 4, step: 1.25 };
let zoom = 1;

function zoomTo(value, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  const before = zoom;
  zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, value));
  const [left, top] = [stage.scrollLeft + x, stage.scrollTop + y];
  sheet.style.width = `${zoom * 100}%`;
  // What lies under (x, y) stays there.
  stage.scrollTo((left * zoom) / before - x, (top * zoom) / before - y);
  document.getElementById("co").textContent = `${Math.round(zoom * 100)} %`;
  document.getElementById("nho").disabled = zoom === ZOOM.least;
  document.getElementById("to").disabled = zoom === ZOOM.most;
  stage.classList.toggle("grab", zoom > 1);
}
const larger = () => zoomTo(zoom * ZOOM.step);
const smaller = () => zoomTo(zoom / ZOOM.step);
const fit = () => zoomTo(1);
document.getElementById("to").addEventListener("click", larger);
document.getElementById("nho").addEventListener("click", smaller);
document.getElementById("vua").addEventListener("click", fit);
stage.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  const box = stage.getBoundingClientRect();
  zoomTo(zoom * Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
}, { passive: false });

// Drag with the mouse; a finger scrolls by itself.
let drag = null;
stage.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "mouse" || event.button !== 0 || zoom === 1) return;
  drag = { x: event.clientX + stage.scrollLeft, y: event.clientY + stage.scrollTop };
  stage.setPointerCapture(event.pointerId);
  stage.classList.add("grabbing");
});
stage.addEventListener("pointermove", (event) => {
  if (drag) stage.scrollTo(drag.x - event.clientX, drag.y - event.clientY);
});
stage.addEventListener("lostpointercapture", () => {
  drag = null;
  stage.classList.remove("grabbing");
});

/** Brings a box into the middle of what holds it, without moving the page. */
function show(box, holder) {
  const [inner, outer] = [box.getBoundingClientRect(), holder.getBoundingClientRect()];
  const inside = inner.top >= outer.top && inner.bottom <= outer.bottom
    && inner.left >= outer.left && inner.right <= outer.right;
  if (inside) return;
  holder.scrollBy(
    inner.left - outer.left - (outer.width - inner.width) / 2,
    inner.top - outer.top - (outer.height - inner.height) / 2,
  );
}

// Matches of the search that led here.
const places = [...sheet.querySelectorAll(".place")];
const buttons = { [-1]: document.getElementById("cho-truoc"), 1: document.getElementById("cho-sau") };
let here = location.hash === "#cho-cuoi" ? places.length - 1 : 0;

function stand(place) {
  places[here]?.classList.remove("here");
  here = place;
  places[here].classList.add("here");
  show(places[here], stage);
  document.getElementById("cho-thu").textContent = here + 1;
  mayStep();
}
function mayStep() {
  for (const way of [-1, 1]) {
    if (buttons[way]) buttons[way].disabled = !places[here + way] && !buttons[way].dataset.page;
  }
}
function step(way) {
  if (places[here + way]) stand(here + way);
  else if (buttons[way]?.dataset.page) location.assign(buttons[way].dataset.page);
}
for (const way of [-1, 1]) buttons[way]?.addEventListener("click", () => step(way));
if (places.length > 0) stand(here);
else mayStep();

// A word and its box light each other up.
const twins = (word) => document.querySelectorAll(`[data-word="${word}"]`);
function light(event) {
  const word = event.target.dataset?.word;
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  if (word) for (const twin of twins(word)) twin.classList.add("lit");
}
for (const side of [sheet, text]) {
  side?.addEventListener("pointerover", light);
  side?.addEventListener("pointerleave", light);
  side?.addEventListener("click", (event) => {
    const word = event.target.dataset?.word;
    if (!word) return;
    light(event);
    for (const twin of twins(word)) show(twin, stage.contains(twin) ? stage : text);
  });
}

addEventListener("keydown", (event) => {
  if (event.key === "F3") {
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  }
});
stage.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const turn = (id) => () => zoom === 1 && document.getElementById(id)?.click();
  const does = {
    "+": larger, "=": larger, "-": smaller, "0": fit,
    ArrowLeft: turn("trang-truoc"), ArrowRight: turn("trang-sau"),
  }[event.key];
  if (does) does();
});

zoomTo(1);
const current = document.querySelector(".strip [aria-current]");
if (current) show(current, document.querySelector(".strip"));
