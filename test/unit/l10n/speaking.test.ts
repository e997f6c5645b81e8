import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sentence } from '../../../src/base/errors';
import { t, useTranslations } from '../../../src/base/l10n';
import { useTranslationFile } from '../../../src/base/l10n-file';
import { datasetName } from '../../../src/data/catalogue';
import { sourceInWords } from '../../../src/data/source';
import { problemSentence } from '../../../src/experiment/cell/cell';
import { conclusion } from '../../../src/experiment/report/conclusion';
import { fixesOf } from '../../../src/experiment/cell/language/fixes';
import { hoverAt } from '../../../src/experiment/cell/language/hover';
import { problemsOf } from '../../../src/experiment/cell/language/problems';
import { METRICS } from '../../../src/experiment/cell/metrics';
import { duration } from '../../../src/experiment/report-data';
import { buildGraph } from '../../../src/resnet/build';
import { decodeSafetensors } from '../../../src/weights/safetensors';

const KOREAN = fileURLToPath(new URL('../../../l10n/bundle.l10n.ko.json', import.meta.url));

describe('Translations', () => {
  afterEach(() => useTranslations({}));

  describe('in Korean', () => {
    beforeEach(() => useTranslations(JSON.parse(readFileSync(KOREAN, 'utf8')) as Record<string, string>));
    const sentencesOf = (text: string): string[] => problemsOf(text).map(problemSentence);

    it('say what is wrong with a cell, and what may stand there', () => {
      assert.deepEqual(sentencesOf('train: { batch: 0 }'), ['batch: 값이 올바르지 않습니다(0). 필요한 값: 1 이상 8192 이하의 정수 (이미지).']);
      assert.deepEqual(sentencesOf('train: { lr: 0 }'), ['lr: 값이 올바르지 않습니다(0). 필요한 값: 0 초과 100 이하의 수.']);
      assert.deepEqual(sentencesOf('train: { bach: 3 }'), ['알 수 없는 키 "bach". 혹시 "batch"인가요?']);
      assert.deepEqual(sentencesOf('train: { epochs: 3'), ['올바른 YAML이 아닙니다: 중괄호가 }로 닫히지 않았거나 들여쓰기가 부족합니다.']);
      assert.deepEqual(sentencesOf('train: { momentum: 0.9, optimizer: adamw }'), ['optimizer adamw에서는 "momentum" 키가 쓰이지 않습니다. sgd에서만 쓰입니다.']);
    });

    it('leave the place of a problem and its quick fix as they are', () => {
      const text = 'train: { order: conv-bn-relv-conv-add }';
      const [problem] = problemsOf(text);
      assert.deepEqual({ ...problem, message: '' }, { message: '', line: 1, column: 25, length: 4, suggestion: 'relu' });
      assert.match(problem?.message ?? '', /^순서 "conv-bn-relv-conv-add", 9번째 글자: 알 수 없는 토큰 "relv"\.$/);
      assert.deepEqual(fixesOf(text)[0]?.edits, [{ start: 24, end: 28, text: 'relu' }]);
    });

    it('explain the keys of a cell', () => {
      assert.match(hoverAt('train: { lr: 0.1 }', 10)?.markdown ?? '', /학습률입니다.*기본값: sgd에서는 0\.1, adamw에서는 0\.001/s);
    });

    it('conclude with the same numbers', () => {
      const comparison = { n: 5, difference: 0.0123, interval: [0.001, 0.0236], p: 0.02, adjusted: 0.04 } as const;
      const sentence = conclusion({ label: 'full-preact', baseline: 'original', metric: METRICS.testAccuracy, comparison, family: 2 });
      assert.equal(sentence, 'full-preact: original보다 낫습니다. 테스트 정확도 차이 +1.23%p(95% 신뢰 구간 +0.10%p ~ +2.36%p, 짝지은 시드 n = 5, p = 0.04, 비교 2개에 대해 보정한 값). 이 구조, 데이터, 훈련에서만 그렇습니다.');
      assert.equal(duration(185), '3분 05초');
    });

    it('say what is wrong with data and architectures, and where data came from', () => {
      const said = (act: () => unknown): string => {
        try {
          act();
        } catch (error) {
          return sentence(error);
        }
        assert.fail('accepted');
      };
      assert.equal(said(() => datasetName('mnits')), '"mnits" 데이터셋은 없습니다. 혹시 "mnist"인가요? 클래스마다 이미지 하위 폴더가 하나씩 있는 폴더는 "folder:경로"로 적습니다.');
      assert.equal(said(() => buildGraph({ architecture: 'resnet18', groups: 2 })), 'resnet18 구조의 기본 블록에는 groups 1과 widthPerGroup 64만 쓸 수 있습니다(torchvision과 같음). resnet50 같은 병목 구조를 고르세요.');
      assert.equal(said(() => decodeSafetensors(new Uint8Array(3), 'last.safetensors')), 'last.safetensors: 읽을 수 있는 safetensors 파일이 아닙니다: 3바이트뿐이어서 헤더의 길이도 담을 수 없음.');
      assert.deepEqual(['generated', 'Debian package', 'mirror /data', '/pictures'].map(sourceInWords), ['생성됨', '데비안 패키지', '미러 /data', '/pictures']);
    });
  });

  describe('of a process', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-translations-'));
    const path = join(folder, 'bundle.json');
    after(() => rmSync(folder, { recursive: true }));

    /** What is said for `Resume`, and what the log is told. */
    const said = (content?: string): [word: string, warnings: number] => {
      if (content !== undefined) writeFileSync(path, content);
      const { warn } = console;
      let warnings = 0;
      console.warn = () => warnings++;
      try {
        useTranslationFile({ RESNET_LAB_TRANSLATIONS: path });
      } finally {
        console.warn = warn;
      }
      return [t('Resume'), warnings];
    };

    it('come from the file that its environment names', () => assert.deepEqual(said('{"Resume": "이어서 실행"}'), ['이어서 실행', 0]));

    it('are left out without one', () => {
      useTranslationFile({});
      assert.equal(t('Resume'), 'Resume');
    });

    it('may be missing, damaged or too large: it speaks English then, and the log says why', () => {
      rmSync(path, { force: true });
      assert.deepEqual(said(), ['Resume', 1]);
      assert.deepEqual(said('{"Resume": "이어'), ['Resume', 1]);
      assert.deepEqual(said(`{"Resume": "이어서 실행", "x": "${' '.repeat(2_000_000)}"}`), ['Resume', 1]);
      assert.deepEqual(said('null'), ['Resume', 1]);
    });

    it('that are no texts are left out', () => assert.deepEqual(said('{"Resume": {"message": "x"}}'), ['Resume', 0]));
  });
});
