// Plays a script of ewsjs.js with the client's debug log on: the log goes to stdout, the answers to stderr.
"use strict";

const ews = require("ews-javascript-api");

ews.EwsLogging.DebugLogEnabled = true;

const { script, ...stage } = JSON.parse(process.argv[2]);
const answers = [];
const ask = async (operation, action) => {
  const answer = await action();
  answers.push([operation, answer === undefined ? null : answer]);
  return answer;
};

require("./ewsjs.js")
  [script](stage, ask)
  .then(() => process.stderr.write(JSON.stringify(answers)))
  .catch((problem) => {
    process.stderr.write(`after ${answers.length} answers: ${problem.stack || problem}`);
    process.exitCode = 1;
  });
