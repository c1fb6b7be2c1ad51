import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { OAuth2Session } from 'axios-oauthlib';
import { fakeProvider } from 'axios-oauthlib/testing';

// The types of axios-mock-adapter are CommonJS, and name the `AxiosInstance` that axios has for it: here it is another one.
const fake = fakeProvider(MockAdapter);
const api = new OAuth2Session(fake.client).attach(axios.create({ baseURL: 'https://api.example.com' }));
fake.protect(api).onGet('/me').reply(200, { name: 'Ada' });
// @ts-expect-error It is given the class, not an instance.
fakeProvider(new MockAdapter(axios as never));
// @ts-expect-error Another class.
fakeProvider(Map);
