// What AWS does not document, and how to ask: each question is answered by calls that change nothing, but for the last.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../packages/aws-adapters/package.json', import.meta.url));
const {
  CreateUpdatedImageCommand,
  DescribeImagesCommand,
  ListTagsForResourceCommand,
  paginateDescribeImages,
} = require('@aws-sdk/client-appstream');
const { paginateGetResources } = require('@aws-sdk/client-resource-groups-tagging-api');

/** Images that are tried by a dry run, or asked for their tags, at most. */
const MOST_IMAGES = 10;
const ABSENT = `verify-aws-absent-${Date.now()}`;

/**
 * All questions, in order.
 *
 * @param {{ appstream: object, tagging: object, updateCurrent?: string }} given clients, and the image that may be
 *   updated for the last question
 * @returns {Promise<{ rows: { question: string, answer: string, assumed: string }[], names: string[] }>}
 */
export async function askAws({ appstream, tagging, updateCurrent }) {
  const images = [];
  for await (const page of paginateDescribeImages({ client: appstream }, { Type: 'PRIVATE' })) {
    images.push(...(page.Images ?? []));
  }
  const ready = images.filter(({ State }) => State === 'AVAILABLE').slice(0, MOST_IMAGES);
  const dryRun = (source, name = `${source}-verify`.slice(0, 101), more = {}) =>
    appstream.send(
      new CreateUpdatedImageCommand({ existingImageName: source, newImageName: name, dryRun: true, ...more }),
    );
  const tried = [];
  for (const { Name } of ready)
    tried.push({ name: Name, answer: await answerOf(() => dryRun(Name), dryRunText) });
  const [first] = ready;
  const forFirst = (ask) => (first === undefined ? 'not asked: there is no available image' : ask(first));
  const described = (names) =>
    answerOf(
      () => appstream.send(new DescribeImagesCommand({ Names: names })),
      ({ Images = [] }) => `${Images.length} of ${names.length} described`,
    );

  const rows = [
    {
      question: 'What does a dry run answer?',
      answer: counted(tried.map(({ answer }) => answer)) || 'not asked: there is no available image',
      assumed: 'canUpdateImage; the image may be absent',
    },
    {
      question: 'Is an image that is current recognised by a dry run?',
      answer: tried.some(({ answer }) => answer.startsWith('canUpdateImage: false'))
        ? 'yes: canUpdateImage: false'
        : 'not seen: no image answered canUpdateImage: false',
      assumed: 'canUpdateImage: false, said explicitly',
    },
    {
      question: 'Does a dry run notice that the new name is taken?',
      answer: await forFirst(({ Name }) => answerOf(() => dryRun(Name, Name), dryRunText)),
      assumed: 'perhaps not: names are compared before',
    },
    {
      question: 'Does a dry run notice a name that is reserved?',
      answer: await forFirst(({ Name }) => answerOf(() => dryRun(Name, 'AWS-verify'), dryRunText)),
      assumed: 'some error; names like that are never given',
    },
    {
      question: 'Does a dry run with tags need appstream:TagResource?',
      answer: await forFirst(({ Name }) =>
        answerOf(() => dryRun(Name, undefined, { newImageTags: { VerifyAws: 'dry-run' } }), dryRunText),
      ),
      assumed: 'yes, as the real call does',
    },
    {
      question: 'What does a dry run of an unknown image answer?',
      answer: await answerOf(() => dryRun(ABSENT), dryRunText),
      assumed: 'ResourceNotFoundException',
    },
    {
      question: 'What does DescribeImages answer for one unknown name among known ones?',
      answer: await forFirst(() => described([...ready.map(({ Name }) => Name), ABSENT].slice(-5))),
      assumed: 'either: the names are then asked one by one',
    },
    {
      question: 'What does DescribeImages answer for unknown names only?',
      answer: await described([ABSENT]),
      assumed: 'ResourceNotFoundException, or an empty list',
    },
    {
      question: 'Does the tagging API know images?',
      answer: await taggedImages(appstream, tagging, images),
      assumed: 'perhaps not: what it does not list is asked of AppStream',
    },
    {
      question: 'What does a real call on a current image do?',
      answer: await realCall(appstream, updateCurrent, dryRun),
      assumed: 'either: it rebuilds, or says canUpdateImage: false',
    },
  ];
  return { rows, names: images.flatMap(({ Name }) => (Name === undefined ? [] : [Name])) };
}

/** The answer in words, or the error's name and text: that is an answer as well. */
async function answerOf(ask, words) {
  try {
    return words(await ask());
  } catch (error) {
    // A question that never got there is none: whoever asks must know.
    if (error.$metadata?.httpStatusCode === undefined) throw error;
    return `${error.name}: ${String(error.message).replace(/\s+/g, ' ').trim()}`;
  }
}

function dryRunText({ canUpdateImage, image }) {
  return `canUpdateImage: ${canUpdateImage}, ${image === undefined ? 'no image' : `image with ${Object.keys(image).join(' ')}`}`;
}

async function taggedImages(appstream, tagging, images) {
  const arns = images.flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn])).slice(0, MOST_IMAGES);
  const tagged = [];
  for (const ResourceArn of arns) {
    const { Tags = {} } = await appstream.send(new ListTagsForResourceCommand({ ResourceArn }));
    if (Object.keys(Tags).length > 0) tagged.push(ResourceArn);
  }
  const listed = new Set();
  const list = async () => {
    const query = { ResourceTypeFilters: ['appstream:image'] };
    for await (const page of paginateGetResources({ client: tagging, stopOnSameToken: true }, query)) {
      for (const { ResourceARN } of page.ResourceTagMappingList ?? []) listed.add(ResourceARN);
    }
  };
  const refused = await answerOf(list, () => undefined);
  if (refused !== undefined) return refused;
  if (tagged.length === 0) return `not seen: no image has a tag; it lists ${listed.size}`;
  const own = new Set(images.map(({ Arn }) => Arn));
  const ghosts = [...listed].filter((arn) => !own.has(arn)).length;
  const known = tagged.filter((arn) => listed.has(arn)).length;
  const verdict = known === tagged.length ? 'yes' : known === 0 ? 'no' : 'in part';
  return `${verdict}: it lists ${known} of ${tagged.length} with tags, and ${ghosts} that are not there`;
}

async function realCall(appstream, source, dryRun) {
  if (source === undefined) return 'not asked: it takes --update-current <image>, and is charged';
  const before = await answerOf(() => dryRun(source), dryRunText);
  if (!before.startsWith('canUpdateImage: false')) return `not asked: the image is not current (${before})`;
  const command = new CreateUpdatedImageCommand({
    existingImageName: source,
    newImageName: `verify-aws-${Date.now()}`,
    dryRun: false,
  });
  return answerOf(
    () => appstream.send(command),
    (answer) =>
      `${dryRunText(answer)}${answer.image === undefined ? '' : `; delete ${answer.image.Name} when it is done`}`,
  );
}

/** Such as `canUpdateImage: true, no image (3 images); …`. */
function counted(answers) {
  const times = new Map();
  for (const answer of answers) times.set(answer, (times.get(answer) ?? 0) + 1);
  return [...times]
    .map(([answer, count]) => `${answer} (${count} ${count === 1 ? 'image' : 'images'})`)
    .join('; ');
}
