// The program of runtimes that have files: tokens live in the file store.
import { FileTokenStore } from 'axios-oauthlib/stores/file';
import { smoke } from './smoke.mjs';

/** @param given - `issuer`, `account`, and the `folder` of the tokens. */
export function smokeWithFiles({ folder, ...given }) {
  return smoke({ ...given, newStore: () => new FileTokenStore(folder) });
}
