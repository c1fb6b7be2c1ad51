import { describeManyProcesses } from './many-processes.js';
import { sharedFolder } from './shared-stores.js';

describe('Processes that share a FileTokenStore', () => {
  describeManyProcesses(sharedFolder());
});
