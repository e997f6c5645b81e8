import type { WorkbenchWords } from './workbench-english';

const numbers = new Intl.NumberFormat('ko');
const number = (value: number): string => numbers.format(value);
const tokens = (some: readonly string[]): string => (some.length === 0 ? '없음' : some.join('-'));

export const workbenchKorean: WorkbenchWords = {
  number,
  title: '순서 작업대',
  intro: '잔차 블록의 층을 원하는 순서로 놓고, 그 결과를 바로 확인하세요.',
  architecture: '구조',
  families: { cifar: 'CIFAR용', imagenet: 'ImageNet용' },
  named: '이름 있는 순서',

  strip: '블록의 층, 처음부터 끝까지',
  stripHelp: '층을 끌거나 Alt + ← → 키로 옮기세요. Delete 키는 지우고, C, B, R, A 키는 그 뒤에 conv, bn, relu, add 층을 넣습니다. Ctrl + Z 키는 되돌립니다.',
  signal: 'x',
  signalHelp: '블록이 읽는 신호',
  tokenAt: (token, place, count) => `${token}, ${count}개 중 ${place}번째`,
  wrongToken: '여기서는 잘못됨',
  add: (token) => `${token} 추가`,
  remove: '지우기',
  moveLeft: '왼쪽으로',
  moveRight: '오른쪽으로',
  undo: '되돌리기',
  redo: '다시 하기',
  empty: '아직 층이 없습니다. 층을 추가하거나 이름 있는 순서를 고르세요.',

  text: '텍스트로 나타낸 순서',
  textHelp: '셀에 쓰는 그대로이며, 순서의 이름도 쓸 수 있습니다',
  copy: '복사',
  isNamed: (name) => `이 순서의 이름: ${name}`,
  unnamed: '이 순서에는 이름이 없습니다.',
  useMended: (order) => `${order} 쓰기`,
  tooLong: (most) => `순서는 최대 ${most}자입니다.`,
  lastValid: (order) => `아래는 마지막으로 올바르던 순서입니다: ${order}`,

  said: {
    moved: (token, place, count) => `${token}: ${count}개 중 ${place}번째로 옮겼습니다.`,
    added: (token, place, count) => `${token}: ${count}개 중 ${place}번째에 추가했습니다.`,
    removed: (token) => `${token}: 지웠습니다.`,
    undone: '되돌렸습니다.',
    redone: '다시 했습니다.',
    order: (order) => `지금 순서: ${order}.`,
    invalid: (message) => `올바르지 않습니다. ${message}`,
    summary: (parameters, macs) => `파라미터 ${parameters}, MAC ${macs}.`,
  },

  unit: '블록',
  figures: { basic: '기본 블록', bottleneck: '병목 블록' },
  figureOf: (kind, order, unit, title) => `${kind}, 순서 ${order}: ${title}의 ${unit}`,
  which: '보이는 블록',
  same: '같은 모양',
  changing: '모양이 바뀜',
  from: (title) => `${title} 기준`,
  noFigure: (reason) => `그릴 수 없습니다. ${reason}`,

  numbers: '파라미터와 비용',
  numbersCaption: (title) => `${title}, 이미지 한 장 기준. MAC은 합성곱과 완전 연결층의 곱셈-덧셈 수이며 FLOPs = 2 × MAC입니다.`,
  numbersHead: { what: '', own: '이 순서', original: 'original', difference: '차이' },
  parameters: '파라미터',
  macs: 'MAC',
  none: '없음',

  differs: 'original과 다른 점',
  sameAsOriginal: '없습니다. original 그대로입니다.',
  difference: ({ place, gap, was, now }) => {
    const where: Record<typeof place, string> = {
      convs: 'conv 수',
      addition: '덧셈',
      beforeFirstConv: '첫 conv 앞',
      betweenConvs: gap === undefined ? 'conv 사이' : `conv ${gap}번과 ${gap + 1}번 사이`,
      beforeAddition: '마지막 conv와 덧셈 사이',
      afterAddition: '덧셈 뒤',
      atEnd: '마지막 conv 뒤',
    };
    if (place === 'convs') return `conv가 ${was.length}개가 아니라 ${now.length}개입니다.`;
    if (place === 'addition') return now.length === 0 ? '덧셈이 없어 스킵 연결도 없습니다.' : '덧셈이 있습니다.';
    return `${where[place]}: ${tokens(now)} (original: ${tokens(was)})`;
  },

  known: '알려진 것',
  measured: '측정값',
  measuredCaption: '바로 이 순서의 수치와, 같은 실험에서 나온 original의 수치입니다. 여기서 하는 짧은 실행과는 데이터, 깊이, 학습 일정이 다릅니다.',
  measuredHead: { network: '신경망', measure: '지표', own: '이 순서', original: 'original', source: '출처' },
  notMeasured: '여기 실린 논문 중 이 순서를 측정한 것은 없습니다. 작업대에서 측정하는 셀을 만들 수 있습니다.',
  sequences: '이런 블록이 없는 신경망에서 측정한 값',
  sequencesHead: { network: '신경망', measure: '지표', own: '여기처럼', others: '다르게', source: '출처' },
  shortcuts: '다른 스킵 연결로 측정한 값',
  shortcutsHead: { shortcut: '스킵 연결', network: '신경망', value: '오류율', source: '출처' },
  tableNumber: (table) => `표 ${table}`,
  secondHand: '재인용',

  compare: '시험하기',
  compareWith: '이 순서와 비교할 순서',
  seeds: '시드 수',
  seedsHelp: '차이는 시드별로 짝지어 비교합니다. 여섯 개 이상이면 p < 0.05를 보일 수 있습니다',
  insert: '비교하는 셀 넣기',
  copyCell: '셀 복사',
  trials: (orders, seeds) => `순서 ${orders}개 × 시드 ${seeds}개 = 학습 ${orders * seeds}번, 각각 이미지 10,000장으로 3에폭`,
  chooseOther: '다른 순서를 하나 이상 고르세요.',
  inserted: '셀을 노트북에 넣었습니다.',
};
