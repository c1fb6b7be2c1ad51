/** What was broken, and how. */
export interface Violation {
  readonly rule: string;
  readonly text: string;
}

/** Collects what a schedule broke. */
export class Verdict {
  readonly violations: Violation[] = [];

  fail(rule: string, text: string): void {
    this.violations.push({ rule, text });
  }
}
