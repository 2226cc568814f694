import { readServerSettings } from "../env.js";
import { untilStopped } from "../machine/until-stopped.js";
import { startNaive } from "../naive/server.js";

const server = await startNaive(readServerSettings());
await untilStopped();
await server.close();
