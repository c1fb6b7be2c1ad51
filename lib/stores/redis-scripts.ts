// Each is one step for everybody else, touches one key (so it runs in a cluster as it is), and may be sent twice: clients send
// again what they had under way when their connection broke.

/**
 * Compare-and-set. KEYS: the record. ARGV: the revision that must be there (`=` and it, or nothing for no record), the one to
 * write (likewise: nothing deletes), the record, this write's own name, milliseconds to keep it (0: for ever), channel, message.
 */
export const swap = `
local stored = redis.call('HMGET', KEYS[1], 'revision', 'write')
if stored[2] == ARGV[4] then return 1 end
if (stored[1] and '=' .. stored[1] or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('HSET', KEYS[1], 'revision', string.sub(ARGV[2], 2), 'record', ARGV[3], 'write', ARGV[4])
  if ARGV[5] == '0' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
end
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 1`;

/** KEYS: the lock. ARGV: its owner-to-be, milliseconds to live. */
export const takeLock = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0`;

/** KEYS: the lock. ARGV: its owner, milliseconds to live from now on. */
export const keepLock = `
return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0`;

/** KEYS: the lock. ARGV: its owner. */
export const giveBackLock = `
return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0`;

/** KEYS: where to keep it. ARGV: what, milliseconds to keep it (0: for ever). */
export const keepAside = `
redis.call('SET', KEYS[1], ARGV[1])
if ARGV[2] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1`;
