import type { SearchProgress } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import type { SearchNote } from './campaign-results.ts';

/** How far a search has come, as results carry it. */
export function toSearchNote({ since, through, beyond, found, nearMisses }: SearchProgress): SearchNote {
  return {
    Since: since,
    Through: through,
    Beyond: [...beyond],
    Found: found.map(({ name, tags, tagsMayLag = false }): SearchNote['Found'][number] => [
      name,
      { ...tags },
      tagsMayLag,
    ]),
    ...(nearMisses === undefined
      ? {}
      : { NearMisses: nearMisses.map(([tag, images]): [string, number] => [tag, images]) }),
  };
}

/** The same, read back. */
export function fromSearchNote({ Since, Through, Beyond, Found, NearMisses }: SearchNote): SearchProgress {
  return {
    since: Since,
    through: Through,
    beyond: Beyond,
    found: Found.map(([name, tags, mayLag]) => ({ name, tags, ...(mayLag ? { tagsMayLag: true } : {}) })),
    ...(NearMisses === undefined ? {} : { nearMisses: NearMisses }),
  };
}

type Schemas = Readonly<Record<'text' | 'name' | 'instant', v.GenericSchema<unknown, string>>> & {
  readonly count: v.GenericSchema<unknown, number>;
};

/** The schema of a {@link SearchNote}, of the schemas that results have in common. */
export function searchSchema({ text, count, name, instant }: Schemas): v.GenericSchema<unknown, SearchNote> {
  return v.strictObject(
    {
      Since: instant,
      Through: v.union([v.literal(''), name], 'an image name, or an empty text'),
      Beyond: v.array(name, 'a list of image names'),
      Found: v.array(
        v.strictTuple(
          [name, v.record(v.string('a key'), text, 'tags'), v.boolean('true or false')],
          'name, tags, whether they may lag',
        ),
        'a list of images with tags',
      ),
      NearMisses: v.exactOptional(
        v.array(v.strictTuple([text, count], 'a tag and a number'), 'a list of tags'),
      ),
    },
    'how far the search for the candidates has come',
  );
}
