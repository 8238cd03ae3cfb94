/**
 * How the shop reaches its Durable Objects: by a name it issued, with the location hint of
 * `REGION`, since an object is born near its first caller and never moves.
 */

const HINTS: readonly DurableObjectLocationHint[] = [
  'wnam',
  'enam',
  'sam',
  'weur',
  'eeur',
  'apac',
  'oc',
  'afr',
  'me',
];

/** The stub of the object `name`; nothing is sent until a method is called. */
export function objectNamed<T extends Rpc.DurableObjectBranded | undefined>(
  namespace: DurableObjectNamespace<T>,
  name: string,
  region: string,
): DurableObjectStub<T> {
  const locationHint = HINTS.find((hint) => hint === region);
  return namespace.getByName(name, locationHint === undefined ? {} : { locationHint });
}
