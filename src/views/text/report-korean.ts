import type { ReportWords } from './report-english';

export const reportKorean: ReportWords = {
  notFinished: '아직 끝나지 않았습니다.',
  progress: '진행 상황',
  progressHead: { arm: '조건', planned: '요청한 시행', done: '완료', failed: '실패' },
  tested: '검정 방법.',
  setupHead: { name: '설정', value: '값' },
  cell: '셀',
  networks: '네트워크',
  allArms: '모든 조건',
  unit: (network, tokens, arms) => `${network}의 잔차 유닛: ${tokens}. 조건: ${arms}.`,
  network: (network, arms) => `${network}, 유닛을 접은 모습(× n은 같은 유닛 n개). 조건: ${arms}.`,
  shortcuts: '파란 선은 항등 지름길, 파선은 투영, 점선은 0으로 채우는 지름길입니다.',
  analyses: '학습된 네트워크의 분석',
  versions: '버전과 컴퓨터',
  chosen: '이 실행들은 목록에서 고른 것입니다. 각 실행의 전체 설정은 trial.json에 있습니다. 실행 폴더에서 이 보고서를 다시 만들려면:',
  commands: '실행하고 이 보고서를 다시 만들려면:',
};
