// Drives the screens of a running server in a real browser, as a clerk and an
// officer would, and looks at what they see.
//
//   npm ci --ignore-scripts
//   node browser.mjs BASE_URL PICTURES [QUERY]
//
// BASE_URL is a server that holds papers which match QUERY (default "giay chung
// nhan"); PICTURES is a folder for screenshots. CHROMIUM names the browser
// (default /usr/bin/chromium). It uploads two files, so use a data folder that may
// change. The last line is "N passed, N failed"; the exit status is 1 if any failed.

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { Report, accessible, atHome, noSidewaysScroll, pictured, touchable } from "./checks.mjs";
import { inkUnderMarks, overlayFits } from "./checks.mjs";
import { foreignRequests } from "./foreign.mjs";

const [base, pictures, query = "giay chung nhan"] = process.argv.slice(2);
if (!base || !pictures) {
  console.error("usage: node browser.mjs BASE_URL PICTURES [QUERY]");
  process.exit(2);
}
mkdirSync(pictures, { recursive: true });
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
// A page is read within seconds; a loaded computer takes longer.
const READING = 180_000;

const report = new Report();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const context = (options) => browser.newContext({ baseURL: base, viewport: DESKTOP, ...options });
const picture = (page, name) => page.screenshot({ path: `${pictures}/${name}.png` });

/** A scan that no one has handed in before: today's second is on it. */
async function freshScan() {
  const page = await browser.newPage({ viewport: { width: 1240, height: 1754 } });
  const now = new Date().toISOString();
  await page.setContent(`<body style="font: 30px/1.6 serif; margin: 120px">
    <p style="text-align: center"><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p>
    <h2 style="text-align: center">GIẤY XÁC NHẬN</h2><p>Số: ${now}</p>
    <p>${"Ủy ban nhân dân phường xác nhận nội dung trên là đúng. ".repeat(8)}</p>`);
  const buffer = await page.screenshot({ type: "jpeg", quality: 90 });
  await page.close();
  return { name: `xac-nhan-${now.replace(/\D/g, "")}.jpg`, mimeType: "image/jpeg", buffer };
}

async function search(page) {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(query);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/tim\/[0-9a-f]{32}$/);
}

async function desktop() {
  const visitor = await context();
  const page = await visitor.newPage();
  const strays = atHome(page, base);

  await page.goto("/");
  await report.check("first screen: accessible", () => accessible(page));
  await picture(page, "digitise");
  await page.keyboard.press("F1");
  await report.check("F1 shows the keys", () => page.locator("dialog[open]").waitFor({ timeout: 2000 }));
  await picture(page, "keys");
  await page.keyboard.press("Escape");

  await search(page);
  await report.check("the query stands in no address and no title", async () => {
    const seen = `${page.url()} ${await page.title()}`.toLowerCase();
    return query.split(" ").every((word) => !seen.includes(word)) || seen;
  });
  const hits = page.locator(".hit");
  await report.check("pages are found", async () => (await hits.count()) > 0);
  await report.check("snippets are marked", async () => (await hits.first().locator("mark").count()) > 0);
  await report.check("results: every thumbnail is a picture", () => pictured(page, ".hit img"));
  await report.check("results: accessible", () => accessible(page));
  await picture(page, "found");

  await hits.first().locator("h2 a").click();
  await page.locator(".sheet img").evaluate((image) => image.decode());
  await report.check("the page has marks", async () => (await page.locator(".place").count()) > 0);
  await report.check("marks lie within the image", () => overlayFits(page));
  await report.check("marks lie on ink", () => inkUnderMarks(page));
  await report.check("the words beside are marked", async () => (await page.locator("#dong mark").count()) > 0);
  await report.check("paper: accessible", () => accessible(page));
  await picture(page, "paper");
  await page.screenshot({ path: `${pictures}/paper-whole.png`, fullPage: true });

  const word = page.locator("#dong [data-word]").first();
  const number = await word.getAttribute("data-word");
  const box = page.locator(`.word[data-word="${number}"]`);
  await word.hover();
  await report.check("a word lights its box", async () => (await box.getAttribute("class")).includes("lit"));
  await page.mouse.move(0, 0);
  await box.hover();
  await report.check("a box lights its word", async () => (await word.getAttribute("class"))?.includes("lit"));

  await page.locator("#to").click();
  await page.locator("#to").click();
  await report.check("marks stay in place when zoomed", () => overlayFits(page));
  await page.keyboard.press("F3");
  await picture(page, "paper-zoomed");
  await report.check("F3 leads from match to match", async () => {
    const marks = await page.locator(".place").count();
    return marks === 1 || (await page.locator("#cho-thu").textContent()) !== "1";
  });
  await report.check("the best copy can be downloaded", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".downloads a").first().click()]);
    return (await download.failure()) === null && download.suggestedFilename().includes(".");
  });

  await page.goto("/tim");
  await report.check("papers that came in lately are shown", () => pictured(page, ".papers img"));
  await report.check("recent papers: accessible", () => accessible(page));
  await picture(page, "recent");
  await page.goto("/khu-cho");
  await report.check("quarantine: accessible", () => accessible(page));
  await picture(page, "quarantine");

  const lost = await page.goto("/khong/co");
  await report.check("a wrong address is told as such", async () =>
    lost.status() === 404 && (await page.locator("h1").textContent()).length > 10);
  await picture(page, "not-found");
  await page.goto(`/tim/${"0".repeat(32)}`);
  await report.check("an expired query is told as such", async () => (await page.locator(".lost").count()) === 1);

  await page.goto("/");
  await page.locator(".language button").click();
  await report.check("the screens speak English too", async () => (await page.locator("html").getAttribute("lang")) === "en");
  await picture(page, "digitise-english");
  await page.locator(".language button").click();
  await report.check("nothing came from elsewhere, nothing was refused by the policy", () => strays());
  await visitor.close();
}

async function upload() {
  const visitor = await context();
  const page = await visitor.newPage();
  await page.goto("/");
  const scan = await freshScan();
  await page.locator("#ma-ho-so").fill("H37.24-261122-0001");
  await page.locator("#tep").setInputFiles([scan, { name: "hong.pdf", mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.7 ${scan.name}`) }]);
  const row = (name) => page.locator(".rows .row", { hasText: name }).first();
  await report.check("an uploaded file appears in the queue", () => row(scan.name).waitFor({ timeout: 20_000 }));
  await picture(page, "uploading");
  await report.check("it is kept in the end, without reloading", () =>
    page.locator(".row.done", { hasText: scan.name }).waitFor({ timeout: READING }));
  await report.check("a broken file says why", async () => {
    await page.locator(".row.stopped", { hasText: "hong.pdf" }).first().waitFor({ timeout: READING });
    return (await row("hong.pdf").locator(".why").textContent()).length > 20;
  });
  await report.check("what was typed is still there", async () =>
    (await page.locator("#ma-ho-so").inputValue()) === "H37.24-261122-0001");
  await picture(page, "uploaded");
  await row(scan.name).locator("a.name").click();
  await report.check("the kept paper opens", () => page.locator(".sheet img").waitFor({ timeout: 10_000 }));
  await visitor.close();
}

async function withoutScript() {
  const visitor = await context({ javaScriptEnabled: false });
  const page = await visitor.newPage();
  await page.goto("/");
  await page.locator(".hand-in > .primary").click();
  await report.check("without script: a form without files says what is missing", async () =>
    (await page.locator(".problems li").count()) === 1);
  await picture(page, "without-script");
  const scan = await freshScan();
  await page.locator("#tep").setInputFiles(scan);
  await page.locator(".hand-in > .primary").click();
  await report.check("without script: a file is taken", () =>
    page.locator(".row", { hasText: scan.name }).first().waitFor({ timeout: 10_000 }));
  await visitor.close();
}

async function phone(colorScheme) {
  const visitor = await context({ viewport: PHONE, deviceScaleFactor: 2, hasTouch: true, isMobile: true, colorScheme });
  const page = await visitor.newPage();
  const look = async (name, address) => {
    if (address) await page.goto(address);
    await report.check(`phone, ${colorScheme}, ${name}: fits`, () => noSidewaysScroll(page));
    await report.check(`phone, ${colorScheme}, ${name}: can be touched`, () => touchable(page));
    await report.check(`phone, ${colorScheme}, ${name}: accessible`, () => accessible(page));
    await picture(page, `phone-${colorScheme}-${name}`);
  };
  await look("digitise", "/");
  await look("recent", "/tim");
  await search(page);
  await pictured(page, ".hit img");
  await look("found");
  await page.locator(".hit h2 a").first().click();
  await page.locator(".sheet img").evaluate((image) => image.decode());
  await look("paper");
  await report.check(`phone, ${colorScheme}: marks lie within the image`, () => overlayFits(page));
  await page.screenshot({ path: `${pictures}/phone-${colorScheme}-paper-whole.png`, fullPage: true });
  await visitor.close();
}

async function night() {
  const visitor = await context({ colorScheme: "dark" });
  const page = await visitor.newPage();
  await page.goto("/");
  await report.check("by night: accessible", () => accessible(page));
  await picture(page, "night-digitise");
  await search(page);
  await pictured(page, ".hit img");
  await picture(page, "night-found");
  await page.locator(".hit h2 a").first().click();
  await page.locator(".sheet img").evaluate((image) => image.decode());
  await report.check("by night, paper: accessible", () => accessible(page));
  await picture(page, "night-paper");
  await visitor.close();
}

await report.check("other sites are kept out", () => foreignRequests(base));
for (const part of [desktop, upload, withoutScript, () => phone("light"), () => phone("dark"), night]) {
  await report.check(`${part.name || "phone"} runs to its end`, async () => void (await part()));
}
await browser.close();
report.end();
