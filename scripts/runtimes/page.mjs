// The program in a page, which whoever opened it starts.
import { smoke } from './smoke.mjs';

globalThis.smoke = (given) => smoke(given).catch((error) => error.stack);
