// Graphile Worker at work, for `weir bench peers`. Usage: node worker.mjs load | batched | unbatched, with the database
// in DATABASE_URL and the number of rows in ROWS. `load` makes the schema and adds a job for each row. The others write
// "ready", begin when a line comes in, write "asked" when the vendor has been asked about every row, and end with their
// input.
import { createInterface } from "node:readline";
import { makeWorkerUtils, run, Logger } from "graphile-worker";

const connectionString = process.env.DATABASE_URL;
const rows = Number(process.env.ROWS);
const mode = process.argv[2];
const logger = new Logger(() => (level, message) => {
  if (level === "error") console.error(message);
});

// As worker.graphile.org/docs/performance has them, with and without batching.
const presets = {
  batched: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
  unbatched: { localQueue: { size: -1 }, completeJobBatchDelay: -1, failJobBatchDelay: -1 },
};

// What Weir's instant provider answers.
function answer({ firstName, domain }) {
  return `{"data":{"first_name":"${firstName}","last_name":"Example","email":"${firstName.toLowerCase()}@${domain}",`
    + `"score":97,"domain":"${domain}","accept_all":false,"verification":{"date":"2026-11-01","status":"valid"}},`
    + `"meta":{"params":{"max_duration":10,"company":null}}}`;
}

async function load() {
  const utils = await makeWorkerUtils({ connectionString, logger });
  await utils.migrate();
  for (let from = 0; from < rows; from += 10_000) {
    const jobs = [];
    for (let row = from; row < Math.min(rows, from + 10_000); row++) {
      jobs.push({
        identifier: "ask",
        payload: { firstName: `Ada${row}`, lastName: "Example", domain: `company${row % 1_000}.example` },
      });
    }
    await utils.addJobs(jobs);
  }
  await utils.release();
}

async function work(preset) {
  const asked = new Set();
  let characters = 0;
  const taskList = {
    ask: async (payload) => {
      characters += answer(payload).length;
      asked.add(payload.firstName);
      if (asked.size === rows) console.log(`asked ${asked.size} ${characters}`);
    },
  };
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  console.log("ready");
  if ((await lines.next()).done) return;
  const runner = await run({
    preset: { worker: { connectionString, concurrentJobs: 24, maxPoolSize: 25, ...preset } },
    taskList,
    logger,
    noHandleSignals: true,
  });
  await lines.next();
  await runner.stop();
}

await (mode === "load" ? load() : work(presets[mode]));
