import { BAR, cellBox, NAME_GAP, NAMED_ROW, shareOf, type HeatLayout, type HeatPicture } from './heat-layout';
import { heatColour } from './heat-ramp';
import { shortName, stagesOf, type Stage } from './places';

const BAR_STEPS = 48;
const BAR_TICKS = 4;
/** Pixels between two ticks at least. */
const STEP_GAP = 64;

type Pen = Pick<CanvasRenderingContext2D, 'fillRect' | 'strokeRect' | 'fillText' | 'measureText' | 'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'fill' | 'stroke' | 'save' | 'restore' | 'fillStyle' | 'strokeStyle' | 'lineWidth' | 'font' | 'textAlign' | 'textBaseline'>;

export function drawHeat(pen: Pen, picture: HeatPicture, layout: HeatLayout): void {
  const { theme, values } = picture;
  pen.save();
  pen.font = `${theme.fontSize}px ${theme.font}`;
  values.forEach((row, r) =>
    row.forEach((value, c) => {
      const share = shareOf(picture, value);
      if (share === undefined) return;
      const [x, y, width, height] = cellBox(picture, layout, r, c);
      pen.fillStyle = heatColour(theme, share);
      // To whole pixels, or the ground would shine through between two cells.
      pen.fillRect(Math.floor(x), Math.floor(y), Math.ceil(x + width) - Math.floor(x), Math.ceil(y + height) - Math.floor(y));
    }),
  );
  drawStages(pen, picture, layout);
  drawSteps(pen, picture, layout);
  drawBar(pen, picture, layout);
  pen.restore();
}

function drawStages(pen: Pen, picture: HeatPicture, layout: HeatLayout): void {
  const { names, theme } = picture;
  const { left, top, width, height } = layout;
  const edge = (row: number): number => Math.round(top + (row * height) / names.length) + 0.5;
  pen.textBaseline = 'middle';
  pen.fillStyle = theme.muted;
  const room = height / names.length;
  if (room >= NAMED_ROW) {
    pen.textAlign = 'right';
    pen.font = `${Math.min(theme.fontSize, Math.round(room) - 2)}px ${theme.font}`;
    names.forEach((name, row) => pen.fillText(shortName(name), left - NAME_GAP, top + (row + 0.5) * room));
  }
  pen.font = `${theme.fontSize}px ${theme.font}`;
  pen.textAlign = 'left';
  let free = -Infinity;
  stagesOf(names).forEach((stage: Stage, i) => {
    const middle = top + ((stage.first + stage.last + 1) / 2) * room;
    if (middle - theme.fontSize / 2 >= free) {
      pen.fillText(stage.label, 0, middle);
      free = middle + theme.fontSize / 2 + 1;
    }
    if (i > 0) {
      line(pen, 0, edge(stage.first), left - 2, edge(stage.first), theme.grid);
      line(pen, left, edge(stage.first), left + width, edge(stage.first), theme.background);
    }
  });
}

/** Ticks below and the mark above. */
function drawSteps(pen: Pen, picture: HeatPicture, layout: HeatLayout): void {
  const { steps, theme, marked, stepTitle, stepText } = picture;
  const { left, top, width, height } = layout;
  const middle = (column: number): number => left + ((column + 0.5) * width) / steps.length;
  const stride = Math.max(1, Math.ceil((STEP_GAP * steps.length) / width));
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  pen.fillStyle = theme.muted;
  steps.forEach((step, column) => {
    const last = column === steps.length - 1;
    if (!last && (column % stride !== 0 || steps.length - 1 - column < stride * 0.7)) return;
    line(pen, middle(column), top + height, middle(column), top + height + 4, theme.muted);
    pen.fillText(stepText(step), middle(column), top + height + 6);
  });
  pen.fillStyle = theme.text;
  pen.fillText(stepTitle, left + width / 2, top + height + 6 + theme.fontSize + 3);
  if (marked === undefined) return;
  const x = middle(marked);
  pen.beginPath();
  pen.moveTo(x - 4, top - 9);
  pen.lineTo(x + 4, top - 9);
  pen.lineTo(x, top - 2);
  pen.closePath();
  pen.fill();
}

function drawBar(pen: Pen, picture: HeatPicture, { top, height, bar }: HeatLayout): void {
  const { theme, domain: [low, high], logarithmic, valueText } = picture;
  for (let i = 0; i < BAR_STEPS; i++) {
    pen.fillStyle = heatColour(theme, 1 - (i + 0.5) / BAR_STEPS);
    const [from, to] = [i, i + 1].map((at) => Math.round(top + (at * height) / BAR_STEPS)) as [number, number];
    pen.fillRect(bar, from, BAR, to - from);
  }
  pen.strokeStyle = theme.muted;
  pen.lineWidth = 1;
  pen.strokeRect(bar - 0.5, Math.round(top) - 0.5, BAR + 1, Math.round(height) + 1);
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.fillStyle = theme.text;
  const ticks = high > low ? BAR_TICKS : 0;
  for (let i = 0; i <= ticks; i++) {
    const share = ticks === 0 ? 0.5 : i / ticks;
    const value = ticks === 0 ? low : logarithmic ? low * (high / low) ** share : low + share * (high - low);
    const y = top + (1 - share) * height;
    line(pen, bar + BAR, y, bar + BAR + 4, y, theme.muted);
    pen.fillText(valueText(value), bar + BAR + 7, Math.max(top + theme.fontSize / 2 - 2, Math.min(top + height - theme.fontSize / 2 + 2, y)));
  }
}

function line(pen: Pen, x: number, y: number, toX: number, toY: number, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.stroke();
}
