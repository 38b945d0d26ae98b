/**
 * The mark and the wordmark. The mark is a plain weave: one thread passes over and under its warp, turns and comes back, as
 * one thread of execution passes through many coroutines. In the wordmark the thread is the bar that joins f and t.
 */
import { svg, type SVGTemplateResult } from 'lit';

export const weaveMark: SVGTemplateResult = svg`
  <g fill="none" stroke-width="3.4">
    <path stroke="currentColor" d="M7 2V8M7 14V30M16 2V18M16 24V30M25 2V8M25 14V30"></path>
    <path class="thread" d="M1.6 11H13M19 11H25A5 5 0 0 1 28 20M22 21H10M4 21H1.6"></path>
  </g>`;

export const wordmark: SVGTemplateResult = svg`
  <g fill="none" stroke-width="2.7" stroke-linejoin="miter">
    <path
      stroke="currentColor"
      d="M1.3 9.2 5.6 20 10 12.6 14.4 20 18.7 9.2M23.1 16.4H34.2A5.9 6.4 0 1 0 32.2 20.6M41.1 23.8V8.2A4.6 4.6 0 0 1 45.7 3.6H47.4M53.6 4V9.2M53.6 13.6V17.8A4.6 4.6 0 0 0 58.2 22.4H60.2"
    ></path>
    <path class="thread" d="M36.6 11.4H39M43.2 11.4H59.6"></path>
  </g>`;
