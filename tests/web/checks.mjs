// What must hold on a screen. Each gives true (or nothing) when it does, otherwise
// what was found instead.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Collects the outcomes. */
export class Report {
  #passed = 0;
  #failed = 0;

  async check(name, test) {
    let found;
    try {
      found = await test();
    } catch (error) {
      found = error.message;
    }
    const held = found === true || found === undefined || found === null;
    if (held) this.#passed += 1;
    else this.#failed += 1;
    console.log(`${held ? "ok    " : "FAILED"} ${name}${held ? "" : `: ${JSON.stringify(found)}`}`);
  }

  end() {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed > 0 ? 1 : 0;
  }
}

/** No serious or critical violation that axe-core knows. */
export async function accessible(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => (await globalThis.axe.run()).violations);
  const bad = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return bad.length === 0 || bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

/** Watches a page from now on; later tells whether it stayed with its own host and
 * within its own policy. */
export function atHome(page, base) {
  const strays = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) strays.push(request.url());
  });
  page.on("console", (message) => {
    // The browser itself reports the page that was not found on purpose.
    if (message.type() === "error" && !message.text().includes("404") && !message.text().includes("410")) strays.push(message.text());
  });
  page.on("pageerror", (error) => strays.push(error.message));
  return () => strays.length === 0 || strays;
}

/** Every picture in view was loaded. */
export async function pictured(page, selector) {
  const images = page.locator(selector);
  const count = await images.count();
  if (count === 0) return `no ${selector}`;
  for (let i = 0; i < Math.min(count, 5); i += 1) {
    await images.nth(i).scrollIntoViewIfNeeded();
    await images.nth(i).evaluate((image) => image.decode());
  }
  await page.evaluate(() => scrollTo(0, 0));
  return true;
}

/** The layer of boxes covers the image exactly, and each mark lies within it. */
export async function overlayFits(page) {
  return page.evaluate(() => {
    const image = document.querySelector(".sheet img").getBoundingClientRect();
    const layer = document.querySelector(".sheet svg").getBoundingClientRect();
    for (const side of ["left", "top", "right", "bottom"]) {
      if (Math.abs(image[side] - layer[side]) > 1) return `the layer is off at its ${side}`;
    }
    const outside = [...document.querySelectorAll(".place")].map((mark) => mark.getBoundingClientRect()).filter((mark) =>
      mark.width < 2 || mark.height < 2 || mark.left < image.left - 3 || mark.right > image.right + 3
        || mark.top < image.top - 3 || mark.bottom > image.bottom + 3);
    return outside.length === 0 || `${outside.length} marks lie outside`;
  });
}

/** Under each mark the picture has letters: neither all paper nor all ink. */
export async function inkUnderMarks(page) {
  return page.evaluate(() => {
    const image = document.querySelector(".sheet img");
    const { width, height } = document.querySelector(".sheet svg").viewBox.baseVal;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const draw = canvas.getContext("2d");
    draw.drawImage(image, 0, 0);
    const [sx, sy] = [canvas.width / width, canvas.height / height];
    const bad = [];
    for (const mark of document.querySelectorAll(".place")) {
      const box = mark.getBBox();
      const { data } = draw.getImageData(box.x * sx, box.y * sy, Math.max(1, box.width * sx), Math.max(1, box.height * sy));
      const light = [];
      for (let i = 0; i < data.length; i += 4) light.push((data[i] + data[i + 1] + data[i + 2]) / 3);
      light.sort((a, b) => a - b);
      const [dark, bright] = [light[Math.floor(light.length * 0.05)], light[Math.floor(light.length * 0.9)]];
      if (bright - dark < 50) bad.push([Math.round(box.x), Math.round(box.y), dark, bright]);
    }
    return bad.length === 0 || bad;
  });
}

/** The page is no wider than the window. */
export async function noSidewaysScroll(page) {
  return page.evaluate(() => {
    const [wide, window] = [document.documentElement.scrollWidth, innerWidth];
    return wide <= window || `${wide} px in a window of ${window} px`;
  });
}

/** What is meant for a finger is at least 44 px high and wide. */
export async function touchable(page) {
  return page.evaluate(() => {
    const meant = "button, .button, .tool, .rail a, .strip a, input:not([type=hidden]):not([type=file])";
    const small = [...document.querySelectorAll(meant)].filter((target) => {
      const box = target.getBoundingClientRect();
      return target.checkVisibility() && box.width > 0 && (box.height < 43.5 || box.width < 43.5);
    });
    return small.length === 0 || small.map((target) => target.outerHTML.slice(0, 120));
  });
}
