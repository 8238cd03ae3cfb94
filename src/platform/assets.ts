/** Looks up the hashed name of a stylesheet, module or icon (written by scripts/assets.mjs). */
import manifest from '../../dist/assets.json';
import { required } from '../kernel/assert.ts';

const names = new Map<string, string>(Object.entries(manifest));

/** The address of `admin/admin.css` and the like; a name that does not exist is a bug. */
export const asset = (name: string): string => required(names.get(name), `asset ${name} exists`);
