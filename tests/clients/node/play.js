// Runs one script of one client against a server and prints its answers as JSON.
//   node play.js ewsjs|node_ews SCRIPT '{"url": ..., "auth": "basic"|"ntlm", "user": ..., "password": ...}'
"use strict";

const [, , client, script, described] = process.argv;
const stage = JSON.parse(described);
const answers = [];

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
  .then(() => process.stdout.write(JSON.stringify(answers)))
  .catch((problem) => {
    process.stderr.write(`after ${answers.length} answers: ${problem.stack || problem}\n`);
    process.exitCode = 1;
  });
