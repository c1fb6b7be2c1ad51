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

/** The class, as `axios-mock-adapter` exports it. */
export type MockAdapterClass<M extends Mock> = new (instance: AxiosInstance) => M;
