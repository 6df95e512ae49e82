// Shows what the worker said last: the test reads it from outside, for a killed page says nothing any more.
const worker = new Worker("kill_worker.js", { type: "module" });
worker.onmessage = ({ data }) => console.log(data);
worker.onerror = (event) => console.log(`FAILED ${event.message}`);
