/** @file The page in a real browser: what one can do with it, that it asks for nothing, and how fast it is with 1,000 runs. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { writeReport } from "#reports";
import { analyses } from "../../../src/reports/analyses/index.ts";
import { reportPage } from "../../../src/reports/page/page.ts";
import { packData, watchColumns } from "../../../src/reports/page/page-data.ts";
import { groupRuns } from "../../../src/reports/run-groups.ts";
import { configOf, makeSweep } from "../sweep.ts";
import { Chromium, chromiumPath, type Tab } from "./chromium.ts";
import { manyRuns } from "./many-runs.ts";

if (!chromiumPath) console.warn("SKIPPED: the page in a browser, because there is no Chromium (CHROMIUM=/path/to/it)");

const url = (path: string) => pathToFileURL(path).href;
let folder: string;
let browser: Chromium;

describe.skipIf(!chromiumPath)("the page in Chromium", () => {
  let report: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "thesis-page-"));
    const sweep_dir = await makeSweep(folder);
    const figures = join(sweep_dir, "run_20260101-000000_test_job0/figures");
    mkdirSync(figures);
    writeFileSync(join(figures, "losses.svg"), '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
    const config = configOf(folder, "compare_tokenizers", { sweep_dir }, { thresholds: { val_mse: 0.5 } });
    report = (await writeReport(config, new Date(2026, 0, 2, 3, 4, 5))).folder;
    browser = await Chromium.start();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => browser.closePages());

  async function openReport(path = report): Promise<Tab> {
    const tab = await browser.open(url(join(path, "report.html")));
    await tab.until("document.querySelectorAll('.sheet svg').length >= 2");
    return tab;
  }

  const names = (tab: Tab) =>
    tab.run<string[]>("return [...document.querySelectorAll('tbody td.name')].map((cell) => cell.textContent)");
  const press = (tab: Tab, text: string, within = "body") =>
    tab.run(`[...document.querySelectorAll("${within} button")].find((one) => one.textContent === "${text}").click()`);

  test("draws every figure and lists every run, without an error and without asking for anything elsewhere", async () => {
    const tab = await openReport();
    expect(await names(tab)).toHaveLength(12);
    expect(await tab.run("return [...document.querySelectorAll('figure h2')].map((one) => one.textContent)")).toEqual(
      Object.keys(analyses.compare_tokenizers.figures).map((name) => name.replaceAll("_", " ")),
    );
    for (const request of tab.requests) expect(request).toMatch(/^file:/);
    expect(tab.errors).toEqual([]);
  });

  test("says the run, the value and the unit of what is pointed at, by pointer and by keyboard", async () => {
    const tab = await openReport();
    const place = await tab.run<{ x: number; y: number }>(`
      const sheet = document.querySelector("#figure-pareto_error_vs_compression .sheet");
      sheet.focus();
      sheet.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      const { left, width, top } = sheet.querySelector(".mark").getBoundingClientRect();
      return { x: left + width / 2, y: top + width / 2 };`);
    const tip = () =>
      tab.run<string[]>(
        "return [...document.querySelectorAll('.tip:not([hidden]) div')].map((line) => line.textContent)",
      );
    const byKey = await tip();
    expect(byKey[0]).toMatch(/^vq, β = \d+$/); // the fewest bits stand left
    expect(byKey).toContainEqual(expect.stringMatching(/^run_20260101-000000_test_job\d+$/));
    expect(byKey).toContainEqual("Bits per token: 9.000");
    expect(byKey).toContainEqual(expect.stringMatching(/^Best validation MSE of tokens: [\d.]+ \([\d.]+ – [\d.]+\)$/));
    await tab.run(
      "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))",
    );
    expect(await tip()).toEqual([]);
    await tab.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...place });
    expect(await tip()).toEqual(byKey);
    const time = await tab.run<string>(`
      const sheet = document.querySelector("#figure-val_mse_vs_time .sheet");
      sheet.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      return sheet.querySelector(".tip").textContent;`);
    expect(time).toMatch(/Training time: [\d.]+ s/);
  });

  test("zooms into the box that is drawn and back, and turns axes logarithmic", async () => {
    const tab = await openReport();
    const labels = () =>
      tab.run<string>(
        "return [...document.querySelectorAll('#figure-val_mse_vs_time text')].map((one) => one.textContent).join()",
      );
    const whole = await labels();
    const box = await tab.run<{ x: number; y: number; width: number; height: number }>(`
      const frame = document.querySelector("#figure-val_mse_vs_time clipPath").nextSibling.parentElement.lastChild;
      const { x, y, width, height } = frame.getBoundingClientRect();
      return { x, y, width, height };`);
    const at = (share: number) => ({ x: box.x + share * box.width, y: box.y + share * box.height });
    const mouse = (type: string, place: object) =>
      tab.send("Input.dispatchMouseEvent", { type, button: "left", buttons: 1, clickCount: 1, ...place });
    await mouse("mousePressed", at(0.2));
    await mouse("mouseMoved", at(0.6));
    await mouse("mouseReleased", at(0.6));
    expect(await labels()).not.toBe(whole);
    await press(tab, "all", "#figure-val_mse_vs_time");
    expect(await labels()).toBe(whole);
    await press(tab, "log x", "#figure-val_mse_vs_time");
    expect(await labels()).not.toBe(whole);
  });

  test("keeps the runs that are chosen in the table and in the figures, and groups them by seed", async () => {
    const tab = await openReport();
    const legend = () =>
      tab.run<string[]>(
        "return [...document.querySelectorAll('#figure-val_mse_vs_time .entry')].map((one) => one.dataset.name)",
      );
    const drawn = (count: number) =>
      tab.until(`document.querySelectorAll('#figure-val_mse_vs_time .entry').length === ${count}`);
    expect(await legend()).toHaveLength(6);
    await press(tab, "vq", ".chips");
    await drawn(2);
    expect(await names(tab)).toHaveLength(4);
    await tab.run(
      "document.querySelector('tbody input').click(); document.querySelector('tbody tr:nth-child(3) input').click()",
    );
    await drawn(1); // both seeds of one weight were taken out
    expect(await names(tab)).toHaveLength(4);
    await press(tab, "all runs");
    await drawn(6);
    await tab.run("document.querySelector('#grouped').click()");
    expect(await names(tab)).toHaveLength(6);
    expect(await tab.run("return document.querySelector('tbody').textContent")).toContain(" ± ");
    await tab.run("document.querySelector('.fold').click()");
    expect(await names(tab)).toHaveLength(8);
  });

  test("sorts by a column and keeps what is typed above it", async () => {
    const tab = await openReport();
    const head = (name: string) => `[...document.querySelectorAll("th")].find((one) => one.textContent === "${name}")`;
    await tab.run(`${head("MSE tokens")}.querySelector("button").click()`);
    const errors = () =>
      tab.run<number[]>(`const place = ${head("MSE tokens")}.cellIndex;
        return [...document.querySelectorAll("tbody tr[data-place]")].map((row) => Number(row.cells[place].textContent))`);
    const sorted = await errors();
    expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
    expect(await tab.run(`return ${head("MSE tokens")}.ariaSort`)).toBe("ascending");
    await tab.run(`const input = document.querySelector("input[aria-label='keep MSE tokens']");
      input.value = "<0.3"; input.dispatchEvent(new Event("input"))`);
    expect(await errors()).toEqual(sorted.filter((error) => error < 0.3));
  });

  test("tells what cannot be understood above a column, keeps all meanwhile, and says when nothing is left", async () => {
    const tab = await openReport();
    const type = async (text: string) => {
      await tab.run(`const input = document.querySelector("input[aria-label='keep MSE tokens']");
        input.value = ${JSON.stringify(text)}; input.dispatchEvent(new Event("input"))`);
      const message = await tab.run<string>(
        "return document.querySelector('.message:not([hidden])')?.textContent ?? ''",
      );
      return { message, runs: (await names(tab)).length };
    };
    expect(await type("<")).toEqual({ message: "", runs: 12 }); // on the way to <0.3
    expect(await type("<0,3")).toEqual({ message: 'MSE tokens: "0,3" is no number; did you mean 0.3?', runs: 12 });
    expect(await type("<0")).toMatchObject({ message: expect.stringContaining("No run is left"), runs: 0 });
    await press(tab, "all runs");
    expect(await type("")).toEqual({ message: "", runs: 12 });
  });

  test("prints every run and every figure, in light colours also from a dark screen", async () => {
    const tab = await browser.open(await pageOf(manyRuns(200), "printed"));
    await tab.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "dark" }] });
    await tab.until("document.querySelectorAll('.sheet svg').length >= 2");
    expect((await names(tab)).length).toBeLessThan(100);
    await tab.run("dispatchEvent(new Event('beforeprint'))");
    expect(await names(tab)).toHaveLength(200);
    const papers = () =>
      tab.run<string[]>(
        "return [...document.querySelectorAll('.sheet svg > rect')].map((one) => one.getAttribute('fill'))",
      );
    expect(await papers()).toEqual(Array.from({ length: 5 }, () => "#ffffff"));
    await tab.run("dispatchEvent(new Event('afterprint'))");
    expect((await names(tab)).length).toBeLessThan(100);
    expect(await papers()).toEqual(Array.from({ length: 5 }, () => "#17181c"));
  });

  test("fits the screen of a phone, with letters as large as on paper", async () => {
    const tab = await openReport();
    await tab.send("Emulation.setDeviceMetricsOverride", {
      width: 400,
      height: 800,
      deviceScaleFactor: 1,
      mobile: true,
    });
    await tab.until("matchMedia('(max-width: 700px)').matches");
    await tab.until("document.querySelector('.figures').ariaBusy === 'false'");
    expect(await tab.run("return document.documentElement.scrollWidth")).toBeLessThanOrEqual(400);
    const scales = await tab.run<number[]>(
      "return [...document.querySelectorAll('.sheet svg')].map((one) => one.clientWidth / one.viewBox.baseVal.width)",
    );
    expect(Math.min(...scales)).toBeGreaterThan(1.33); // pixels a point: 8 pt are as large as on paper
  });

  test("gives every figure as PNG, SVG and CSV, in light colours", async () => {
    const downloads = join(folder, "downloads");
    const tab = await openReport();
    await browser.send("Browser.setDownloadBehavior", {
      behavior: "allow",
      downloadPath: downloads,
      eventsEnabled: true,
    });
    for (const kind of ["PNG", "SVG", "CSV"]) {
      const done = new Promise<void>((resolve) => {
        const stop = browser.listen(({ method, params }) => {
          if (method !== "Browser.downloadProgress" || params!["state"] !== "completed") return;
          stop();
          resolve();
        });
      });
      await press(tab, kind, "#figure-pareto_error_vs_compression");
      await done;
    }
    expect(readdirSync(downloads).sort()).toEqual(
      ["csv", "png", "svg"].map((end) => `pareto_error_vs_compression.${end}`),
    );
    const file = (end: string) => readFileSync(join(downloads, `pareto_error_vs_compression.${end}`));
    expect(file("png").subarray(1, 4).toString()).toBe("PNG");
    expect(file("svg").toString()).toMatch(/^<svg xmlns.*fill="#ffffff".*Bits per token.*<\/svg>$/s);
    const [header, ...rows] = file("csv").toString().trimEnd().split("\n");
    expect(header).toBe("panel,series,about,kind,x,y,x_low,x_high,y_low,y_high,x_label,y_label");
    expect(rows.filter((row) => row.includes(",point,"))).toHaveLength(6);
    expect(rows.join("\n")).toContain('"none, β = 1"');
  });

  test("links to the runs beside it, and only names them where it was copied alone", async () => {
    const links = (tab: Tab) =>
      tab.run<string[]>("return [...document.querySelectorAll('td.name a')].map((one) => one.href)");
    const here = await openReport();
    await here.until("document.querySelectorAll('td.name a').length === 12");
    for (const link of await links(here)) expect(existsSync(new URL(link))).toBe(true);
    const alone = join(folder, "a", "laptop", "copy");
    cpSync(report, alone, { recursive: true });
    const tab = await openReport(alone);
    expect(await links(tab)).toEqual([]);
    expect(await names(tab)).toContain("run_20260101-000000_test_job0");
  });

  test("is printed with every figure, the ones out of sight too", async () => {
    const tab = await openReport();
    await tab.send("Page.printToPDF");
    const { figures } = analyses.compare_tokenizers;
    expect(await tab.run("return document.querySelectorAll('.sheet svg').length")).toBe(Object.keys(figures).length);
  });

  test("is dark where the reader's system is", async () => {
    const tab = await openReport();
    const paper = () => tab.run<string>("return document.querySelector('.sheet svg rect').getAttribute('fill')");
    const light = await paper();
    await tab.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "dark" }] });
    await tab.until(`document.querySelector('.sheet svg rect').getAttribute('fill') !== "${light}"`);
    expect(await tab.run("return getComputedStyle(document.body).backgroundColor")).toBe("rgb(23, 24, 28)");
  });

  test("takes the name of a run for nothing but text", async () => {
    const evil = '</script><script>window.harmed = 1</script><img src=x onerror="window.harmed = 1">';
    const tables = manyRuns(10);
    const runs = tables.runs.map((row) => ({
      ...row,
      name: evil,
      run_dir: evil,
      tokenizer: evil,
      encoder: row.tokenizer,
    }));
    const tab = await browser.open(await pageOf({ ...tables, runs }, "evil"));
    await tab.until("document.querySelectorAll('.sheet svg').length >= 2");
    expect(await tab.run("return window.harmed ?? 'unharmed'")).toBe("unharmed");
    expect(await names(tab)).toEqual(runs.map(() => evil));
    expect(tab.requests).toHaveLength(1);
  });

  describe("with 1,000 runs of 100 epochs", () => {
    /**
     * Milliseconds that the page's own thread has worked so far: what it takes where nothing else runs. A clock on the wall
     * would measure what else this machine is doing.
     */
    const workOf = async (tab: Tab): Promise<number> => {
      const { metrics } = (await tab.send("Performance.getMetrics")) as { metrics: { name: string; value: number }[] };
      return 1000 * metrics.find(({ name }) => name === "ThreadTime")!.value;
    };
    const quantile = (times: readonly number[], share: number) =>
      times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!;
    const listed = (times: readonly number[]) => times.map((time) => time.toFixed()).join(", ");

    test("is painted in under a second, figures included", async () => {
      const page = await pageOf(manyRuns(1000), "large");
      const [paints, works]: [number[], number[]] = [[], []];
      for (let i = 0; i < 5; i++) {
        const tab = await browser.open(page);
        await tab.until("document.querySelectorAll('.sheet svg').length >= 3 && document.querySelector('td.name')");
        await settled(tab);
        works.push(await workOf(tab));
        const [paint] = await tab.run<number[]>(
          "return performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime)",
        );
        if (paint !== undefined) paints.push(paint); // none where the page was painted only once, with its figures
        await browser.closePages();
      }
      console.log(
        `1,000 runs: first paint after ${listed(paints)} ms; all in sight is drawn with ${listed(works)} ms of work`,
      );
      expect(Math.min(...paints)).toBeLessThan(1000);
      expect(quantile(works, 0.5)).toBeLessThan(1000);
    });

    /** All figures in sight are those of the runs that are left. */
    const settled = (tab: Tab) => tab.until("document.querySelector('.figures')?.ariaBusy === 'false'");

    test("answers keys, presses and clicks with less than 100 ms of work in the median, and says how long each takes", async () => {
      const tab = await browser.open(await pageOf(manyRuns(1000), "large"));
      await tab.until("document.querySelectorAll('.sheet svg').length >= 3");
      // what the browser itself takes for the time from a key to the frame that answers it (Event Timing)
      await tab.run(`window.answers = [];
        new PerformanceObserver((list) => answers.push(...list.getEntries()
          .filter(({ name }) => name === "keydown").map(({ duration }) => duration)))
          .observe({ type: "event", durationThreshold: 16 });`);
      const works: number[] = [];
      const measure = async (gesture: () => Promise<unknown>) => {
        await settled(tab);
        const before = await workOf(tab);
        await gesture();
        await settled(tab);
        works.push((await workOf(tab)) - before);
        expect(await tab.run("return document.querySelectorAll('tbody tr[data-place]').length")).toBeLessThan(100);
      };
      const key = async (text: string) => {
        await tab.send("Input.dispatchKeyEvent", { type: "keyDown", key: text, text });
        await tab.send("Input.dispatchKeyEvent", { type: "keyUp", key: text });
      };
      const emptied = (selector: string) =>
        tab.run(`const input = document.querySelector("${selector}");
          input.focus(); input.value = ""; input.dispatchEvent(new Event("input"));`);
      const search = ".bar input[type=search]";
      const column = "input[aria-label='keep MSE tokens']";
      for (const [where, words] of [
        [search, ["vq", "none", "fsq 64", "job9"]],
        [column, ["<0.2", "0.1..0.3"]],
      ] as const) {
        for (const word of words) {
          await measure(() => emptied(where));
          for (const letter of word) await measure(() => key(letter));
        }
        await measure(() => emptied(where));
      }
      const click = (find: string) => measure(() => tab.run(`${find}.click()`));
      await click('[...document.querySelectorAll(".chips button")].find((one) => one.textContent === "vq")');
      await click('[...document.querySelectorAll("button")].find((one) => one.textContent === "all runs")');
      await click('document.querySelector("#grouped")');
      await click('document.querySelector("th button")');
      await click('document.querySelector("tbody input")');
      const waits = await tab.run<number[]>("return answers");
      console.log(
        `1,000 runs, ${works.length} gestures: table and all figures in sight are new after ${listed(works)} ms of work`,
      );
      console.log(`  keys are answered on the screen after ${listed(waits)} ms`);
      expect(waits.length).toBeGreaterThan(0);
      expect(quantile(waits, 0.1)).toBeLessThan(100); // by a clock, which counts other programs too: the works are what a reader alone would wait
      expect(quantile(works, 0.5)).toBeLessThan(100);
    });
  });
});

async function pageOf(tables: ReturnType<typeof manyRuns>, name: string): Promise<string> {
  const config = configOf("out", "compare_tokenizers", { sweep_dir: "x" }, { thresholds: { val_mse: 0.05 } });
  const { material, columns } = watchColumns({ tables, groups: groupRuns(tables), config, inference: null });
  const figures = Object.entries(analyses.compare_tokenizers.figures).map(([name, draw]) => {
    draw(material);
    return { name };
  });
  const page = await reportPage({
    data: { ...packData(material, columns, figures), links: tables.runs.map(() => null), probes: {} },
    reportId: "report_20260102-030405_compare_tokenizers",
    ...{ question: "", createdAt: new Date(0), code: "", notes: [], files: [] },
  });
  const path = join(folder, `${name}.html`);
  writeFileSync(path, page);
  return url(path);
}
