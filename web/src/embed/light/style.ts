/** The embed's own look; sheets that a script makes are no inline styles to a security policy. */
export const css = `
:host{display:block;position:relative;color-scheme:light;--surface:#fff;--ink:#15212c;--soft:#51606b;--line:#d5dad5;--hover:#e4e8e4;--act:#175b91;--act-strong:#0f4873;--on-act:#fff;--stop:#b0301e;}
:host([data-look=dark]){color-scheme:dark;--surface:#121b24;--ink:#e6e9e6;--soft:#9caab6;--line:#243240;--hover:#1a2632;--act:#6fb6ec;--act-strong:#9bcdf4;--on-act:#071620;--stop:#ff8f7a;}
:host([hidden]){display:none}
.code{position:relative}
.code[hidden],.bar [hidden],.said[hidden]{display:none}
.bar{position:absolute;inset-block-start:6px;inset-inline-end:6px;display:flex;align-items:center;gap:2px;padding:2px;border-radius:8px;background:var(--surface);color:var(--soft);box-shadow:0 0 0 1px var(--line);font:500 13px/1 'Instrument Sans Variable',system-ui,sans-serif;z-index:1}
.editing .bar{position:static;justify-content:flex-end;border-radius:8px 8px 0 0}
button,a{display:inline-flex;align-items:center;gap:6px;min-block-size:28px;min-inline-size:28px;justify-content:center;padding:0 6px;border:0;border-radius:6px;background:none;color:inherit;font:inherit;text-decoration:none;cursor:pointer}
button:hover,a:hover{background:var(--hover);color:var(--ink)}
button:focus-visible,a:focus-visible{outline:2px solid var(--act);outline-offset:1px}
.run{padding:0 11px;background:var(--act);color:var(--on-act)}
.run:hover{background:var(--act-strong);color:var(--on-act)}
.run.active{background:none;color:var(--stop);box-shadow:inset 0 0 0 1px var(--stop)}
.run.active:hover{background:var(--hover);color:var(--stop)}
svg{inline-size:16px;block-size:16px;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.run svg{inline-size:12px;block-size:12px;fill:currentColor;stroke:none}
.said{display:flex;gap:8px;align-items:baseline;margin:0;padding:6px 10px;color:var(--soft);font:400 13px/1.45 'Instrument Sans Variable',system-ui,sans-serif}
.said.bad{color:var(--stop)}
/* A theme of its own, whatever the page's is. */
:host([data-own-look]) ::slotted(pre){background-color:var(--surface)!important;color:var(--ink)!important}
/* What is below belongs to it: the page's own distance comes after both. */
:host([data-live]) ::slotted(pre){margin-block-end:0!important}
iframe{display:block;inline-size:100%;border:0;border-radius:0 0 8px 8px;box-shadow:0 0 0 1px var(--line);color-scheme:normal}
.spoken{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (pointer:coarse){button,a{min-block-size:32px;min-inline-size:40px}}
/* Where lines are as long as the block is wide: over its lower edge, where code has mostly a brace, and below the output. */
@media (max-width:640px){.box:not(.editing) .bar{inset-block:auto -18px}:host([data-live]) .box:not(.editing){padding-block-end:44px}:host([data-live]) .box:not(.editing) .bar{inset-block-end:0}}
`;
