/**
 * Puts the pages' CSS, modules and icons under names that carry a hash of their content, so that
 * browsers may keep them for ever, and writes the manifest the pages look names up in.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ['src/storefront/assets', 'src/admin/assets'];
const target = join(root, 'dist/public/assets');

/** Every file below `folder`, relative to it; none where the folder is missing. */
function filesBelow(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** Writes only what differs, so that a running server is not disturbed by a second one. */
function writeIfChanged(file, body) {
  if (existsSync(file) && readFileSync(file).equals(Buffer.from(body))) return;
  writeFileSync(file, body);
}

const hashOf = (body) => createHash('sha256').update(body).digest('hex').slice(0, 12);

/** `shop.css` → `shop.0123456789ab.css`. */
function hashedName(name, body) {
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}.${hashOf(body)}${extension}`;
}

/**
 * A file's content as served. A stylesheet's own `@import './part.css' layer(name);` lines are
 * replaced by those parts, so that a page asks for one stylesheet, and its files get their names.
 */
function served(file) {
  const body = readFileSync(file);
  if (extname(file) !== '.css') return body;
  const beside = (name) => readFileSync(join(dirname(file), name));
  return body
    .toString()
    .replace(/^@import '\.\/([\w-]+\.css)' layer\((\w+)\);$/gm, (_, part, layer) => {
      return `@layer ${layer} {\n${beside(part).toString()}}`;
    })
    .replace(/url\('\.\/([\w.-]+)'\)/g, (_, name) => `url('${hashedName(name, beside(name))}')`);
}

const manifest = {};
mkdirSync(target, { recursive: true });
for (const source of sources) {
  for (const file of filesBelow(join(root, source)).sort()) {
    const body = served(file);
    const name = file.slice(join(root, source).length + 1).replaceAll('/', '-');
    const hashed = hashedName(name, body);
    writeIfChanged(join(target, hashed), body);
    manifest[`${source.split('/')[1]}/${name}`] = `/assets/${hashed}`;
  }
}
const current = new Set(Object.values(manifest).map((path) => path.slice('/assets/'.length)));
for (const name of readdirSync(target)) if (!current.has(name)) rmSync(join(target, name));
writeIfChanged(
  join(root, 'dist/public/_headers'),
  [
    '/assets/*',
    '  Cache-Control: public, max-age=31536000, immutable',
    '  X-Content-Type-Options: nosniff\n',
  ].join('\n'),
);
writeIfChanged(join(root, 'dist/assets.json'), `${JSON.stringify(manifest, null, 2)}\n`);
