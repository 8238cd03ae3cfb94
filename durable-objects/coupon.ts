import { DurableObject } from 'cloudflare:workers';

export class Coupon extends DurableObject<Env> {}
