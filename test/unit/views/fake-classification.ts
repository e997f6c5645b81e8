import { CLASSIFICATION_VERSION, type ClassificationData, type Guess, type ResultRow, type Scores, type ShownModel } from '../../../src/models/classification-data';

export const LABELS = ['tabby', 'tiger cat', 'Egyptian cat', 'golden retriever', 'Labrador retriever', 'great white shark, white shark, man-eater, Carcharodon carcharias', 'hen', 'ostrich', 'robin', 'crane', 'convertible', 'sports car'] as const;

const PREPROCESSING = { name: 'v1', resize: 256, crop: { height: 224, width: 224 }, channels: 3, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

export interface FakeClassification {
  readonly rows?: number;
  readonly total?: number;
  readonly models?: 1 | 2;
  /** Whether the images lie in folders of classes. */
  readonly truths?: boolean;
  readonly state?: ClassificationData['state'];
}

/** Numbers from 0 to 1 that look as if by chance, and are the same each time. */
function chance(...seeds: readonly number[]): number {
  const mixed = seeds.reduce((sum, seed, i) => sum + Math.sin((seed + 1) * 12.9898 + i * 78.233) * 43758.5453, 0);
  return mixed - Math.floor(mixed);
}

export function fakeModel(place: number): ShownModel {
  const [name = '', order = '', architecture = ''] = [['resnet50-imagenet', 'conv-bn-relu', 'ResNet-50'], ['photos-full-preact', 'bn-relu-conv', 'ResNet-18']][place] ?? [];
  return { name, architecture, order, network: { architecture: place === 0 ? 'resnet50' : 'resnet18' }, preprocessing: place === 0 ? PREPROCESSING : { ...PREPROCESSING, name: 'v2', resize: 232 }, labels: LABELS, reference: { kind: 'imported', folder: `/models/${name}` } };
}

/** Row 7 and every hundredth after it can't be read. */
export function fakeRow(index: number, { models = 1, truths = true }: FakeClassification = {}): ResultRow {
  const truth = Math.floor(chance(index, 1) * LABELS.length);
  const known = { index, image: `${truths ? `${(LABELS[truth] ?? '').split(',')[0] ?? ''}/` : 'holiday/2024/'}IMG_${String(1000 + index)}.jpg`, ...(truths && { truth }) };
  if (index % 100 === 7) return { ...known, width: 0, height: 0, error: 'This JPEG ends in the middle: 1,024 bytes of its header are there, and no picture. Copy the file again.', answers: [] };
  return { ...known, width: 640, height: 480, answers: Array.from({ length: models }, (_, model) => answers(truth, index, model)) };
}

/** The most likely class is the true one in about two of three. */
function answers(truth: number, index: number, model: number): Guess[] {
  const first = chance(index, model, 2) < 0.66 ? truth : (truth + 1 + Math.floor(chance(index, model, 3) * 4)) % LABELS.length;
  const classes = [first, ...LABELS.keys()].filter((each, place, all) => all.indexOf(each) === place).slice(0, 5);
  let rest = 1;
  return classes.map((each, place) => {
    const probability = rest * (0.35 + 0.63 * chance(index, model, 4 + place));
    rest -= probability;
    return { index: each, probability, logit: Math.log(probability) + 12 };
  });
}

export function fakeRows(count: number, options: FakeClassification = {}): ResultRow[] {
  return Array.from({ length: count }, (_, index) => fakeRow(index, options));
}

/** The result of so many rows; the first twelve stand in its preview, without pictures. */
export function fakeClassification(options: FakeClassification = {}): ClassificationData {
  const { rows = 40, total = rows, models = 1, truths = true, state = 'done' } = options;
  const all = fakeRows(rows, options);
  return {
    version: CLASSIFICATION_VERSION,
    title: 'photos',
    folder: '/project/runs/classifications/photos',
    state,
    ...(state === 'failed' && { error: 'The weights of resnet50-imagenet are damaged. Import the file again.' }),
    root: '/home/someone/photos',
    models: Array.from({ length: models }, (_, place) => fakeModel(place)),
    total,
    rows,
    unreadable: all.filter(({ error }) => error !== undefined).length,
    seconds: rows / 34,
    ...(state === 'running' && { secondsLeft: (total - rows) / 34 }),
    backend: 'TensorFlow, 2 threads',
    ...(truths && { scores: Array.from({ length: models }, (_, model) => scoresOf(all, model)) }),
    ...(models === 2 && { agreement: { images: all.filter(({ answers }) => answers.length === 2).length, same: all.filter(({ answers: [first, second] }) => first !== undefined && first[0]?.index === second?.[0]?.index).length } }),
    notices: [],
    preview: all.slice(0, 12).map((row) => ({ row })),
  };
}

function scoresOf(rows: readonly ResultRow[], model: number): Scores {
  const answered = rows.flatMap(({ index, truth, answers }) => {
    const first = answers[model]?.[0];
    return truth === undefined || first === undefined ? [] : [{ row: index, truth, prediction: first.index, confidence: first.probability, five: (answers[model] ?? []).some((guess) => guess.index === truth) }];
  });
  const share = (part: number): number => part / Math.max(1, answered.length);
  const hit = ({ truth, prediction }: { truth: number; prediction: number }): boolean => truth === prediction;
  const pairs = new Map<string, [number, number, number]>();
  for (const { truth, prediction } of answered) pairs.set(`${truth} ${prediction}`, [truth, prediction, (pairs.get(`${truth} ${prediction}`)?.[2] ?? 0) + 1]);
  return {
    images: answered.length,
    top1: share(answered.filter(hit).length),
    top5: share(answered.filter(({ five }) => five).length),
    classes: [...LABELS.keys()].map((index) => ({ index, images: answered.filter(({ truth }) => truth === index).length, hits: answered.filter((one) => one.truth === index && hit(one)).length, predicted: answered.filter(({ prediction }) => prediction === index).length })),
    confusion: [...pairs.values()],
    reliability: Array.from({ length: 10 }, (_, bin) => {
      const inside = answered.filter(({ confidence }) => confidence > bin / 10 && confidence <= (bin + 1) / 10);
      return { from: bin / 10, to: (bin + 1) / 10, images: inside.length, confidence: inside.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, inside.length), accuracy: inside.filter(hit).length / Math.max(1, inside.length) };
    }),
    calibrationError: 0.08,
    worst: answered.filter((one) => !hit(one)).sort((a, b) => b.confidence - a.confidence).slice(0, 20).map(({ row }) => row),
  };
}

/**
 * Answers what a view asks about a classification, as a statement of a page's script (`EditorPage.answer`): rows from `lab.rows`, pictures drawn
 * with the row's number. Counts in `lab.flight` how many pictures are asked for at once.
 */
export const ANSWERING = `
  if (message.type === 'ask' && message.question.kind === 'rows') reply({ request: message.request, answer: lab.rows.slice(message.question.from, message.question.from + message.question.count) });
  else if (message.type === 'ask' && message.question.kind === 'picture') {
    lab.flight = { now: (lab.flight?.now ?? 0) + 1, most: Math.max(lab.flight?.most ?? 0, (lab.flight?.now ?? 0) + 1) };
    const { row } = message.question;
    const [width, height] = [[120, 90], [90, 120], [120, 120]][row % 3];
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + height + '"><rect width="100%" height="100%" fill="hsl(' + (row * 47) % 360 + ' 45% 60%)"/><text x="10" y="50" font-size="24">' + row + '</text></svg>';
    setTimeout(() => { lab.flight.now -= 1; reply({ request: message.request, answer: { source: 'data:image/svg+xml,' + encodeURIComponent(drawing), width, height } }); }, 15);
  } else if (message.type === 'ask') reply({ request: message.request, error: 'not in this test' });
`;
