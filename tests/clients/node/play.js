// Runs one script of one client against a server and prints its answers, and what came by the line, as JSON.
//   node play.js ewsjs|node_ews SCRIPT '{"url": ..., "auth": "basic"|"ntlm", "user": ..., "password": ...}'
"use strict";

const { IncomingMessage } = require("node:http");

const [, , client, script, described] = process.argv;
const stage = JSON.parse(described);
const answers = [];

// What comes to the client, before it looks at it. Challenges, and a proxy's word on a tunnel, are no answers.
const heard = [];
const push = IncomingMessage.prototype.push;
IncomingMessage.prototype.push = function (chunk, ...rest) {
  if (this.req && this.req.method !== "CONNECT" && this.statusCode !== 401) {
    if (!this.heard) heard.push((this.heard = { status: this.statusCode, chunks: [] }));
    if (chunk !== null) this.heard.chunks.push(Buffer.from(chunk));
  }
  return push.call(this, chunk, ...rest);
};

stage.advance = async (seconds) => {
  const moved = await fetch(stage.control + "/_inspector/v1/clock", {
    method: "POST",
    body: JSON.stringify({ advance: seconds }),
  });
  if (!moved.ok) throw new Error(`the clock did not move: ${moved.status} ${await moved.text()}`);
};

async function ask(operation, action) {
  const answer = await action();
  answers.push([operation, answer === undefined ? null : answer]);
  return answer;
}

require(`./${client}.js`)
  [script](stage, ask)
  .then(() => {
    const bodies = heard.map(({ status, chunks }) => [status, Buffer.concat(chunks).toString("base64")]);
    process.stdout.write(JSON.stringify({ answers, heard: bodies }));
  })
  .catch((problem) => {
    process.stderr.write(`after ${answers.length} answers: ${problem.stack || problem}\n`);
    process.exitCode = 1;
  });
