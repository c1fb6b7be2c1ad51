import { MemoryTokenStore } from '../../lib/stores/memory.js';
import { describeTokenStore } from '../../lib/testing/index.js';

describeTokenStore('MemoryTokenStore', { create: () => new MemoryTokenStore(), verbs: ['replace', 'keys'] });
