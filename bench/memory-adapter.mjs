// A network that costs nothing, so that what is measured is the way there and back.
import axios, { AxiosError, AxiosHeaders } from 'axios';

export const baseURL = 'https://api.example.com/v1';

/** Answers at once. */
export const answering = (config) => Promise.resolve(answer(config));

/** Answers when `opened` resolves. */
export const answeringAfter = (opened) => (config) => opened.then(() => answer(config));

/** Refuses every token but `accepted`, as an API does whose clock is not ours. */
export const accepting = (accepted) => (config) =>
  config.headers.get('Authorization') === `Bearer ${accepted}` ? answering(config) : Promise.reject(refusal(config));

export function instance(adapter) {
  return axios.create({ baseURL, adapter });
}

export function answer(config, data = '{"ok":true}') {
  const headers = new AxiosHeaders({ 'content-type': 'application/json' });
  return { data, status: 200, statusText: 'OK', headers, config };
}

function refusal(config) {
  const response = { ...answer(config), data: '{"ok":false}', status: 401, statusText: 'Unauthorized' };
  return new AxiosError('Request failed with status code 401', AxiosError.ERR_BAD_REQUEST, config, undefined, response);
}
