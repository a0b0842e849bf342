"use strict";

// A page in a browser without a window asks its server, and the browser's tool writes what it saw as an archive.
//
//     node browser.js BROWSER SERVER HAR < REQUESTS
//
// REQUESTS is JSON: a list of {method, path, type, body}, the body in base64. One is asked after the other.

const { readFileSync } = require("node:fs");
const { chromium } = require("playwright-core");

async function main(executablePath, server, path) {
  const asked = JSON.parse(readFileSync(0, "utf8"));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const context = await browser.newContext({ recordHar: { path, content: "embed", mode: "full" } });
    const page = await context.newPage();
    await page.goto(`${server}/page`);
    for (const one of asked) {
      await page.evaluate(async ({ method, path, type, body }) => {
        const sent = { method, headers: type ? { "Content-Type": type } : {} };
        if (body) sent.body = Uint8Array.from(atob(body), (each) => each.charCodeAt(0));
        await (await fetch(path, sent)).arrayBuffer();
      }, one);
    }
    await context.close();
  } finally {
    await browser.close();
  }
}

main(...process.argv.slice(2)).catch((problem) => {
  console.error(problem.message);
  process.exitCode = 1;
});
