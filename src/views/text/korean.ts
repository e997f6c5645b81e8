import type { CurveName } from '../../experiment/report-data';
import type { AxisKind, Measure, Split } from '../chart/curves';
import type { Strings } from './strings';

const numbers = new Intl.NumberFormat('ko');
const number = (value: number): string => numbers.format(value);

/** `12.3초`, `3분 05초`, `2시간 03분`. */
function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  if (seconds < 59.95) return `${seconds.toFixed(1)}초`;
  const whole = Math.round(seconds);
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0');
  return whole < 3600 ? `${Math.floor(whole / 60)}분 ${two(whole % 60)}초` : `${Math.floor(whole / 3600)}시간 ${two((whole % 3600) / 60)}분`;
}

const curves: Record<CurveName, string> = {
  stepLoss: '훈련 손실',
  stepAccuracy: '훈련 정확도',
  gradientNorm: '기울기 노름',
  learningRate: '학습률',
  testAccuracy: '테스트 정확도',
  testTop5: '테스트 상위 5 정확도',
  testLoss: '테스트 손실',
  validationAccuracy: '검증 정확도',
  validationTop5: '검증 상위 5 정확도',
  validationLoss: '검증 손실',
  trainAccuracy: '훈련 정확도(에폭 평균)',
  trainTop5: '훈련 상위 5 정확도(에폭 평균)',
  trainLoss: '훈련 손실(에폭 평균)',
};
const measures: Record<Measure, string> = { loss: '손실', accuracy: '정확도', top5: '상위 5 정확도', gradientNorm: '기울기 노름', learningRate: '학습률' };
const splits: Record<Split, string> = { training: '훈련', validation: '검증', test: '테스트' };
const axes: Record<AxisKind, string> = { step: '스텝', epoch: '에폭', time: '시간' };

export const korean: Strings = {
  locale: 'ko',
  number,
  duration,
  curves,
  measures,
  splits,
  axes,

  failedToDraw: '그릴 수 없습니다:',
  newer: (version) => `다른 버전의 ResNet Lab에서 만든 데이터입니다(형식 ${String(version)}).`,

  states: { running: '훈련 중', stopping: '멈추는 중', done: '완료', stopped: '멈춤', failed: '실패', crashed: '엔진이 비정상 종료됨' },
  progress: '진행률',
  percent: (percent) => `${percent}%`,
  left: (time) => `약 ${time} 남음`,
  took: (time) => time,
  images: (count) => `초당 이미지 ${count}개`,
  failedTrials: (failed, all) => `시행 ${all}개 중 ${failed}개 실패`,
  actions: { stop: '중지', resume: '이어서 실행', openPanel: '패널에서 열기', openReport: '보고서 열기', revealRuns: '실행 폴더 보기' },
  whatNow: { stop: '진행 중인 배치를 마치고 체크포인트를 저장한 뒤 멈춥니다', resume: '마지막 체크포인트에서 이어서 실행합니다', openPanel: '같은 화면을 노트북 옆에 엽니다', openReport: '모든 세부 사항이 담긴 보고서를 엽니다', revealRuns: '시행이 저장된 곳을 엽니다' },
  trialStates: { queued: '대기', starting: '시작 중', running: '훈련 중', evaluating: '평가 중', done: '완료', reused: '재사용', failed: '실패', interrupted: '멈춤' },
  trialCount: (count) => `시행 ${count}개`,
  seedOf: (label, seed) => `${label}, 시드 ${seed}`,
  epochOf: (epoch, epochs) => `에폭 ${epoch}/${epochs}`,
  stepOf: (step, steps) => `스텝 ${step}/${steps}`,
  lossNow: (loss) => `손실 ${loss}`,
  accuracyNow: (accuracy) => `정확도 ${accuracy}%`,
  testAccuracyNow: (accuracy) => `${accuracy}%`,
  testAccuracyTitle: '테스트 정확도',

  headings: { result: '결과', curves: '학습 곡선', caveats: '결론 내릴 수 없는 것', setup: '실험 설정', repeat: '다시 실행하는 방법', notes: '먼저 읽어 주세요' },
  noResult: '끝난 시행이 없어 아직 결과가 없습니다.',
  resultLater: '모든 시행이 끝나면 결과를 알려 드립니다.',
  moreConclusions: (count) => `결론 ${count}개 더 보기`,
  noCurves: '지표를 기록한 시행이 없어 곡선이 없습니다.',
  curvesSoon: '첫 스텝과 함께 곡선이 그려집니다.',
  figure: (count) => `그림 ${count}.`,
  table: (count) => `표 ${count}.`,
  forest: {
    value: (metric) => `마지막 에폭 뒤의 ${metric}: 시드 평균과 95% 신뢰 구간(스튜던트 t). 작은 원은 개별 시드입니다.`,
    difference: (baseline) => `${baseline} 대비 차이, 같은 시드끼리 짝지음: 평균과 비교별 95% 신뢰 구간. 채워진 마름모는 홀름 보정 뒤 p < 0.05를 뜻합니다.`,
    differenceAxis: (baseline, points) => `${baseline} 대비 차이${points ? ', %p' : ''}`,
    better: (direction) => (direction === 'higher' ? '좋음 →' : '← 좋음'),
    none: '끝난 시행 없음',
    baseline: '기준',
  },
  resultHead: { arm: '조건', n: 'n', p: 'p (홀름)', time: '시행당 시간', metric: '지표', last: '마지막 에폭 뒤', seconds: '시간' },
  countOf: (n, planned) => (n === planned ? String(n) : `${planned}개 중 ${n}개`),
  tableCaption: (metric, baseline) => `마지막 에폭 뒤의 ${metric}: 시드 n개의 평균 ± 95% 신뢰 구간의 절반 폭. ${baseline} 대비 차이는 같은 시드끼리 짝지어 대응 t 검정으로 검정했고, p는 홀름 보정 뒤의 값입니다.`,
  armsCaption: (metric) => `마지막 에폭 뒤의 ${metric}: 시드 n개의 평균 ± 95\u00a0% 구간 폭의 절반. 기준이 없어 아무것도 비교하지 않습니다.`,
  singleCaption: '마지막 에폭 뒤의 시행.',
  seedsCaption: (metric) => `시드별 ${metric}.`,
  seed: '시드',
  parameters: (count) => `파라미터 ${number(count)}개`,

  legend: '계열: 눌러서 숨기거나 표시',
  legendCount: (label, n) => `${label} (n = ${n})`,
  eachSeed: '시드별 표시',
  logarithmic: '로그 축',
  smoothing: '평활',
  raw: '원본',
  curve: '곡선',
  by: (title, x) => `${x}별 ${title}`,
  byWord: '·',
  axisPicker: '가로축',
  zoomIn: '확대 (+)',
  zoomOut: '축소 (−)',
  zoomReset: '전체 보기 (0)',
  zoomHelp: '끌어서 확대, Shift + 끌기로 이동, Ctrl + 휠 또는 두 손가락으로 확대',
  panel: '차트. 화살표 키로 값을 읽고, 더하기와 빼기로 확대·축소하고, 0으로 전체를 보고, Shift와 화살표로 이동합니다',
  save: '저장',
  saveAs: { png: 'PNG 이미지', svg: 'SVG 그림', csv: '이 곡선의 CSV' },
  saveJson: '전체를 JSON으로 저장',
  copyMarkdown: 'Markdown으로 복사',
  saved: (path) => `저장했습니다: ${path}`,
  copied: '복사했습니다.',

  meanCaption: '끝난 시드의 평균과 95% 신뢰 띠(스튜던트 t).',
  smoothed: (weight, total, x) => `전체 ${number(total)}${x}에 걸쳐 가중치 ${weight}로 평활`,
  showing: (drawn, total, x) => `${number(total)}${x === '' ? '개' : x} 중 ${number(drawn)}개 표시`,
  runningSeeds: '가는 선은 아직 훈련 중인 시드입니다.',
  broken: '×로 끝나는 점선은 실패했거나 멈춘 시행입니다.',
  logBand: '로그 축에서는 0 이하에 닿는 띠가 잘려 보입니다.',
  foldedSeeds: '시드가 많아 가장 낮은 시드부터 가장 높은 시드까지의 영역으로 그렸습니다.',
  plainLines: (coloured, all) => `선 ${all}개 중 ${coloured}개에 색이 있습니다. 범례에서 일부를 숨기면 다른 선에 색이 생깁니다.`,
  noFiner: (reason) => `더 자세한 곡선을 가져오지 못했습니다: ${reason}`,
  summary: (title, x, series) => `${x}별 ${title} 선 차트. ${series.join('. ')}.`,
  seriesSummary: (label, first, last, n) => `${label}: ${first}에서 ${last}까지(시드 ${n}개)`,
  nothingShown: '모두 숨겨져 있습니다',
  at: (x, value) => `${x} ${value}`,
  reading: (label, value, low, high, n) => `${label}: ${value}${low === undefined || high === undefined ? '' : ` [${low}, ${high}]`}, n = ${n}`,
  more: (count) => `외 ${count}개`,
  showTable: '표로 보기',
  showSeeds: '시드별 표 보기',

  made: 'ResNet Lab 보고서',
  facts: { dataset: '데이터', backend: '백엔드', threads: '시행당 스레드', versions: '버전', machine: '보고서를 만든 컴퓨터', time: '전체 시행의 훈련 시간', source: '셀' },
  sourceOf: (from) => `출처: ${from}.`,
  machine: (processor, cores, gigabytes, system) => `${processor}, 코어 ${cores}개, 메모리 ${gigabytes} GB, ${system}`,
  unknown: '기록 없음',
  cellOf: (file, cell) => [file, cell === undefined ? undefined : `셀 ${cell}`].filter((part) => part !== undefined).join(', '),
  trials: (count) => `모든 시행 (${count})`,
  trialsCaption: '모든 시행과 마지막 에폭 뒤의 값.',
  trialHead: { arm: '조건', seed: '시드', state: '상태', time: '시간', id: '실행 폴더' },
  endStates: { done: '완료', failed: '실패', interrupted: '멈춤' },
  repeat: {
    cell: '위의 셀을 cell.yaml로 저장하고 실행하세요:',
    file: '실행하세요:',
    then: '끝난 시행은 재사용됩니다. 모두 다시 훈련하려면 --runs에 새 폴더를 지정하세요. 같은 시드는 같은 백엔드와 같은 스레드 수에서 같은 값을 냅니다. 그 밖에서는 반올림 차이가 생기고, 훈련이 그 차이를 키웁니다.',
  },
};
