/** @file A real Chromium, spoken to through a pipe in its own DevTools protocol: no port, no library. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Undefined where there is none: tests that need it say so and are skipped. */
export const chromiumPath = [process.env["CHROMIUM"] ?? "", ...PLACES].find((path) => path !== "" && existsSync(path));

const FLAGS = [
  "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update",
  "--disable-sync --disable-dev-shm-usage --window-size=1400,1000 --remote-debugging-pipe",
].flatMap((line) => line.split(" "));

type Reply = Readonly<Record<string, unknown>>;
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Reply;
  readonly result?: Reply;
  readonly error?: { readonly message: string };
}

export class Chromium {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #last = 0;

  private constructor(path: string) {
    this.#profile = mkdtempSync(join(tmpdir(), "thesis-chromium-"));
    const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"] as const;
    this.#process = spawn(path, [...FLAGS, `--user-data-dir=${this.#profile}`], { stdio: [...stdio] });
    let text = "";
    const output = this.#process.stdio[4] as Readable;
    output.setEncoding("utf8").on("data", (piece: string) => {
      const messages = (text + piece).split("\0");
      text = messages.pop()!;
      for (const message of messages) this.#receive(JSON.parse(message) as Message);
    });
  }

  static async start(): Promise<Chromium> {
    const browser = new Chromium(chromiumPath!);
    await browser.send("Browser.getVersion");
    return browser;
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Reply> {
    const id = ++this.#last;
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result!),
      );
    });
  }

  /** Opens a page of its own and waits until it is loaded. */
  async open(url: string): Promise<Tab> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(this, sessionId as string);
    for (const domain of ["Page", "Runtime", "Network", "Log", "Performance"]) await tab.send(`${domain}.enable`);
    const loaded = tab.once("Page.loadEventFired");
    await tab.send("Page.navigate", { url });
    await loaded;
    return tab;
  }

  /** A page behind another one is not drawn. */
  async closePages(): Promise<void> {
    const { targetInfos } = await this.send("Target.getTargets");
    const pages = (targetInfos as { type: string; targetId: string }[]).filter(({ type }) => type === "page");
    // one may have gone meanwhile
    for (const { targetId } of pages) await this.send("Target.closeTarget", { targetId }).catch(() => {});
  }

  listen(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    await this.send("Browser.close").catch(() => this.#process.kill());
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 3 });
  }

  #receive(message: Message): void {
    if (message.id === undefined) for (const listener of this.#listeners) listener(message);
    else this.#waiting.get(message.id)?.(message);
  }
}

export class Tab {
  readonly #browser: Chromium;
  readonly #session: string;
  /** Addresses that were asked for. */
  readonly requests: string[] = [];
  /** Errors and exceptions of the page. */
  readonly errors: string[] = [];

  constructor(browser: Chromium, session: string) {
    this.#browser = browser;
    this.#session = session;
    browser.listen(({ method, sessionId, params }) => {
      if (sessionId !== session) return;
      if (method === "Network.requestWillBeSent") this.requests.push((params!["request"] as { url: string }).url);
      if (method === "Runtime.exceptionThrown") this.errors.push(JSON.stringify(params!["exceptionDetails"]));
      const { level, text } = (params?.["entry"] ?? {}) as { level?: string; text?: string };
      if (method === "Log.entryAdded" && level === "error") this.errors.push(text!);
    });
  }

  send(method: string, params: object = {}): Promise<Reply> {
    return this.#browser.send(method, params, this.#session);
  }

  once(method: string): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#browser.listen((message) => {
        if (message.method !== method || message.sessionId !== this.#session) return;
        stop();
        resolve();
      });
    });
  }

  /** @param body of an async function in the page. @returns what it returns, through JSON */
  async run<T>(body: string): Promise<T> {
    const expression = `(async () => { ${body} })()`;
    const answer = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    const { result, exceptionDetails } = answer as { result: { value: T }; exceptionDetails?: unknown };
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }

  /** Waits for something to become true in the page. */
  async until(condition: string): Promise<void> {
    await this.run(`while (!(${condition})) await new Promise((resolve) => requestAnimationFrame(resolve));`);
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.send("Page.captureScreenshot", { captureBeyondViewport: true });
    return Buffer.from(data as string, "base64");
  }
}
