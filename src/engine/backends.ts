import { LabError } from '../base/errors';
import { t } from '../base/l10n';
import type { BackendChoice } from '../backend/select';
import { examine, type DoctorReport } from './doctor';

/** What trials compute with here. Looked for once, in a process of its own, and again after an install. */
export class Backends {
  private report: Promise<DoctorReport> | undefined;

  constructor(private readonly cache: string) {}

  /** Whether the answer is there without a search. */
  get known(): boolean {
    return this.report !== undefined;
  }

  /** @throws LabError where the environment asks for a backend that is none */
  examine(): Promise<DoctorReport> {
    const report = (this.report ??= examine({ cache: this.cache }));
    report.catch(() => {
      if (this.report === report) this.forget();
    });
    return report;
  }

  forget(): void {
    this.report = undefined;
  }

  /** @throws LabError where the backend that was asked for does not work */
  async choose(): Promise<{ backend: BackendChoice; report: DoctorReport }> {
    const report = await this.examine();
    if (report.backend === 'wasm') return { backend: { name: 'wasm' }, report };
    if (report.engine === null) throw new LabError(report.reason, { mend: t('Run the command "ResNet Lab: Set Up Native Engine", or choose another backend in the settings.') });
    return { backend: { name: 'tensorflow', addon: report.engine.path }, report };
  }
}
