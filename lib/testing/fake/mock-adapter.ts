import type { AxiosAdapter, AxiosInstance, AxiosRequestConfig } from 'axios';

/** How a mock answers: status, body, headers. */
export type MockAnswer = [status: number, data?: unknown, headers?: Record<string, string>];

/** A `MockAdapter` of `axios-mock-adapter`, as far as it is used here. */
export interface Mock {
  adapter(): AxiosAdapter;
  onAny(): {
    reply(answer: (config: AxiosRequestConfig) => MockAnswer): unknown;
  };
  restore(): void;
}

/**
 * The class, as `axios-mock-adapter` exports it. Its types are CommonJS, so that it asks for the `AxiosInstance` that axios
 * declares for CommonJS: in an ES module ours is another one.
 */
export type MockAdapterClass<M extends Mock> = new (instance: never) => M;

/** A mock of an instance. */
export function mockOf<M extends Mock>(MockAdapter: MockAdapterClass<M>, instance: AxiosInstance): M {
  return new MockAdapter(instance as never);
}
