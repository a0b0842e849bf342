// Runs scripts of clients against servers. It reads a line of JSON for each,
//   {"client": "ewsjs", "script": "mail", "url": ..., "auth": "basic"|"ntlm", "user": ..., "password": ...}
// and writes one: {"answers": ..., "heard": ...}, or {"problem": ...}. Loading a client takes longer than most
// scripts, so one process serves many; each script begins with a client of its own.
"use strict";

const { IncomingMessage } = require("node:http");
const { createInterface } = require("node:readline");

// What comes to a client, before it looks at it. Challenges, and a proxy's word on a tunnel, are no answers.
let heard = [];
const push = IncomingMessage.prototype.push;
IncomingMessage.prototype.push = function (chunk, ...rest) {
  if (this.req && this.req.method !== "CONNECT" && this.statusCode !== 401) {
    if (!this.heard) heard.push((this.heard = { status: this.statusCode, chunks: [] }));
    if (chunk !== null) this.heard.chunks.push(Buffer.from(chunk));
  }
  return push.call(this, chunk, ...rest);
};

async function play({ client, script, ...stage }) {
  const answers = [];
  heard = [];
  stage.advance = async (seconds) => {
    const moved = await fetch(stage.control + "/_inspector/v1/clock", {
      method: "POST",
      body: JSON.stringify({ advance: seconds }),
    });
    if (!moved.ok) throw new Error(`the clock did not move: ${moved.status} ${await moved.text()}`);
    return seconds;
  };
  const ask = async (operation, action) => {
    const answer = await action();
    answers.push([operation, answer === undefined ? null : answer]);
    return answer;
  };
  try {
    await require(`./${client}.js`)[script](stage, ask);
  } catch (problem) {
    return { problem: `after ${answers.length} answers: ${problem.stack || problem}` };
  }
  return { answers, heard: heard.map(({ status, chunks }) => [status, Buffer.concat(chunks).toString("base64")]) };
}

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await play(JSON.parse(line))) + "\n");
  }
}

main().then(() => process.exit());
