import type { ReportData } from '../../experiment/report-data';
import { element } from '../ui/dom';
import type { ViewParts } from '../view/context';
import { InsideNetwork } from './inside-network';

/** What was measured inside the networks while they trained; empty where nothing was. */
export class ProbesSection {
  readonly root = element('div', { class: 'probes', hidden: true });
  private inside: InsideNetwork | undefined;

  constructor(private readonly parts: ViewParts) {}

  /** Draws the data as they are now; the page must hold the root by then. `live`: more may come. */
  draw({ report, live }: { readonly report: ReportData; readonly live: boolean }): void {
    const { probes } = report;
    this.root.hidden = probes === undefined;
    if (probes === undefined) return;
    if (this.inside === undefined) {
      this.inside = new InsideNetwork(this.parts);
      this.root.append(this.inside.root);
    }
    this.inside.draw({ report, probes, live });
  }

  dispose(): void {
    this.inside?.dispose();
  }
}
