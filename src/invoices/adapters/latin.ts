/**
 * Letters of other scripts in Latin ones, for a file whose fonts have no others: Cyrillic as in
 * passports (ICAO Doc 9303), Greek as in ELOT 743, letter by letter, and Latin letters that are no
 * accented form of a plain one.
 */

const LATIN = 'ł:l đ:d ħ:h ı:i ĸ:k ŋ:ng ŧ:t ſ:s ə:a ẞ:ss';
const GREEK =
  'α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f ' +
  'χ:ch ψ:ps ω:o';
const CYRILLIC =
  'а:a б:b в:v г:g д:d е:e ж:zh з:z и:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ' +
  'ч:ch ш:sh щ:shch ъ:ie ы:y ь: э:e ю:iu я:ia є:ie і:i ґ:g ђ:d ѕ:dz ј:j љ:lj њ:nj ћ:c џ:dz';

const letters = new Map(
  [LATIN, GREEK, CYRILLIC]
    .flatMap((table) => table.split(' '))
    .map((pair) => {
      const [letter = '', latin = ''] = pair.split(':');
      return [letter, latin];
    }),
);

/** A letter without its accents in Latin letters, its case kept; null for one that has none. */
export function latinOf(letter: string): string | null {
  const lower = letter.toLowerCase();
  const latin = letters.get(letter) ?? letters.get(lower);
  if (latin === undefined) return null;
  return letter === lower ? latin : latin.charAt(0).toUpperCase() + latin.slice(1);
}
