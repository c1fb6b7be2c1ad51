// What OAuth1Scheme needs only now and then; loaded together, with the first request that does.
export { assertNoAccount } from '../accounts/named-account.js';
export { carryElsewhere } from './carrying.js';
export { hashedBody } from './hashed-body.js';
export { readBody } from './readable-body.js';
export { signAlong } from './redirected-request.js';
export { answerRefusal, judgeReplay, reasonOfRefusal } from './refused-request.js';
