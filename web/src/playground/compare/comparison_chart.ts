/** Draws a comparison as horizontal bars, with the range from least to most across each. Loaded when the panel first has one. */
import { BarController, BarElement, CategoryScale, Chart, LinearScale, LogarithmicScale, type Plugin } from 'chart.js';
import type { ProgramLanguage } from '../../protocol/language.js';
import type { ThemeColors } from '../page/theme_colors.js';
import type { ChartModel } from './chart_model.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, LogarithmicScale);

const barHeight = 30;
const axisHeight = 56;

/** Each language has its dye. */
const dyes: Readonly<Record<ProgramLanguage, string>> = { cpp: '--color-woad', python: '--color-fern', javascript: '--color-weld' };

export interface ChartLook {
  readonly colors: ThemeColors;
  readonly font: string;
  /** Writes a value at the axis. */
  readonly format: (value: number) => string;
}

export class ComparisonChart {
  readonly #canvas: HTMLCanvasElement;
  #chart: Chart<'bar'> | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** In CSS pixels. */
  static height(model: ChartModel): number {
    return model.bars.length * barHeight + axisHeight;
  }

  draw(model: ChartModel, { colors, font, format }: ChartLook): void {
    this.#chart?.destroy();
    const ink = colors.get('--color-ink');
    const soft = colors.get('--color-ink-soft');
    const line = colors.get('--color-line');
    const color = (bar: ChartModel['bars'][number]): string => colors.get(dyes[bar.language]);
    const narrow = this.#canvas.clientWidth < 400;
    const text = { family: font, size: narrow ? 11 : 12 };
    const least = Math.min(...model.bars.flatMap(({ value, min }) => (value === null ? [] : [min])));
    this.#chart = new Chart<'bar'>(this.#canvas, {
      type: 'bar',
      data: {
        labels: model.bars.map(({ label }) => label),
        datasets: [
          {
            data: model.bars.map(({ value }) => value),
            backgroundColor: model.bars.map((bar) => (bar.pinned ? `${color(bar)}55` : color(bar))),
            borderColor: model.bars.map(color),
            borderWidth: model.bars.map(({ pinned }) => (pinned ? 1 : 0)),
            borderRadius: 2,
            borderSkipped: 'start',
            barPercentage: 0.72,
            categoryPercentage: 0.9,
          },
        ],
      },
      options: {
        indexAxis: 'y',
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        layout: { padding: { right: narrow ? 58 : 66, left: 0, top: 4 } },
        plugins: { legend: { display: false } },
        scales: {
          y: {
            grid: { display: false },
            border: { color: line },
            ticks: { color: ink, font: text, autoSkip: false, callback: (_value, index) => shortened(model.bars[index]?.label ?? '', narrow ? 24 : 36) },
          },
          x: {
            type: model.logarithmic ? 'logarithmic' : 'linear',
            // A bar has to begin somewhere, and a logarithmic axis has no zero: at the power of ten below the least of them.
            ...(model.logarithmic ? { min: 10 ** (Math.ceil(Math.log10(least)) - 1) } : { beginAtZero: true }),
            border: { display: false },
            grid: { color: line },
            ticks: {
              color: soft,
              font: text,
              maxRotation: 0,
              autoSkipPadding: 12,
              maxTicksLimit: 6,
              callback: (value) => {
                const number = Number(value);
                const isPower = Math.abs(Math.log10(number) - Math.round(Math.log10(number))) < 1e-6;
                if (model.logarithmic) return isPower ? format(number) : null;
                return number === 0 ? '0' : format(number);
              },
            },
            title: { display: true, text: model.axis, color: soft, font: text },
          },
        },
      },
      plugins: [ranges(model, { ink, soft, font: `${text.size}px ${font}` })],
    });
  }

  /** The picture on a ground of its own, with a title above and lines of small print below: for a clipboard. */
  async picture(look: ChartLook, title: string, smallPrint: readonly string[]): Promise<Blob> {
    const scale = this.#canvas.width / this.#canvas.clientWidth;
    const margin = 16 * scale;
    const lineHeight = 18 * scale;
    const picture = document.createElement('canvas');
    picture.width = this.#canvas.width + 2 * margin;
    picture.height = this.#canvas.height + 2 * margin + lineHeight * (1.8 + smallPrint.length * 1.1);
    const context = picture.getContext('2d');
    if (!context) throw new Error('the browser draws no pictures');
    context.fillStyle = look.colors.get('--color-surface');
    context.fillRect(0, 0, picture.width, picture.height);
    context.textBaseline = 'top';
    context.fillStyle = look.colors.get('--color-ink');
    context.font = `600 ${15 * scale}px ${look.font}`;
    context.fillText(title, margin, margin, picture.width - 2 * margin);
    context.drawImage(this.#canvas, margin, margin + lineHeight * 1.5);
    context.fillStyle = look.colors.get('--color-ink-soft');
    context.font = `${11 * scale}px ${look.font}`;
    smallPrint.forEach((text, index) => {
      context.fillText(text, margin, margin + lineHeight * (1.7 + index * 1.1) + this.#canvas.height, picture.width - 2 * margin);
    });
    return new Promise((resolve, reject) => {
      picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png');
    });
  }

  dispose(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
  }
}

/** The range across each bar, and the value beside it. */
function ranges(model: ChartModel, look: { readonly ink: string; readonly soft: string; readonly font: string }): Plugin<'bar'> {
  return {
    id: 'weft-ranges',
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      const { x, y } = scales;
      if (!x || !y) return;
      ctx.save();
      ctx.font = look.font;
      ctx.textBaseline = 'middle';
      model.bars.forEach(({ value, min, max, text }, index) => {
        const middle = y.getPixelForValue(index);
        let end = chartArea.left;
        if (value !== null) {
          const [from, to] = [x.getPixelForValue(min), x.getPixelForValue(max)];
          end = Math.max(to, x.getPixelForValue(value));
          if (to - from >= 2) {
            ctx.strokeStyle = look.ink;
            ctx.lineWidth = 1.25;
            ctx.beginPath();
            ctx.moveTo(from, middle);
            ctx.lineTo(to, middle);
            for (const at of [from, to]) {
              ctx.moveTo(at, middle - 4);
              ctx.lineTo(at, middle + 4);
            }
            ctx.stroke();
          }
        }
        ctx.fillStyle = value === null ? look.soft : look.ink;
        ctx.fillText(text, end + 6, middle);
      });
      ctx.restore();
    },
  };
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
