/**
 * The style of the report page. Inside VS Code its theme's colours apply; elsewhere the fallbacks, light or dark as
 * the system is set. It stands in the page and is allowed there by its hash, so every byte counts.
 */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: var(--vscode-editor-background, #ffffff); --text: var(--vscode-foreground, #24292f); --quiet: var(--vscode-descriptionForeground, #5b636d);
  --rule: var(--vscode-contrastBorder, var(--vscode-panel-border, #d8dee4)); --sunken: var(--vscode-textCodeBlock-background, #f4f6f8); --link: var(--vscode-textLink-foreground, #0a58ca);
  --error: var(--vscode-editorError-foreground, #c9252d); --warning: var(--vscode-editorWarning-foreground, #a15c00); --note: var(--vscode-editorInfo-foreground, #0a66c2); --good: var(--vscode-charts-green, #1a7f37);
  --second: var(--vscode-charts-blue, #0a66c2); --third: var(--vscode-charts-purple, #7a4fc0); --fourth: var(--vscode-charts-orange, #b45309);
  --sans: var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif); --mono: var(--vscode-editor-font-family, ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace);
}
@media screen and (prefers-color-scheme: dark) { :root {
  --page: var(--vscode-editor-background, #1b1d21); --text: var(--vscode-foreground, #d7dadf); --quiet: var(--vscode-descriptionForeground, #9aa2ad);
  --rule: var(--vscode-contrastBorder, var(--vscode-panel-border, #363b43)); --sunken: var(--vscode-textCodeBlock-background, #25282d); --link: var(--vscode-textLink-foreground, #6cb0ff);
  --error: var(--vscode-editorError-foreground, #ff7b78); --warning: var(--vscode-editorWarning-foreground, #e2b04a); --note: var(--vscode-editorInfo-foreground, #66b2ff); --good: var(--vscode-charts-green, #5cc878);
  --second: var(--vscode-charts-blue, #66b2ff); --third: var(--vscode-charts-purple, #b794f6); --fourth: var(--vscode-charts-orange, #f0a35e);
} }
@media (prefers-contrast: more) { :root { --quiet: var(--text); --rule: var(--vscode-contrastBorder, currentColor); } }
body.vscode-high-contrast { --quiet: var(--text); } body.vscode-high-contrast .flame .frame { stroke: var(--text); } body.vscode-high-contrast .flame .of-finding { stroke: var(--tone); stroke-width: 2; }
* { box-sizing: border-box; }
body { margin: 0; padding: 0; background: var(--page); color: var(--text); font: 14px/1.5 var(--sans); }
main, footer { max-width: 60rem; margin: 0 auto; padding: 0 2rem; }
h1, h2, h3, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; }
h1 { font-size: 1.85rem; font-weight: 600; line-height: 1.2; letter-spacing: -.01em; margin: .2rem 0 .45rem; }
h2 { font-size: .8rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; color: var(--quiet); margin: 2.6rem 0 .6rem; }
h3 { font-size: 1.08rem; font-weight: 600; line-height: 1.4; margin: .3rem 0 .15rem; overflow-wrap: anywhere; }
a { color: var(--link); text-decoration: none; } a:hover, .alert a { text-decoration: underline; }
a:focus-visible, summary:focus-visible, figure:focus-visible, .scroll:focus-visible { outline: 2px solid var(--vscode-focusBorder, var(--link)); outline-offset: 2px; }
code, .place { font-family: var(--mono); font-size: .9em; overflow-wrap: anywhere; background: none; padding: 0; color: inherit; } a.place { color: var(--link); }
.masthead { padding-top: 2.2rem; }
.brand, .quiet, .masthead p { color: var(--quiet); }
.brand { font-size: .85rem; font-weight: 600; }
.masthead .alert { color: color-mix(in srgb, var(--warning) 60%, var(--text)); margin-top: .4rem; }
.error { --tone: var(--error); } .warning { --tone: var(--warning); } .note { --tone: var(--note); } .good { --tone: var(--good); }
.severity { color: color-mix(in srgb, var(--tone) 60%, var(--text)); font-weight: 600; white-space: nowrap; }
.severity::before { content: ""; display: inline-block; width: .6em; height: .6em; margin-right: .45em; background: var(--tone); border-radius: 50%; }
.warning > .severity::before, .warning .severity::before { border-radius: .1em; transform: rotate(45deg); }
.note .severity::before { background: none; border: 2px solid var(--tone); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 500; color: var(--quiet); font-size: .85rem; }
th, td { padding: .32rem 1rem .32rem 0; border-bottom: 1px solid var(--rule); vertical-align: baseline; }
th:last-child, td:last-child { padding-right: 0; } td.number, th.number { text-align: right; white-space: nowrap; }
.scroll { overflow-x: auto; }
.contents td { border: 0; padding-top: .18rem; padding-bottom: .18rem; } .contents td:first-child { width: 1%; } .contents td:last-child { text-align: right; color: var(--quiet); white-space: nowrap; max-width: 16rem; overflow: hidden; text-overflow: ellipsis; }
.finding { border-top: 1px solid var(--rule); padding: 1.5rem 0 1.7rem; } .finding:first-of-type { border-top: 0; padding-top: .4rem; }
.finding > header { display: flex; flex-wrap: wrap; gap: .1rem 1rem; align-items: baseline; font-size: .9rem; } .finding > header code { color: var(--quiet); }
.at { color: var(--quiet); overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 0 2rem; margin-top: .9rem; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--rule); padding: .28rem 0; min-width: 0; }
.facts div.long { grid-column: 1 / -1; } .facts dt { color: var(--quiet); overflow-wrap: anywhere; min-width: 6rem; } .facts dt::first-letter, .detail > p::first-letter, .detail th::first-letter, figcaption::first-letter { text-transform: uppercase; }
.facts dd { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; min-width: 0; }
.detail { margin-top: .9rem; } .detail > p { color: var(--quiet); font-size: .85rem; }
.related { list-style: none; margin-top: .9rem; } .related li { padding: .12rem 0 .12rem 1.1rem; position: relative; } .related li::before { content: "↳"; position: absolute; left: 0; color: var(--quiet); }
.remedy { background: var(--sunken); border-left: 3px solid var(--tone); padding: .6rem .9rem; margin-top: 1rem; overflow-wrap: anywhere; }
figure { margin-top: 1rem; } figcaption { color: var(--quiet); font-size: .85rem; }
svg { display: block; width: 100%; height: auto; font: 11px var(--sans); } svg text { fill: var(--quiet); } svg text.y, svg text.last { text-anchor: end; } svg text.middle { text-anchor: middle; }
.grid { stroke: var(--rule); fill: none; } .line { stroke: var(--tone, var(--note)); stroke-width: 1.8; fill: none; stroke-linejoin: round; } .area { fill: var(--tone, var(--note)); opacity: .13; } .end { fill: var(--tone, var(--note)); }
.line-1 { stroke: var(--second); stroke-dasharray: 5 3; } .end.line-1, .key .line-1 { fill: var(--second); stroke: none; } .key .line-0 { fill: var(--tone, var(--note)); stroke: none; }
.line-2 { stroke: var(--third); stroke-dasharray: 2 3; } .end.line-2, .key .line-2 { fill: var(--third); stroke: none; }
.mark { stroke: var(--page); stroke-width: 1; } .mark-0 { fill: var(--third); } .mark-1 { fill: var(--good); } .mark-2 { fill: var(--fourth); } .mark-3 { fill: var(--quiet); }
.send { fill: var(--second); } .wait { fill: var(--rule); } .receive { fill: var(--third); } .best { fill: var(--good); } .worst { fill: var(--tone, var(--error)); } .new, .span { fill: var(--quiet); opacity: .45; } .alone { fill: var(--quiet); } .bar { fill: var(--second); } .best-line { stroke: var(--good); stroke-width: 2; fill: none; }
.flame .frame, .key .frame { fill: var(--quiet); opacity: .22; } .flame .of-finding, .key .of-finding { fill: var(--tone); opacity: .32; } .flame text { fill: var(--text); pointer-events: none; } .flame g:hover .frame { opacity: .5; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; list-style: none; margin-top: .3rem; font-size: .85rem; color: var(--quiet); } .legend li { overflow-wrap: anywhere; } .key { display: inline-block; width: .7em; height: .7em; margin-right: .45em; }
.unseen dt { margin-top: .6rem; } .unseen dd { color: var(--quiet); } .unseen code { white-space: nowrap; }
details { margin-top: .3rem; font-size: .85rem; } details summary { cursor: pointer; color: var(--quiet); width: fit-content; } details table { width: auto; margin-top: .2rem; } details th, details td { padding: .12rem 1.4rem .12rem 0; }
footer { color: var(--quiet); font-size: .85rem; padding-top: 2.6rem; padding-bottom: 2.4rem; }
@media (max-width: 40rem) { main, footer { padding-left: 1rem; padding-right: 1rem; } .contents td:last-child { display: none; } .facts { grid-template-columns: 1fr; } figure { overflow-x: auto; } figure > svg { min-width: 44rem; } .scroll > table { min-width: 34rem; } }
@media (forced-colors: active) {
  :root { --page: Canvas; --text: CanvasText; --quiet: CanvasText; --rule: GrayText; --error: Highlight; --warning: Highlight; --note: LinkText; --good: LinkText; --second: LinkText; --third: VisitedText; --fourth: CanvasText; }
  .severity::before { forced-color-adjust: none; } svg rect { stroke: Canvas; } .remedy { border: 1px solid; } .flame .frame { fill: Canvas; stroke: CanvasText; opacity: 1; } .flame .of-finding { stroke: Highlight; stroke-width: 3; } .key .frame { fill: CanvasText; opacity: 1; } .key .of-finding { fill: Highlight; }
}
@media print { :root { font-size: 12.5px; print-color-adjust: exact; } body { font-size: 1em; } main, footer { padding: 0; max-width: none; } h2, h3, .finding > header { break-after: avoid; } .finding > *, figure, tr { break-inside: avoid; } details { display: none; } }
`;
