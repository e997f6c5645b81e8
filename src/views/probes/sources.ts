/** Papers that explanations refer to. */
export const SOURCES = {
  he2015: { name: 'He et al. 2015', id: '1512.03385' },
  he2016: { name: 'He et al. 2016', id: '1603.05027' },
  ioffe2015: { name: 'Ioffe and Szegedy 2015', id: '1502.03167' },
  balduzzi2017: { name: 'Balduzzi et al. 2017', id: '1702.08591' },
  de2020: { name: 'De and Smith 2020', id: '2002.10444' },
  littwin2016: { name: 'Littwin and Wolf 2016', id: '1611.02525' },
  santurkar2018: { name: 'Santurkar et al. 2018', id: '1805.11604' },
} as const;

export type SourceId = keyof typeof SOURCES;
