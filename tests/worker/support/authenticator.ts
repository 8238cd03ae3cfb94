/** A passkey's authenticator, such as a phone: makes keys and signs with them (WebAuthn). */
import { isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers';

const ORIGIN = 'http://localhost:8787';
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_KEY = 0x40;

type Options = { challenge: string; user?: { id: string } };

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (buffer: ArrayBuffer | Uint8Array) =>
  isoBase64URL.fromBuffer(new Uint8Array(buffer instanceof Uint8Array ? buffer : buffer));
const sha256 = async (data: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', data));
const joined = (...parts: readonly Uint8Array[]) =>
  new Uint8Array(parts.flatMap((part) => [...part]));

/** ASN.1 integers are signed: a leading bit wants a zero before it. */
function derInteger(raw: Uint8Array): number[] {
  const first = raw.findIndex((byte) => byte !== 0);
  const value = [...raw.slice(first)];
  const padded = (value[0] ?? 0) > 127 ? [0, ...value] : value;
  return [2, padded.length, ...padded];
}

export class Authenticator {
  readonly #keys: Promise<CryptoKeyPair>;
  readonly #id = crypto.getRandomValues(new Uint8Array(16));
  #handle = '';
  /** What it counts; set back, it is a copy of itself. */
  counter = 0;
  origin = ORIGIN;
  verifiesUser = true;

  constructor() {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    this.#keys = crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']).then((made) => {
      if ('privateKey' in made) return made;
      throw new Error('ECDSA makes pairs');
    });
  }

  get id(): string {
    return text(this.#id);
  }

  #clientData(type: string, challenge: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(bytes(JSON.stringify({ type, challenge, origin: this.origin })));
  }

  async #data(
    flags: number,
    rest: Uint8Array = new Uint8Array(),
  ): Promise<Uint8Array<ArrayBuffer>> {
    const host = await sha256(new Uint8Array(bytes(new URL(this.origin).hostname)));
    const count = new Uint8Array(4);
    new DataView(count.buffer).setUint32(0, ++this.counter);
    const verified = this.verifiesUser ? USER_VERIFIED : 0;
    return joined(host, new Uint8Array([flags | USER_PRESENT | verified]), count, rest);
  }

  /** `navigator.credentials.create`, as JSON. */
  async create({ challenge, user }: Options) {
    this.#handle = user?.id ?? '';
    const { publicKey } = await this.#keys;
    const jwk = await crypto.subtle.exportKey('jwk', publicKey);
    if (jwk instanceof ArrayBuffer) throw new Error('a JWK is no buffer');
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, isoBase64URL.toBuffer(jwk.x ?? '')],
        [-3, isoBase64URL.toBuffer(jwk.y ?? '')],
      ]),
    );
    const length = new Uint8Array([0, this.#id.length]);
    const key = joined(new Uint8Array(16), length, this.#id, cose);
    const authData = await this.#data(HAS_KEY, key);
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      response: {
        clientDataJSON: text(this.#clientData('webauthn.create', challenge)),
        attestationObject: text(isoCBOR.encode(attestation)),
        transports: ['internal'],
      },
      clientExtensionResults: {},
    };
  }

  /** `navigator.credentials.get`, as JSON. */
  async get({ challenge }: Options) {
    const { privateKey } = await this.#keys;
    const clientData = this.#clientData('webauthn.get', challenge);
    const authenticatorData = await this.#data(0);
    const signed = joined(authenticatorData, await sha256(clientData));
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const raw = new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, signed));
    const numbers = [...derInteger(raw.slice(0, 32)), ...derInteger(raw.slice(32))];
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      response: {
        clientDataJSON: text(clientData),
        authenticatorData: text(authenticatorData),
        signature: text(new Uint8Array([0x30, numbers.length, ...numbers])),
        userHandle: this.#handle,
      },
      clientExtensionResults: {},
    };
  }
}
