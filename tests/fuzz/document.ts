/** The API's document as the fuzzer reads it: what each operation takes, and what it answers. */
import { Validator } from '@cfworker/json-schema';
import { z } from 'zod';

/** A JSON schema, as far as values are made by it. */
export type Schema = {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly format?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minItems?: number | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
};

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    format: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minItems: z.number().optional(),
    properties: z.record(z.string(), schema).optional(),
    required: z.array(z.string()).optional(),
    items: schema.optional(),
    anyOf: z.array(schema).optional(),
    oneOf: z.array(schema).optional(),
    allOf: z.array(schema).optional(),
  }),
);
const content = z.record(z.string(), z.object({ schema: schema.optional() }));
const describedOperation = z.object({
  parameters: z
    .array(
      z.object({
        in: z.string(),
        name: z.string(),
        required: z.boolean().default(false),
        schema: schema.optional(),
      }),
    )
    .default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
});
const wholeDocument = z.object({
  paths: z.record(z.string(), z.record(z.string(), describedOperation)),
  components: z.looseObject({ schemas: z.record(z.string(), schema) }),
});

export type Document = z.infer<typeof wholeDocument>;
export type Operation = z.infer<typeof describedOperation> & {
  /** `POST /api/cart`, by which recipes and faults name it. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
};

export const readDocument = (json: unknown): Document => wholeDocument.parse(json);

export const operationsOf = ({ paths }: Document): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, described]) => {
      const method = verb.toUpperCase();
      return { ...described, name: `${method} ${path}`, method, path };
    }),
  );

/** The schema that a reference names. */
export function resolved({ components }: Document, { $ref, ...rest }: Schema): Schema {
  if ($ref === undefined) return rest;
  return components.schemas[$ref.split('/').at(-1) ?? ''] ?? {};
}

export type Answer = { readonly status: number; readonly type: string; readonly body: string };

const isJson = (type: string): boolean => /[/+]json\b/.test(type);
const plain = (type: string): string => type.split(';')[0]?.trim() ?? '';

/** Holds answers against the document; each schema is made ready once. */
export class Judge {
  readonly #document: Document;
  readonly #validators = new Map<string, Validator>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** What is wrong with an answer, in words; null where nothing is. */
  fault(operation: Operation, { status, type, body }: Answer): string | null {
    if (status >= 500) return `answered ${status}: ${body.slice(0, 200)}`;
    const documented = operation.responses[String(status)];
    if (documented === undefined) return `answered ${status}, which is not documented`;
    const found = documented.content?.[plain(type)];
    if (found === undefined) {
      const silent = documented.content === undefined && !isJson(type);
      return silent ? null : `answered ${status} as ${type || 'nothing'}, not as documented`;
    }
    if (!isJson(type) || found.schema === undefined) return null;
    return this.#invalid(`${operation.name} ${status} ${plain(type)}`, found.schema, body);
  }

  #invalid(key: string, described: Schema, body: string): string | null {
    const known = this.#validators.get(key);
    const { components } = this.#document;
    const validator =
      known ?? new Validator(JSON.parse(JSON.stringify({ ...described, components })), '2020-12');
    this.#validators.set(key, validator);
    const { valid, errors } = validator.validate(JSON.parse(body));
    if (valid) return null;
    const said = errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`);
    return `${key} does not match its schema: ${said.slice(0, 6).join(' | ')}`;
  }
}
