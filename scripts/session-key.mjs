/** `npm run session-key`: prints a new key for SESSION_KEYS, which sign access tokens. */
import { sessionKey } from './start/secrets.mjs';

console.log(sessionKey());
