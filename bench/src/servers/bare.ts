import { startBare } from "../bare/server.js";
import { readServerSettings } from "../env.js";
import { untilStopped } from "../machine/until-stopped.js";

const server = await startBare(readServerSettings());
await untilStopped();
await server.close();
