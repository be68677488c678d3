// Starts the Slack server of the npm package `emulate` (argument 1: the folder with node_modules,
// 2: the seed as JSON, 3: the port). Its clock stands where the last line of standard input,
// milliseconds since 1970, has put it; each line is answered by one. It ends with its input.
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, seed, port] = process.argv.slice(2);
const file = join(folder, "node_modules", "emulate", "dist", "api.js");
const { createEmulator } = await import(pathToFileURL(file));

let now = 0;
Date.now = () => now;
let isUp = false;
for await (const line of createInterface({ input: process.stdin })) {
  now = Number(line);
  if (!isUp) await createEmulator({ service: "slack", port: Number(port), seed: JSON.parse(seed) });
  isUp = true;
  console.log("ready");
}
process.exit();
