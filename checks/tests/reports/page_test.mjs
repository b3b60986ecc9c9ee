// The HTML pages in headless Chromium: node page_test.mjs ONE.html CATALOGUE.html, with node_modules beside this file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [one, catalogue] = process.argv.slice(2).map((file) => pathToFileURL(resolve(file)).href);
let claims = 0;
const faults = [];
function claim(holds, words) {
  ++claims;
  if (!holds) faults.push(words);
}
function same(got, wanted, words) {
  claim(got === wanted, `${words}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
page.on("request", (request) => claim(/^(file|data):/.test(request.url()), `a request leaves the file: ${request.url()}`));
page.on("console", (message) => claim(message.type() !== "error", `the console says: ${message.text()}`));
page.on("pageerror", (error) => claim(false, `the script fails: ${error.message}`));
// What a click on a link leads to: the browser tells the page of a new address some time after the click.
async function comes(holds, argument, words) {
  claim(await page.waitForFunction(holds, argument, { timeout: 10000 }).then(() => true, () => false), words);
}

async function open(address) {
  await page.goto("about:blank");
  await page.goto(address);
}
const step = () => page.evaluate(() => ({
  slider: Number(document.getElementById("slider").value),
  last: Number(document.getElementById("slider").max),
  words: document.getElementById("where").textContent,
  current: [...document.querySelectorAll("#interleaving tr[aria-current]")].map((row) => Number(row.dataset.step)),
  hash: location.hash,
}));
async function at(wanted, words) {
  const now = await step();
  same(now.slider, wanted, `${words}, the slider`);
  same(now.words, `step ${wanted} of ${now.last}`, `${words}, its words`);
  same(now.current.join(), String(wanted), `${words}, the marked row`);
  claim(new RegExp(`\\bstep=${wanted}$`).test(now.hash), `${words}: the address is ${now.hash}`);
}
// Name, text and mark of each variable; details that are closed count too.
const state = () => page.evaluate(() => [...document.querySelectorAll("#state tbody tr")].map((row) => ({
  name: row.cells[0].textContent, text: row.cells[1].textContent, marked: row.cells[1].querySelector("mark") !== null,
})));
const threads = () => page.evaluate(() => [...document.querySelectorAll("#threads tbody tr")].map((row) => ({
  name: row.cells[0].textContent, holds: row.cells[1].textContent, stands: row.cells[2].textContent,
  marked: row.querySelector("mark") !== null,
})));
const value = (field) => field.marked ? field.text.split(" -> ").pop() : field.text;

async function moves() {
  await open(one);
  const { last, hash } = await step();
  claim(last > 20, "the first schedule has more than 20 steps");
  same(hash, "", "a page without a step in its link keeps its address");
  same(await page.evaluate(() => scrollY), 0, "the verdict comes first");
  same(await page.textContent(".banner"), "VIOLATED", "the banner");
  const box = await page.locator("#slider").boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const middle = (await step()).slider;
  claim(Math.abs(middle - last / 2) <= 1, `a click on the slider's middle leads to step ${middle} of ${last}`);
  await at(middle, "the slider by mouse");
  await page.focus("#slider");
  await page.keyboard.press("ArrowRight");
  await at(middle + 1, "the slider's right arrow");
  await page.keyboard.press("Home");
  await at(0, "the slider's Home");
  await page.evaluate(() => document.activeElement.blur());
  for (const [key, to] of [["j", 1], ["j", 2], ["k", 1], ["ArrowRight", 2], ["ArrowLeft", 1], ["End", last], ["j", last], ["Home", 0], ["k", 0]]) {
    await page.keyboard.press(key);
    await at(to, `the key ${key}`);
  }
  for (const [button, to] of [["last", last], ["back", last - 1], ["next", last], ["first", 0]]) {
    await page.click(`#${button}`);
    await at(to, `the button ${button}`);
  }
  await page.click("#interleaving tr[data-step='3'] td.step >> nth=0");
  await at(3, "a click on a row");
}

async function links() {
  await open(one + "#step=5");
  await at(5, "a deep link");
  await page.evaluate(() => { location.hash = "#step=7"; });
  await page.waitForFunction(() => document.getElementById("slider").value === "7");
  await at(7, "a changed address");
  for (const odd of ["#step=999999", "#step=-1", "#step=x", "#trace=99999", "#row=99999", "#%00<b>"]) {
    await open(one + odd);
    claim((await page.textContent("h1")).includes("replock"), `${odd} breaks the page`);
  }
}

async function marks() {
  await open(one + "#step=0");
  const { last } = await step();
  let before = new Map((await state()).map((field) => [field.name, value(field)]));
  let stood = await threads();
  claim(stood.every((thread) => thread.holds === "nothing"), "at first nobody holds anything");
  let changed = 0;
  for (let i = 1; i <= last; ++i) {
    await page.keyboard.press("j");
    const now = await state(), stands = await threads();
    for (const field of now) {
      const was = before.get(field.name);
      changed += field.marked;
      if (field.marked) same(field.text, `${was} -> ${value(field)}`, `step ${i}, ${field.name}`);
      same(field.marked, value(field) !== was, `step ${i}, ${field.name} is marked where it changes`);
    }
    stands.forEach((thread, index) => same(thread.marked,
      thread.holds !== stood[index].holds || thread.stands !== stood[index].stands, `step ${i}, ${thread.name} is marked`));
    before = new Map(now.map((field) => [field.name, value(field)]));
    stood = stands;
  }
  claim(changed > 10, `only ${changed} changes are marked`);
  const by = (name) => stood.find((thread) => thread.name === name);
  same(by("unbind d0.ETH_REP").holds, "reps_lock(esw0), device_lock(d0.ETH_REP)", "what unbind holds in the end");
  same(by("unbind d0.ETH_REP").stands, "waits for ldev->lock held by bond worker", "what unbind waits for");
  same(by("bond worker").stands, "waits for reps_lock(esw0) held by unbind d0.ETH_REP", "what the worker waits for");
}

async function lockGraph() {
  await open(one);
  const edges = await page.evaluate(() => [...document.querySelectorAll(".graph g.edge a")].map((a) =>
    a.getAttribute("xlink:href") || a.getAttribute("href")));
  claim(edges.length > 5, `only ${edges.length} edges of the lock graph lead somewhere`);
  claim(await page.locator(".graph").getByText("cycle, realised:").count() > 0, "the realised cycle is marked in words");
  for (const edge of edges) {
    await page.evaluate((hash) => { location.hash = hash; }, edge);
    await page.waitForFunction((wanted) => document.getElementById("where").textContent.startsWith(`step ${wanted} of`),
      edge.split("step=")[1]);
    const [, held] = /^lock order (.+) -> .+$/.exec(await page.textContent("#title")) || [];
    claim(held !== undefined, `${edge} leads to '${await page.textContent("#title")}'`);
    claim((await threads()).some((thread) => thread.holds.includes(held)), `${edge}: nobody holds ${held} there`);
  }
  await open(one);
  await page.locator(".graph g.edge a text").first().click();
  await comes(() => document.getElementById("title").textContent.startsWith("lock order "), undefined,
    "a click on an edge opens its schedule");
}

async function index() {
  await open(catalogue);
  const cells = await page.evaluate(() => [...document.querySelectorAll(".matrix tbody a")].map((a) => ({
    href: a.getAttribute("href"), title: a.title, text: a.textContent })));
  claim(cells.length > 300, `the matrix has only ${cells.length} cells`);
  for (const cell of cells) {
    await page.evaluate((hash) => { location.hash = hash; }, cell.href);
    await page.waitForFunction((wanted) => wanted.startsWith(document.getElementById("row-title").textContent + ":"), cell.title);
    const shown = await page.evaluate(() => ({ hidden: document.getElementById("trace").hidden,
      findings: document.getElementById("findings").children.length,
      steps: document.querySelectorAll("#interleaving tr[data-step]").length }));
    same(shown.hidden, shown.findings === 0, `${cell.title}: a trace is open`);
    same(shown.findings === 0, /ok$/.test(cell.text), `${cell.title}: it has findings`);
    claim(shown.hidden || shown.steps > 1, `${cell.title}: its trace has steps`);
  }
  await open(catalogue);
  await page.click(".matrix tbody td[data-row='1'] a");
  await comes((title) => title.startsWith(document.getElementById("row-title").textContent + ":"), cells[1].title,
    "a click on a cell opens its row");
}

async function accessible(address, scheme) {
  await page.emulateMedia({ colorScheme: scheme });
  await open(address);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  claim(passes.length > 10, "axe looked at the page");
  for (const { id, impact, nodes } of violations)
    claim(!["serious", "critical"].includes(impact), `axe, ${scheme}: ${id} (${impact}) at ${nodes[0].target}`);
}

async function schemes() {
  const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  for (const address of [one, catalogue])
    for (const scheme of ["light", "dark"]) await accessible(address, scheme);
  const dark = await back();
  await page.emulateMedia({ colorScheme: "light" });
  claim(dark !== await back(), "dark is another colour than light");
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ media: "print", colorScheme: scheme });
    await open(one);
    same(await back(), "rgb(255, 255, 255)", `paper is white, in ${scheme}`);
    claim(!await page.isVisible(".controls"), "no controls on paper");
    claim(await page.isVisible("#interleaving") && await page.isVisible("#threads"), "the trace is on paper");
    claim(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "paper is wide enough");
    claim((await page.pdf({ format: "A4" })).length > 20000, "it prints");
  }
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
}

for (const part of [moves, links, marks, lockGraph, index, schemes]) {
  const before = claims;
  await part().catch((error) => claim(false, `${part.name}: ${error.message}`));
  console.log(`${part.name}: ${claims - before} claims`);
}
await browser.close();
for (const fault of faults) console.log(`FAULT ${fault}`);
console.log(`${claims - faults.length} claims hold, ${faults.length} do not`);
process.exit(faults.length === 0 && claims > 1000 ? 0 : 1);
