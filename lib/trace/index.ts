export { trace, type Trace, type Traceable, type TraceOptions } from './trace.js';
export type { TraceAttributes, TraceEntry, TraceEventName } from './trace-entry.js';
